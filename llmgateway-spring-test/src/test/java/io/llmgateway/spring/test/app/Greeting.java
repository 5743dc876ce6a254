package io.llmgateway.spring.test.app;

import io.llmgateway.LlmClient;
import org.springframework.stereotype.Component;

/** Says hello by the default model. */
@Component
public class Greeting {
    private final LlmClient client;

    Greeting(LlmClient client) {
        this.client = client;
    }

    /** A greeting. */
    public String hello() {
        return client.chat("Say hello.").text();
    }
}
