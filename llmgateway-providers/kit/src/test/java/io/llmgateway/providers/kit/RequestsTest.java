package io.llmgateway.providers.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.chain.ExtraHeaders;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.spi.ProviderSettings;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What leaves the house. */
@Timeout(30)
class RequestsTest {
    private static final String OK = "{\"text\":\"Hi\",\"finish\":\"stop\"}";
    private static final ChatRequest HELLO =
            ChatRequest.builder().model("toy-1").user("hello").build();

    private static RawServer server() throws Exception {
        return new RawServer(peer -> {
            while (peer.read() != null) {
                peer.json(OK);
            }
        });
    }

    @Test
    void aRequestHasItsHeadersAndThoseOfTheSettings() throws Exception {
        ProviderSettings settings = ProviderSettings.builder("toy")
                .header("X-Team", "search")
                .header("X-Toy-Version", "0")
                .build();
        try (RawServer server = server();
                Toy toy = new Toy(server.url(), settings, builder -> builder)) {
            toy.whole();
            RawServer.Request request = server.takeRequest();
            assertThat(request.head()).startsWith("POST /chat HTTP/1.1\r\n");
            assertThat(request.has("X-Team: search")).isTrue();
            assertThat(request.has("x-toy-key: " + Toy.KEY)).isTrue();
            assertThat(request.has("x-toy-version: 1"))
                    .as("the format's own win")
                    .isTrue();
            assertThat(request.has("x-toy-version: 0")).isFalse();
            assertThat(request.has("Content-Type: application/json")).isTrue();
            assertThat(request.has("Accept-Encoding: gzip")).isTrue();
            assertThat(request.body()).isEqualTo("{\"prompt\":\"hello\",\"stream\":false}");
        }
    }

    @Test
    void extraHeadersGoAlongUnlessTheyTakeThePlaceOfOurOwn() throws Exception {
        try (RawServer server = server();
                Toy toy = new Toy(server.url())) {
            Map<String, String> extra = Map.of(
                    "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                    "X-Toy-Key", "stolen",
                    "Authorization", "Bearer other",
                    "Content-Type", "text/plain",
                    "tracestate", "a=b\r\nX-Evil: 1");
            toy.send(Toy.call(false).with(ExtraHeaders.ATTRIBUTE, () -> extra)).await();
            RawServer.Request request = server.takeRequest();
            assertThat(request.has("traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"))
                    .isTrue();
            assertThat(request.has("x-toy-key: " + Toy.KEY)).isTrue();
            assertThat(request.has("Content-Type: application/json")).isTrue();
            assertThat(request.head()).doesNotContain("stolen", "Bearer other", "text/plain", "Evil");
        }
    }

    @Test
    void extraHeadersWithoutNameOrValueAreLeftOut() throws Exception {
        try (RawServer server = server();
                Toy toy = new Toy(server.url())) {
            Map<String, String> extra = new HashMap<>();
            extra.put("traceparent", null);
            extra.put(null, "nameless");
            extra.put("tracestate", "a=b");
            toy.send(Toy.call(false).with(ExtraHeaders.ATTRIBUTE, () -> extra)).await();
            RawServer.Request request = server.takeRequest();
            assertThat(request.has("tracestate: a=b")).isTrue();
            assertThat(request.head()).doesNotContain("traceparent", "nameless");
            toy.send(Toy.call(false).with(ExtraHeaders.ATTRIBUTE, () -> null)).await();
            assertThat(server.takeRequest().body()).contains("hello");
        }
    }

    @Test
    void anAddressTellsNoSecret() {
        assertThat(HttpTransport.address("https://user:pass@api.example.com:8443/v1?key=k#f"))
                .hasValue(URI.create("https://api.example.com:8443/v1"));
        assertThat(HttpTransport.address("no address")).isEmpty();
        assertThat(HttpTransport.address("/v1")).isEmpty();
    }

    @Test
    void aLargeRequestArrivesWhole() throws Exception {
        String text = "Grüße 🎈".repeat(100_000);
        try (RawServer server = server();
                Toy toy = new Toy(server.url())) {
            ChatRequest large = ChatRequest.builder().model("toy-1").user(text).build();
            toy.send(Toy.call(false).withRequest(large)).await();
            assertThat(server.takeRequest().body()).contains(text);
        }
    }

    @Test
    void aHeaderOfTheSettingsIsCheckedAtStart() {
        ProviderSettings settings = ProviderSettings.builder("toy")
                .header("X-Team", "sea\nrch-" + Toy.KEY)
                .build();
        assertThatThrownBy(() -> HttpTransport.of(settings))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("llmgateway.providers.toy.headers.X-Team")
                .hasMessageNotContaining(Toy.KEY)
                .hasNoCause();
    }

    @Test
    void aKeyOfTheSettingsHeadersIsHidden() throws Exception {
        ProviderSettings settings = ProviderSettings.builder("toy")
                .header("Proxy-Token", "pt-12345678")
                .build();
        try (RawServer server = new RawServer(peer -> {
                    peer.read();
                    peer.answer("403 No", "", "token pt-12345678 may not");
                    peer.awaitClose();
                });
                Toy toy = new Toy(server.url(), settings, builder -> builder)) {
            assertThatThrownBy(toy::whole).hasMessageContaining("may not").hasMessageNotContaining("pt-12345678");
        }
    }

    @Test
    void aKeyHttpDoesNotAllowIsACredentialFailureThatDoesNotShowIt() throws Exception {
        try (RawServer server = server();
                Toy toy = new Toy(server.url())) {
            String key = "abcdef\nghijk";
            assertThatThrownBy(() -> toy.transport.chat(Toy.call(false), new ToyWire(server.url(), key)))
                    .isInstanceOfSatisfying(ProviderFailedException.class, e -> assertThat(e.kind())
                            .isEqualTo(FailureClass.CREDENTIAL))
                    .hasMessageContaining("x-toy-key")
                    .hasMessageNotContaining("ghijk")
                    .hasNoCause();
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void anAddressThatIsNoUrlIsRefused() throws Exception {
        try (RawServer server = server();
                Toy toy = new Toy("not a url?key=" + Toy.KEY)) {
            assertThatThrownBy(() -> toy.send(Toy.call(false).withRequest(HELLO)))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("toy-1")
                    .hasMessageNotContaining(Toy.KEY);
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void theTransportDoesNotShowItsSettings() {
        try (Toy toy = new Toy("http://localhost")) {
            assertThat(toy.transport).hasToString("HttpTransport[toy]");
        }
    }
}
