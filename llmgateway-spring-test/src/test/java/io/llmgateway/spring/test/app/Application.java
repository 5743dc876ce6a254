package io.llmgateway.spring.test.app;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An application with a component of its own and one of the client's. */
@SpringBootApplication
public class Application {}
