package io.llmgateway.providers.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.Part;
import io.llmgateway.error.InvalidRequestException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class MediaTest {
    private static JsonNode parts(Part... parts) throws IOException, InterruptedException {
        try (Google google = new Google()) {
            google.answers("{\"candidates\":[{\"finishReason\":\"STOP\"}]}")
                    .chat(ChatRequest.builder()
                            .model("gemini-2.5-flash")
                            .user(parts)
                            .build());
            return google.receivedBody().path("contents").path(0).path("parts");
        }
    }

    @Test
    void sendsBytes() throws Exception {
        MediaSource bytes = MediaSource.of("audio/wav", "wave".getBytes(StandardCharsets.UTF_8));
        assertThat(parts(new Part.Text("Listen"), new Part.Audio(bytes)))
                .isEqualTo(Google.json(
                        "[{\"text\":\"Listen\"},{\"inlineData\":{\"mimeType\":\"audio/wav\",\"data\":\"d2F2ZQ==\"}}]"));
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.com/a/cat.JPG?x=1.txt, image/jpeg",
        "https://example.com/doc.pdf#page=2,    application/pdf",
        "gs://bucket/film.mp4,                  video/mp4",
        "https://example.com/a.b/picture,       "
    })
    void tellsTheTypeByTheEndingOfTheAddress(String url, String type) throws Exception {
        JsonNode file = parts(new Part.Image(MediaSource.url(url))).path(0).path("fileData");
        assertThat(file.path("fileUri").asString()).isEqualTo(url);
        assertThat(file.path("mimeType").asString("")).isEqualTo(type == null ? "" : type);
    }

    @Test
    void sendsAddressesAndFilesWithTheirType() throws Exception {
        assertThat(parts(
                        new Part.Image(new MediaSource.Url("https://example.com/x", "image/webp")),
                        new Part.Document(new MediaSource.FileId("files/abc", "application/pdf"), "terms.pdf"),
                        new Part.Document(new MediaSource.FileId("https://other.example/files/abc", null))))
                .isEqualTo(
                        Google.json(
                                """
                        [{"fileData":{"mimeType":"image/webp","fileUri":"https://example.com/x"}},
                         {"text":"Document \\"terms.pdf\\":"},
                         {"fileData":{"mimeType":"application/pdf",
                          "fileUri":"https://generativelanguage.googleapis.com/v1beta/files/abc"}},
                         {"fileData":{"fileUri":"https://other.example/files/abc"}}]
                        """));
    }

    @Test
    void sendsDataAddressesAsBytes() throws Exception {
        assertThat(parts(new Part.Image(MediaSource.url("data:image/png;base64,AAAA"))))
                .isEqualTo(Google.json("[{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"AAAA\"}}]"));
        assertThat(parts(new Part.Image(MediaSource.url("data:image/png;name=cat.png;base64,AAAA"))))
                .isEqualTo(Google.json("[{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"AAAA\"}}]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "cat.png", "data:nonsense"})
    void refusesAddressesNobodyCanFetch(String url) {
        assertThatThrownBy(() -> parts(new Part.Image(MediaSource.url(url))))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("address");
    }
}
