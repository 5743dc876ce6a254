package io.llmgateway.examples.springchat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.LlmClient;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.RefusedException;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.ProblemDetail;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class ChatApplicationTest {
    private final HttpClient browser =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

    @LocalServerPort
    private int port;

    @Test
    void anAnswerIsStreamedAndNoVendorSeesTheAddress() throws Exception {
        String answer = ask("I am jane.roe@example.com.");

        assertThat(answer)
                .contains("{\"text\":\"This\"}")
                .contains("jane.roe@example.com")
                .contains("event:finish");
        assertThat(get("seen")).contains("<EMAIL_1>").doesNotContain("jane.roe");
        assertThat(get("spent")).contains("\"budget\":\"visitor\"");
    }

    @Test
    void theOtherVendorAnswersWhereOneIsOverloaded() throws Exception {
        assertThat(ask("Be overloaded.")).contains("Anthropic").contains("event:finish");
    }

    @Test
    void thePageBringsNoScriptOfItsOwn() throws Exception {
        assertThat(get("")).contains("chat.js").doesNotContain("<script>");
    }

    @Test
    void whoHasNoMoneyLeftIsToldSo() throws Exception {
        LlmClient poor = LlmGateway.builder()
                .environment(Map.of())
                .yaml(
                        """
                        llmgateway:
                          providers: { openai: { api-key: any, base-url: "http://localhost:1" } }
                          default-model: openai/gpt-5.5
                          admit: { assumed-output: 500, budgets: { visitor: { amount: 0.001 USD, window: 1h } } }
                        """)
                .build();
        try (poor) {
            assertThatThrownBy(() -> poor.chat("?")).isInstanceOfSatisfying(RefusedException.class, refused -> {
                ProblemDetail told = new ChatController(poor).failed(refused);
                assertThat(told.getStatus()).isEqualTo(429);
                assertThat(told.getDetail()).contains("visitor");
            });
        }
    }

    private String ask(String question) throws Exception {
        HttpResponse<String> response = post(question);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    private HttpResponse<String> post(String question) throws IOException, InterruptedException {
        return browser.send(
                HttpRequest.newBuilder(at("chat"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "[{\"role\":\"user\",\"text\":\"" + question + "\"}]"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String get(String path) throws IOException, InterruptedException {
        return browser.send(HttpRequest.newBuilder(at(path)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private URI at(String path) {
        return URI.create("http://localhost:" + port + "/" + path);
    }
}
