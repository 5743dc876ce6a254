package io.llmgateway.spring.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.spring.test.app.Application;
import io.llmgateway.spring.test.app.Greeting;
import io.llmgateway.testkit.ScriptedProvider;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

/** A whole application that configures nothing, with a scripted vendor. */
@SpringBootTest(classes = Application.class)
@AutoConfigureLlmGateway
class AutoConfigureLlmGatewayTest {
    @Autowired
    private Greeting greeting;

    @Autowired
    private ScriptedProvider vendor;

    @Test
    void withoutKeysAndNetwork() {
        vendor.answers("Hello.");
        assertThat(greeting.hello()).isEqualTo("Hello.");
        assertThat(vendor.chats()).hasSize(1);
    }
}
