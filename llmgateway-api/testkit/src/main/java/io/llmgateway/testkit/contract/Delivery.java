package io.llmgateway.testkit.contract;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.spi.Provider;
import io.llmgateway.spi.World;
import io.llmgateway.testkit.FakeAnswer;
import io.llmgateway.testkit.Script;
import org.jspecify.annotations.Nullable;

/**
 * One way an answer travels: whole, streamed, or streamed with random borders. What comes out at the end must be the
 * same. Immutable.
 */
public final class Delivery {
    private final boolean streamed;
    private final @Nullable Long seed;

    private Delivery(boolean streamed, @Nullable Long seed) {
        this.streamed = streamed;
        this.seed = seed;
    }

    /**
     * All at once.
     *
     * @return the delivery
     */
    public static Delivery whole() {
        return new Delivery(false, null);
    }

    /**
     * Event by event.
     *
     * @return the delivery
     */
    public static Delivery streamed() {
        return new Delivery(true, null);
    }

    /**
     * Streamed, cut at random borders.
     *
     * @param seed the same seed gives the same borders
     * @return the delivery
     */
    public static Delivery chunked(long seed) {
        return new Delivery(true, seed);
    }

    /**
     * Whether the caller reads piece by piece.
     *
     * @return false for a whole answer
     */
    public boolean isStreamed() {
        return streamed;
    }

    /**
     * Lets a fake vendor send an answer this way.
     *
     * @param answer the answer
     * @return the same answer, with the borders of this delivery
     */
    public FakeAnswer shape(FakeAnswer answer) {
        return seed == null ? answer : answer.chunked(seed);
    }

    /**
     * Lets a scripted provider send an answer this way.
     *
     * @param script the script
     * @return the same script, with the borders of this delivery
     */
    public Script shape(Script script) {
        return seed == null ? script : script.inPieces(seed);
    }

    /**
     * A call that asks for an answer this way.
     *
     * @param request what is asked
     * @return the call, begun now
     */
    public Call call(ModelRequest request) {
        return Call.of(request, streamed, "contract", World.real().nanoTime());
    }

    /**
     * Asks a provider and reads the answer to its end.
     *
     * @param provider the provider
     * @param request the question
     * @return the answer
     */
    public ChatResponse chat(Provider provider, ChatRequest request) {
        return chat(provider, call(request));
    }

    /**
     * Asks a provider and reads the answer to its end.
     *
     * @param provider the provider
     * @param call the call, made by {@link #call}
     * @return the answer
     */
    public ChatResponse chat(Provider provider, Call call) {
        try (Reply reply = provider.send(call)) {
            return (ChatResponse) reply.begin().await();
        }
    }

    /**
     * Asks a client and reads the answer to its end.
     *
     * @param client the client
     * @param request the question
     * @return the answer
     */
    public ChatResponse chat(LlmClient client, ChatRequest request) {
        if (!streamed) {
            return client.chat(request);
        }
        try (ChatStream stream = client.stream(request)) {
            return stream.await();
        }
    }

    @Override
    public String toString() {
        return seed == null ? (streamed ? "streamed" : "whole") : "chunked, -Dseed=" + seed;
    }
}
