package io.llmgateway.providers.kit;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Reply;
import io.llmgateway.chain.Timeouts;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.spi.ProviderSettings;
import io.llmgateway.spi.World;
import java.time.Duration;
import java.util.function.UnaryOperator;
import okhttp3.OkHttpClient;

/** A client of the toy vendor. */
final class Toy implements AutoCloseable {
    static final String KEY = "toy-Zx81-secret-key";
    private static final ChatRequest HELLO =
            ChatRequest.builder().model("toy-1").user("hello").build();

    final HttpTransport transport;
    private final ToyWire wire;

    Toy(String url) {
        this(url, builder -> builder);
    }

    Toy(String url, UnaryOperator<OkHttpClient.Builder> more) {
        this(url, ProviderSettings.builder("toy").build(), more);
    }

    Toy(String url, ProviderSettings settings, UnaryOperator<OkHttpClient.Builder> more) {
        transport = HttpTransport.of(settings, more);
        wire = new ToyWire(url, KEY);
    }

    static Call call(boolean streamed) {
        return Call.of(HELLO, streamed, "op-1", World.real().nanoTime());
    }

    /** Clocks in milliseconds. */
    static Timeouts clocks(long connect, long firstToken, long idle, long total) {
        return new Timeouts(
                Duration.ofMillis(connect),
                Duration.ofMillis(firstToken),
                Duration.ofMillis(idle),
                Duration.ofMillis(total));
    }

    Reply send(Call call) {
        return transport.chat(call, wire);
    }

    Reply stream() {
        return send(call(true));
    }

    ChatResponse whole() {
        return (ChatResponse) send(call(false)).await();
    }

    @Override
    public void close() {
        transport.close();
    }
}
