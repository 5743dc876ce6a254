package io.llmgateway.examples.springwebflux;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class TranslatorApplicationTest {
    @LocalServerPort
    private int port;

    @Test
    void aTranslationComesWhole() throws Exception {
        assertThat(translate("text/plain")).isEqualTo("Good day, this is a toy.");
    }

    @Test
    void aTranslationComesAsItIsWritten() throws Exception {
        assertThat(translate("text/event-stream"))
                .containsPattern("data:\\{\"text\":\"Good")
                .contains("event:finish");
    }

    private String translate(String accept) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/translate?to=English"))
                .header("Accept", accept)
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("Guten Tag, dies ist ein Spielzeug."))
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }
}
