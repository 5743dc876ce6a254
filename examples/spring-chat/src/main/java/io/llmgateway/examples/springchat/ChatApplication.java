package io.llmgateway.examples.springchat;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the chat at http://localhost:8080, offline unless another profile is chosen. */
@SpringBootApplication(proxyBeanMethods = false)
public class ChatApplication {
    /**
     * Starts the application.
     *
     * @param args Spring's
     */
    public static void main(String[] args) {
        SpringApplication.run(ChatApplication.class, args);
    }
}
