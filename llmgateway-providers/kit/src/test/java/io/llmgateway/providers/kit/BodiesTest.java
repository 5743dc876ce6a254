package io.llmgateway.providers.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Part;
import io.llmgateway.error.ProviderFailedException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes as a body is an answer, or a failure that tells what came. */
@Timeout(30)
class BodiesTest {
    private static final String HEADERS = "Content-Type: application/json\r\n";

    private static ChatResponse read(RawServer.Script answer) throws Exception {
        try (RawServer server = serving(answer);
                Toy toy = new Toy(server.url())) {
            return toy.whole();
        }
    }

    private static ChatResponse streamed(RawServer.Script answer) throws Exception {
        try (RawServer server = serving(answer);
                Toy toy = new Toy(server.url())) {
            return (ChatResponse) toy.stream().await();
        }
    }

    private static RawServer serving(RawServer.Script answer) throws Exception {
        return new RawServer(peer -> {
            peer.read();
            answer.serve(peer);
            peer.awaitClose();
        });
    }

    private static ProviderFailedException failed(RawServer.Script answer) {
        ProviderFailedException failed = catchThrowableOfType(ProviderFailedException.class, () -> read(answer));
        assertThat(failed).isNotNull();
        return failed;
    }

    @Test
    void aWholeAnswerIsRead() throws Exception {
        String body = "{\"id\":\"a1\",\"unknown\":{\"x\":[1,{}]},\"text\":\"Hi\",\"finish\":\"stop\",\"used\":7}";
        ChatResponse response = read(peer -> peer.answer("200 OK", HEADERS + "X-Request-Id: r-5\r\n", body));
        assertThat(response.text()).isEqualTo("Hi");
        assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(response.usage().output()).isEqualTo(7);
        assertThat(response.info().id()).contains("a1");
        assertThat(response.info().requestId()).contains("r-5");
        assertThat(response.info().raw()).contains(body);
    }

    @Test
    void theSameFieldsGiveTheSamePartsWholeAndStreamed() throws Exception {
        List<String> fields = List.of(
                "\"id\":\"a1\"",
                "\"reasoning\":\"let me see\"",
                "\"text\":\"It is \"",
                "\"tool\":\"weather\"",
                "\"arguments\":\"{\\\"city\\\":\\\"Ulm\\\"}\"",
                "\"finish\":\"stop\"",
                "\"used\":7");
        ChatResponse whole = read(peer -> peer.json("{" + String.join(",", fields) + "}"));
        ChatResponse streamed;
        try (RawServer server = new RawServer(peer -> {
                    peer.read();
                    peer.startStream();
                    for (String field : fields) {
                        peer.event("{" + field + "}");
                    }
                    peer.endStream();
                    peer.awaitClose();
                });
                Toy toy = new Toy(server.url())) {
            streamed = (ChatResponse) toy.stream().await();
        }
        assertThat(streamed.parts()).isEqualTo(whole.parts()).hasSize(3);
        assertThat(streamed.parts().get(2)).isEqualTo(new Part.ToolCall("call-1", "weather", "{\"city\":\"Ulm\"}"));
        assertThat(streamed.finishReason()).isEqualTo(whole.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(streamed.usage()).isEqualTo(whole.usage());
        assertThat(streamed.info().id()).isEqualTo(whole.info().id());
    }

    @Test
    void aGzippedBodyIsRead() throws Exception {
        assertThat(read(gzipped("200 OK", "{\"text\":\"Hi\",\"finish\":\"stop\"}"))
                        .text())
                .isEqualTo("Hi");
    }

    /** Streams are asked for without compression. */
    @Test
    void whatAProxyGzipsInPlaceOfAStreamIsRead() throws Exception {
        assertThat(streamed(gzipped("200 OK", "{\"text\":\"Hi\",\"finish\":\"stop\"}"))
                        .text())
                .isEqualTo("Hi");
        ProviderFailedException failed = catchThrowableOfType(
                ProviderFailedException.class, () -> streamed(gzipped("400 Bad Request", "{\"error\":\"too long\"}")));
        assertThat(failed.failure().message()).isEqualTo("too long");
    }

    private static RawServer.Script gzipped(String status, String text) throws Exception {
        okio.Buffer zipped = new okio.Buffer();
        try (okio.BufferedSink sink = okio.Okio.buffer(new okio.GzipSink(zipped))) {
            sink.writeUtf8(text);
        }
        byte[] body = zipped.readByteArray();
        return peer -> {
            peer.send("HTTP/1.1 " + status + "\r\n" + HEADERS + "Content-Encoding: gzip\r\nContent-Length: "
                    + body.length + "\r\n\r\n");
            peer.send(body);
        };
    }

    @Test
    void blankLinesBeforeTheBodyAreSignsOfLife() throws Exception {
        assertThat(read(peer -> peer.json("\n\n\n{\"text\":\"Hi\",\"finish\":\"stop\"}"))
                        .text())
                .isEqualTo("Hi");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "   ", "null", "[]", "{}", "\"text\"", "{\"object\":\"list\"}", "<html>busy</html>", "Hi"})
    void whatIsNoAnswerIsMalformed(String body) {
        assertThat(failed(peer -> peer.answer("200 OK", HEADERS, body)).kind()).isEqualTo(FailureClass.MALFORMED);
    }

