package io.llmgateway.examples.springchat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class ChatApplicationTest {
    private final HttpClient browser =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

    @LocalServerPort
    private int port;

    @Test
    void anAnswerIsStreamedAndNoVendorSeesTheAddress() throws Exception {
        String answer = ask("I am jane.roe@example.com.");

        assertThat(answer).contains("\"This is\"").contains("jane.roe@example.com").contains("event:finish");
        assertThat(get("seen")).contains("<EMAIL_1>").doesNotContain("jane.roe");
        assertThat(get("spent")).contains("\"budget\":\"visitor\"");
    }

    @Test
    void theOtherVendorAnswersWhereOneIsOverloaded() throws Exception {
        assertThat(ask("Be overloaded.")).contains("Anthropic").contains("event:finish");
    }

    @Test
    void visitorsWithoutMoneyAreToldSoInWordsOfOurs() throws Exception {
        int status = 200;
        String told = "";
        for (int i = 0; i < 1_000 && status == 200; i++) {
            HttpResponse<String> response = post("Again!");
            status = response.statusCode();
            told = response.body();
        }
        assertThat(status).isEqualTo(429);
        assertThat(told).contains("visitor");
    }

    @Test
    void thePageBringsNoScriptOfItsOwn() throws Exception {
        assertThat(get("")).contains("chat.js").doesNotContain("<script>");
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
                        .POST(HttpRequest.BodyPublishers.ofString("[{\"role\":\"user\",\"text\":\"" + question + "\"}]"))
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
