package io.llmgateway.spring.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.spring.test.app.Application;
import io.llmgateway.spring.test.app.Greeting;
import io.llmgateway.testkit.ScriptedProvider;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.ContextConfiguration;

/** A whole application that configures nothing, with a scripted vendor. */
@ContextConfiguration(classes = Application.class)
@SpringBootTest
@AutoConfigureLlmGateway
class GreetingTest {
    @Autowired
    Greeting greeting;

    @Autowired
    ScriptedProvider vendor;

    @Test
    void saysHello() {
        vendor.answers("Hello.");
        assertThat(greeting.hello()).isEqualTo("Hello.");
        assertThat(vendor.chats()).hasSize(1);
    }
}