    @Test
    void noContentIsMalformed() {
        ProviderFailedException failed = failed(peer -> peer.send("HTTP/1.1 204 No Content\r\n\r\n"));
        assertThat(failed.kind()).isEqualTo(FailureClass.MALFORMED);
        assertThat(failed.status()).contains(204);
    }

    @Test
    void aPageWithStatus200IsDescribedAndNotShown() {
        assertThat(failed(peer -> peer.answer("200 OK", "Content-Type: text/html\r\n", "<html>try later</html>")))
                .hasMessageContaining("text/html")
                .hasMessageContaining("base-url")
                .hasMessageNotContaining("try later");
    }

    @Test
    void anErrorWithStatus200Fails() {
        ProviderFailedException failed = failed(
                peer -> peer.answer("200 OK", "X-Request-Id: r-5\r\n", "{\"error\":\"no GPU for " + Toy.KEY + "\"}"));
        assertThat(failed.kind()).isEqualTo(FailureClass.OVERLOADED);
        assertThat(failed.requestId()).contains("r-5");
        assertThat(failed).hasMessageContaining("no GPU").hasMessageNotContaining(Toy.KEY);
    }

    @Test
    void aCutBodyIsTransient() {
        assertThat(failed(peer -> {
                            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"text\":\"H");
                            peer.close();
                        })
                        .kind())
                .isEqualTo(FailureClass.TRANSIENT);
    }

    @Test
    void aBodyThatEndsInsideItsJsonIsTransient() {
        ProviderFailedException failed = failed(peer -> {
            peer.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"text\":\"H");
            peer.close();
        });
        assertThat(failed.kind()).isEqualTo(FailureClass.TRANSIENT);
        assertThat(failed.failure().mayBeBilled()).isTrue();
    }

    @Test
    void noHttpIsTransient() {
        assertThat(failed(peer -> peer.send("SSH-2.0-" + Toy.KEY + "\r\n\r\n")))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(FailureClass.TRANSIENT))
                .hasMessageNotContaining(Toy.KEY)
                .hasNoCause();
    }

    @Test
    void aHugeBodyIsRefused() {
        ProviderFailedException failed = failed(peer -> {
            peer.startStream();
            String filler = "x".repeat(1 << 20);
            while (true) {
                peer.chunk(filler);
            }
        });
        assertThat(failed.kind()).isEqualTo(FailureClass.MALFORMED);
        assertThat(failed).hasMessageContaining("larger than 67108864 bytes");
    }

    @Test
    void aHugeErrorIsStillWhatItsStatusSays() {
        ProviderFailedException failed = failed(peer -> {
            peer.send("HTTP/1.1 401 No\r\nTransfer-Encoding: chunked\r\n\r\n");
            String filler = "x".repeat(1 << 16);
            while (true) {
                peer.chunk(filler);
            }
        });
        assertThat(failed.kind()).isEqualTo(FailureClass.CREDENTIAL);
        assertThat(failed.getMessage()).hasSizeLessThan(1000);
    }

    @Test
    void aCutErrorIsStillWhatItsStatusSays() {
        assertThat(failed(peer -> {
                            peer.send("HTTP/1.1 401 No\r\nContent-Length: 100\r\n\r\n{\"error\":\"wro");
                            peer.close();
                        })
                        .kind())
                .isEqualTo(FailureClass.CREDENTIAL);
    }

    @ParameterizedTest
    @CsvSource({
        "401,CREDENTIAL",
        "402,QUOTA_EXHAUSTED",
        "403,MALFORMED",
        "404,MODEL_UNKNOWN",
        "418,CALLER_FAULT",
        "429,RATE_LIMITED",
        "500,TRANSIENT",
        "503,OVERLOADED"
    })
    void anErrorThatIsNoJsonIsWhatItsStatusSays(int status, FailureClass kind) {
        ProviderFailedException failed = failed(peer ->
                peer.answer(status + " No", "Retry-After: 7\r\nrequest-id: r-5\r\n", "<h1>nginx</h1> key " + Toy.KEY));
        assertThat(failed.kind()).isEqualTo(kind);
        assertThat(failed.status()).contains(status);
        assertThat(failed.requestId()).contains("r-5");
        assertThat(failed.retryAfter()).contains(Duration.ofSeconds(7));
        assertThat(failed).hasMessageContaining("nginx").hasMessageNotContaining(Toy.KEY);
    }

    @Test
    void theKeyIsNowhereInAFailure() {
        for (String body : List.of(
                "{\"error\":\"key " + Toy.KEY + " is wrong\"}",
                "key " + Toy.KEY + " is wrong",
                "{\"error\":{\"key\":\"" + Toy.KEY + "\"}}")) {
            Throwable failed = catchThrowable(() -> read(peer -> peer.answer("401 No", "", body)));
            java.io.StringWriter stack = new java.io.StringWriter();
            failed.printStackTrace(new java.io.PrintWriter(stack));
            assertThat(stack.toString()).contains("***").doesNotContain(Toy.KEY);
            assertThat(((ProviderFailedException) failed).failure().toString()).doesNotContain(Toy.KEY);
        }
    }
}
