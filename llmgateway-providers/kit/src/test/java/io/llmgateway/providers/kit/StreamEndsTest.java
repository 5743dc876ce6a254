package io.llmgateway.providers.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgateway.chain.Ending;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.error.LlmException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.error.StreamBrokenException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stream is complete, or it fails: it never ends in silence. */
@Timeout(30)
class StreamEndsTest {
    private static final String HI = "data: {\"text\":\"Hi \"}\n\n";
    private static final String FINISH = "data: {\"finish\":\"stop\",\"used\":7}\n\n";

    private final List<Ending> endings = new ArrayList<>();

    private ChatResponse read(RawServer.Script script) throws Exception {
        try (RawServer server = new RawServer(script);
                Toy toy = new Toy(server.url());
                Reply reply = toy.stream().onEnd(endings::add)) {
            ChatResponse response = (ChatResponse) reply.await();
            assertThat(endings).singleElement().isInstanceOf(Ending.Complete.class);
            return response;
        }
    }

    private static RawServer.Script stream(String... chunks) {
        return peer -> {
            peer.read();
            peer.startStream();
            for (String chunk : chunks) {
                peer.chunk(chunk);
            }
            peer.endStream();
            peer.awaitClose();
        };
    }

    private static RawServer.Script cut(String... chunks) {
        return peer -> {
            peer.read();
            peer.startStream();
            for (String chunk : chunks) {
                peer.chunk(chunk);
            }
        };
    }

    private StreamBrokenException broken(RawServer.Script script) {
        StreamBrokenException broken = catchThrowableOfType(StreamBrokenException.class, () -> read(script));
        assertThat(broken).isNotNull();
        assertThat(broken.partial().text()).isEqualTo("Hi ");
        assertThat(broken.partial().finishReason()).isEqualTo(FinishReason.ERROR);
        assertThat(endings).singleElement().isInstanceOf(Ending.Failed.class);
        return broken;
    }

    private ProviderFailedException failed(RawServer.Script script) {
        ProviderFailedException failed = catchThrowableOfType(ProviderFailedException.class, () -> read(script));
        assertThat(failed).isNotNull();
        assertThat(endings).singleElement().isInstanceOf(Ending.Failed.class);
        return failed;
    }

    @Test
    void isCompleteWithItsTerminator() throws Exception {
        ChatResponse response = read(stream("data: {\"id\":\"a1\"}\n\n", HI, HI, FINISH, "data: [DONE]\n\n"));
        assertThat(response.text()).isEqualTo("Hi Hi ");
        assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(response.usage().output()).isEqualTo(7);
        assertThat(response.info().id()).contains("a1");
    }

    @Test
    void isCompleteWithAFinishReasonAlone() throws Exception {
        assertThat(read(stream(HI, FINISH)).text()).isEqualTo("Hi ");
    }

    @Test
    void isCompleteEvenIfTheConnectionDiesAfterTheTerminator() throws Exception {
        assertThat(read(cut(HI, FINISH, "data: [DONE]\n\n")).text()).isEqualTo("Hi ");
    }

