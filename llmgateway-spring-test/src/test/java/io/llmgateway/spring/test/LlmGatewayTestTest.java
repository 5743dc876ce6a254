package io.llmgateway.spring.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.spring.test.app.Application;
import io.llmgateway.spring.test.app.Greeting;
import io.llmgateway.testkit.ScriptedProvider;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.ContextConfiguration;

/** The slice: the application's configuration and components of the client, with a scripted vendor. */
@LlmGatewayTest(
        properties = {
            "llmgateway.providers.openai.api-key=${OPENAI_API_KEY}",
            "llmgateway.providers.anthropic.api-key=${ANTHROPIC_API_KEY}",
            "llmgateway.models.smart.targets=anthropic/claude-sonnet-5, openai/gpt-5.5",
            "llmgateway.default-model=smart"
        })
@ContextConfiguration(classes = Application.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LlmGatewayTestTest {
    @Autowired
    private LlmClient client;

    @Autowired
    private ScriptedProvider vendor;

    @Autowired
    private ApplicationContext context;

    @Test
    @Order(1)
    void theApplicationsModelsWithoutItsVendors() {
        vendor.fails(FailureClass.QUOTA_EXHAUSTED).answers("Hello.").answers("left over");
        ChatResponse response = client.chat("Hi");
        assertThat(response.text()).isEqualTo("Hello.");
        assertThat(response.attempts())
                .extracting(attempt -> attempt.provider() + "/" + attempt.model())
                .containsExactly("anthropic/claude-sonnet-5", "openai/gpt-5.5");
    }

    @Test
    @Order(2)
    void noScriptIsLeftOfTheTestBefore() {
        assertThat(vendor.left()).isZero();
        assertThat(vendor.calls()).isEmpty();
        assertThatThrownBy(() -> client.chat("Hi")).isInstanceOf(AssertionError.class);
    }

    @Test
    @Order(3)
    void componentsOfTheClientAreThereAndOthersAreNot() {
        vendor.answers("Hello.");
        client.chat("Hi");
        assertThat(vendor.chats().get(0).tags())
                .as("the application's customizer took part")
                .containsEntry("app", "greeter");
        assertThat(context.getBeanProvider(Greeting.class).getIfAvailable()).isNull();
    }
}
