package io.llmgateway.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.chat.FailureClass;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Call;
import okhttp3.Response;
import okio.BufferedSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MisbehaviourTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final String PATH = "/chat/completions";
    private static final String ASK = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
    private static final String STREAM = ASK.replace("{\"model\"", "{\"stream\":true,\"model\"");
    private static final FakeAnswer THREE = FakeAnswer.text("one two three");

    private final FakeVendor vendor = FakeVendor.openAi();
    private final Wire wire = Wire.openAi(vendor);

    @AfterEach
    void close() {
        wire.close();
        vendor.close();
    }

    /** Reads until the connection breaks. */
    private String readUntilBroken(String body) throws IOException {
        StringBuilder read = new StringBuilder();
        try (Response response = wire.call(PATH, body).execute()) {
            BufferedSource source = response.body().source();
            assertThatThrownBy(() -> {
                        while (!source.exhausted()) {
                            read.append(source.readUtf8CodePoint() == '\n' ? "\n" : "");
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
        return read.toString();
    }

    private static List<String> contents(Wire.Got got) {
        List<String> contents = new ArrayList<>();
        for (String chunk : got.data()) {
            Object content = Js.at(Js.read(chunk), "choices.0.delta.content");
            if (content instanceof String text && !text.isEmpty()) {
                contents.add(text);
            }
        }
        return contents;
    }

    @Test
    void cutsBetweenEventsAndInside() throws IOException {
        vendor.answers(THREE.cutAfter(2))
                .answers(THREE.cutInside(1))
                .answers(THREE.cutAfter(0))
                .answers(THREE.cutAfter(3));
        // the role, then two pieces: two line ends each
        assertThat(readUntilBroken(STREAM)).hasSize(6);
        assertThat(vendor.lastRequest().piecesSent()).isEqualTo(2);
        assertThat(readUntilBroken(STREAM)).hasSize(4);
        assertThat(readUntilBroken(STREAM)).hasSize(2);
        assertThat(readUntilBroken(STREAM)).hasSize(8);
        vendor.answers(THREE.cutAfter(0)).answers(FakeAnswer.empty().cutAfter(0));
        readUntilBroken(ASK);
        readUntilBroken(STREAM);
        assertThat(vendor.lastRequest().closedByClient()).isFalse();
    }

    @Test
    void endsProperlyWithoutItsEnd() throws IOException {
        vendor.answers(THREE.endAfter(2)).answers(THREE.endAfter(0));
        Wire.Got got = wire.post(PATH, STREAM);
        assertThat(contents(got)).containsExactly("one", " two");
        assertThat(got.body()).doesNotContain("[DONE]").doesNotContain("\"stop\"");
        assertThat(Js.read(wire.post(PATH, ASK).body())).isNull();
    }

    @Test
    void hangsUp() {
        vendor.answers(FakeAnswer.hangUp());
        assertThatThrownBy(() -> wire.post(PATH, ASK)).isInstanceOf(IOException.class);
        vendor.lastRequest().awaitEnd(LONG);
    }

    @Test
    void stallsUntilReleased() throws IOException {
        Gate gate = new Gate();
        vendor.answers(THREE.stallAfter(1, gate));
        try (Response response = wire.call(PATH, STREAM).execute()) {
            BufferedSource source = response.body().source();
            source.readUtf8Line();
            source.readUtf8Line();
            assertThat(source.readUtf8Line()).contains("one");
            gate.awaitArrival();
            assertThat(vendor.lastRequest().piecesSent()).isEqualTo(1);
            gate.open();
            assertThat(source.readUtf8()).contains("two").contains("[DONE]");
        }
        vendor.lastRequest().awaitEnd(LONG);
        assertThat(vendor.lastRequest().closedByClient()).isFalse();
    }

    @Test
    void holdsHeadersBackAndStallsInTheMiddleOfAWholeBody() throws IOException {
        Gate headers = new Gate();
        headers.open();
        Gate body = new Gate();
        vendor.answers(THREE.heldBy(headers)).answers(THREE.stallAfter(0, body));
        assertThat(wire.post(PATH, ASK).status()).isEqualTo(200);
        headers.awaitArrival();
        try (Response response = wire.call(PATH, ASK).execute()) {
            body.awaitArrival();
            body.open();
            assertThat(response.body().string()).contains("one two three");
        }
    }

    @Test
    void noticesAtOnceThatTheClientLeft() throws IOException {
        Gate never = new Gate();
        vendor.answers(THREE.stallAfter(1, never)).answers(THREE.heldBy(never));
        Call call = wire.call(PATH, STREAM);
        try (Response response = call.execute()) {
            never.awaitArrival();
            assertThat(vendor.lastRequest().closedByClient()).isFalse();
            call.cancel();
            vendor.lastRequest().awaitClosedByClient(LONG);
            assertThat(response.code()).isEqualTo(200);
        }
        Call silent = wire.call(PATH, ASK);
        Thread canceller = new Thread(() -> {
            never.awaitArrival();
            silent.cancel();
        });
        canceller.start();
        assertThatThrownBy(silent::execute).isInstanceOf(IOException.class);
        vendor.awaitRequest(2, LONG).awaitClosedByClient(LONG);
    }

    @Test
    void aConnectionIsKeptForTheNextRequest() throws IOException {
        wire.post(PATH, ASK);
        wire.post(PATH, STREAM);
        wire.post(PATH, ASK);
        assertThat(vendor.connections()).isEqualTo(1);
        assertThat(vendor.requests()).noneMatch(FakeRequest::closedByClient);
    }

    @Test
    void theBytesAreTheSameHoweverTheyAreCut() throws IOException {
        FakeAnswer unicode = FakeAnswer.text("zwölf Boxkämpfer 日本 😀 jagen");
        vendor.answers(unicode)
                .answers(unicode.chunked(1))
                .answers(unicode.chunked(2))
                .answers(unicode.trickled())
                .answers(unicode.pinging().paced(Duration.ofMillis(1)).delayed(Duration.ofMillis(1)));
        List<String> expected = contents(wire.post(PATH, STREAM));
        assertThat(expected).containsExactly("zwölf", " Boxkämpfer", " 日本", " 😀", " jagen");
        for (int i = 0; i < 4; i++) {
            assertThat(contents(wire.post(PATH, STREAM))).isEqualTo(expected);
        }
        vendor.answers(unicode.chunked(3)).answers(unicode.trickled());
        assertThat(wire.post(PATH, ASK).at("choices.0.message.content")).isEqualTo("zwölf Boxkämpfer 日本 😀 jagen");
        assertThat(wire.post(PATH, ASK).at("choices.0.message.content")).isEqualTo("zwölf Boxkämpfer 日本 😀 jagen");
    }

    @Test
    void sendsGarbage() throws IOException {
        vendor.answers(FakeAnswer.html())
                .answers(THREE.garbledAfter(0))
                .answers(THREE.garbledAfter(1))
                .answers(THREE.header("retry-after", "9").model("other"));
        Wire.Got page = wire.post(PATH, ASK);
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).startsWith("<!DOCTYPE html>");
        assertThat(Js.read(wire.post(PATH, ASK).body())).isNull();
        List<String> data = wire.post(PATH, STREAM).data();
        assertThat(Js.read(data.get(1))).isNotNull();
        assertThat(Js.read(data.get(2))).isNull();
        Wire.Got fine = wire.post(PATH, ASK);
        assertThat(fine.response().header("retry-after")).isEqualTo("9");
        assertThat(fine.at("model")).isEqualTo("other");
    }

    @Test
    void faultsFollowTheirSeed() {
        List<String> first = outcomes(7, 0.5);
        assertThat(outcomes(7, 0.5)).isEqualTo(first);
        assertThat(outcomes(8, 0.5)).isNotEqualTo(first);
        assertThat(first).contains("200").hasSizeGreaterThan(10);
        assertThat(outcomes(7, 0)).containsOnly("200");
        assertThat(outcomes(7, 1)).doesNotContain("200");
        assertThatThrownBy(() -> vendor.faults(1, 1.5)).isInstanceOf(IllegalArgumentException.class);
    }

    private List<String> outcomes(long seed, double share) {
        vendor.faults(seed, share);
        List<String> outcomes = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            try {
                outcomes.add(Integer.toString(wire.post(PATH, ASK).status()));
            } catch (IOException e) {
                outcomes.add("broken");
            }
        }
        return outcomes;
    }

    @Test
    void answersByRequestWhenTheScriptIsOver() throws IOException {
        vendor.otherwise(request -> FakeAnswer.text("echo " + request.at("messages.0.content")));
        assertThat(wire.post(PATH, ASK).at("choices.0.message.content")).isEqualTo("echo x");
        vendor.fails(FailureClass.TRANSIENT);
        assertThat(wire.post(PATH, ASK).status()).isEqualTo(500);
        assertThat(wire.post(PATH, ASK).status()).isEqualTo(200);
    }

    @Test
    void closingCutsWhatIsUnderWay() throws IOException {
        Gate never = new Gate();
        vendor.answers(THREE.stallAfter(1, never));
        try (Response response = wire.call(PATH, STREAM).execute()) {
            never.awaitArrival();
            vendor.close();
            BufferedSource source = response.body().source();
            assertThatThrownBy(source::readUtf8).isInstanceOf(IOException.class);
        }
    }

    @Test
    void waitingInVainIsAFailure() {
        Gate gate = new Gate();
        assertThatThrownBy(() -> gate.awaitArrival(Duration.ofMillis(1))).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> vendor.awaitRequest(1, Duration.ofMillis(1))).isInstanceOf(AssertionError.class);
        assertThatThrownBy(vendor::lastRequest).isInstanceOf(AssertionError.class);
    }
}