    @Test
    void isReadByteByByte() throws Exception {
        String all = HI + "data: {\"text\":\"Grüße 🎈\"}\r\n\r\n" + FINISH + "data: [DONE]\n\n";
        ChatResponse response = read(peer -> {
            peer.read();
            peer.startStream();
            byte[] bytes = all.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            for (byte b : bytes) {
                peer.send(new byte[] {'1', '\r', '\n', b, '\r', '\n'});
            }
            peer.endStream();
            peer.awaitClose();
        });
        assertThat(response.text()).isEqualTo("Hi Grüße 🎈");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "data: {\"te", "data: {\"text\":\"more\"", ": comment\n\n", "data: {}\n\n"})
    void cutAfterContentIsBroken(String last) {
        assertThat(broken(cut(HI, last.isEmpty() ? HI.substring(0, 0) + ":\n" : last))
                        .getCause())
                .isInstanceOfSatisfying(
                        ProviderFailedException.class, e -> assertThat(e.kind()).isEqualTo(FailureClass.TRANSIENT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "data: {\"te", "data: {\"text\":\"more\"", ": comment\n\n", "data: {}\n\n"})
    void endedProperlyWithoutFinishReasonIsBroken(String last) {
        LlmException broken = broken(last.isEmpty() ? stream(HI) : stream(HI, last));
        assertThat(broken.retryable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {":\n", "data: {\"te", "data: {\"id\":\"a1\"}\n\n"})
    void cutBeforeContentIsTransient(String only) {
        ProviderFailedException failed = failed(cut(only));
        assertThat(failed.kind()).isEqualTo(FailureClass.TRANSIENT);
        assertThat(failed.failure().mayBeBilled()).isTrue();
    }

    @Test
    void anEmptyStreamIsTransient() {
        ProviderFailedException failed = failed(stream());
        assertThat(failed.kind()).isEqualTo(FailureClass.TRANSIENT);
        assertThat(failed.failure().mayBeBilled()).isTrue();
    }

    @Test
    void aTerminatorAloneIsNoAnswer() {
        assertThat(failed(stream("data: [DONE]\n\n")).kind()).isEqualTo(FailureClass.MALFORMED);
    }

    @Test
    void anErrorBeforeContentFails() {
        ProviderFailedException failed =
                failed(stream("data: {\"id\":\"a1\"}\n\n", "data: {\"error\":\"no GPU for key " + Toy.KEY + "\"}\n\n"));
        assertThat(failed.kind()).isEqualTo(FailureClass.OVERLOADED);
        assertThat(failed.getMessage()).contains("no GPU").doesNotContain(Toy.KEY);
    }

    @Test
    void anErrorAfterContentBreaks() {
        StreamBrokenException broken = broken(stream(HI, "data: {\"error\":\"no GPU\"}\n\n", FINISH));
        assertThat(broken.getMessage()).contains("no GPU");
    }

    @Test
    void aBareErrorAmongEventsBreaks() {
        StreamBrokenException broken = broken(stream(HI, "{\"error\":\"no GPU left\"}"));
        assertThat(broken.getMessage()).contains("no GPU left");
    }

    @Test
    void unreadableEventsAreMalformed() {
        StreamBrokenException broken = broken(stream(HI, "data: {text}\n\n", FINISH));
        assertThat(broken.getCause()).isInstanceOfSatisfying(ProviderFailedException.class, e -> assertThat(e.kind())
                .isEqualTo(FailureClass.MALFORMED));
    }

    @Test
    void anEndlessEventIsRefused() {
        StreamBrokenException broken = broken(peer -> {
            peer.read();
            peer.startStream();
            peer.chunk(HI);
            String filler = "x".repeat(1 << 16);
            while (true) {
                peer.chunk(filler);
            }
        });
        assertThat(broken.getCause()).isInstanceOfSatisfying(ProviderFailedException.class, e -> assertThat(e.kind())
                .isEqualTo(FailureClass.MALFORMED));
    }

    @Test
    void aGzippedStreamIsReadThoughNotAskedFor() throws Exception {
        okio.Buffer zipped = new okio.Buffer();
        try (okio.BufferedSink sink = okio.Okio.buffer(new okio.GzipSink(zipped))) {
            sink.writeUtf8(HI + FINISH);
        }
        byte[] body = zipped.readByteArray();
        ChatResponse response = read(peer -> {
            assertThat(peer.read().has("Accept-Encoding: identity")).isTrue();
            peer.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Encoding: gzip\r\n"
                    + "Content-Length: " + body.length + "\r\n\r\n");
            peer.send(body);
            peer.awaitClose();
        });
        assertThat(response.text()).isEqualTo("Hi ");
    }

    @Test
    void aServerThatDoesNotStreamIsReadWhole() throws Exception {
        assertThat(read(peer -> {
                            peer.read();
                            peer.json("{\"text\":\"Hi \",\"finish\":\"stop\"}");
                            peer.awaitClose();
                        })
                        .text())
                .isEqualTo("Hi ");
    }
}
