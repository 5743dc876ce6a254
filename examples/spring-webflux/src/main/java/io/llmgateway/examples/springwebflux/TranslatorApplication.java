package io.llmgateway.examples.springwebflux;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the translator at http://localhost:8080, offline unless another profile is chosen. */
@SpringBootApplication(proxyBeanMethods = false)
public class TranslatorApplication {
    /**
     * Starts the application.
     *
     * @param args Spring's
     */
    public static void main(String[] args) {
        SpringApplication.run(TranslatorApplication.class, args);
    }
}
