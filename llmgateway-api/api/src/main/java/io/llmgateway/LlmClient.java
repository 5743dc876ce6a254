package io.llmgateway;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.EmbeddingResponse;
import io.llmgateway.chat.ModerationRequest;
import io.llmgateway.chat.ModerationResponse;
import io.llmgateway.guard.Guards;
import io.llmgateway.money.Budgets;
import io.llmgateway.money.Catalogue;
import io.llmgateway.money.Ledger;
import io.llmgateway.recall.Recall;
import io.llmgateway.watch.Statistics;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Asks language models, whatever vendor has them. Thread-safe; make one for an application and close it at its end.
 *
 * <p>All calls fail with a {@link io.llmgateway.error.LlmException}. Only what an interceptor of the application's own
 * throws comes through as it is, as long as the answer has not begun.
 */
public interface LlmClient extends AutoCloseable {
    /**
     * Asks and waits for the whole answer.
     *
     * @param request the question
     * @return the answer
     */
    ChatResponse chat(ChatRequest request);

    /**
     * Asks the default model and waits for the whole answer.
     *
     * @param question the question
     * @return the answer
     */
    default ChatResponse chat(String question) {
        return chat(ChatRequest.of(question));
    }

    /**
     * Asks and waits for the whole answer.
     *
     * @param request fills in the question
     * @return the answer
     */
    default ChatResponse chat(Consumer<ChatRequest.Builder> request) {
        return chat(built(request));
    }

    /**
     * Asks and hands the answer out as it arrives. Returns when it has begun.
     *
     * @param request the question
     * @return the answer, to be closed by the caller
     */
    ChatStream stream(ChatRequest request);

    /**
     * Asks the default model and hands the answer out as it arrives.
     *
     * @param question the question
     * @return the answer, to be closed by the caller
     */
    default ChatStream stream(String question) {
        return stream(ChatRequest.of(question));
    }

    /**
     * Asks and hands the answer out as it arrives.
     *
     * @param request fills in the question
     * @return the answer, to be closed by the caller
     */
    default ChatStream stream(Consumer<ChatRequest.Builder> request) {
        return stream(built(request));
    }

    /**
     * Asks on a thread of the client's own (a virtual one where the JDK has them).
     *
     * @param request the question
     * @return completes with the answer or a {@link io.llmgateway.error.LlmException}; whatever completes it before, as {@code
     *     cancel} and {@code orTimeout} do, aborts the call
     */
    CompletableFuture<ChatResponse> chatAsync(ChatRequest request);

    /**
     * Asks on a thread of the client's own and hands the answer out as it arrives; for callers that may not wait until it has
     * begun.
     *
     * @param request the question
     * @return completes when the answer has begun, with the answer, to be closed by the caller, or with a {@link
     *     io.llmgateway.error.LlmException}; whatever completes it before, as {@code cancel} and {@code orTimeout} do, aborts
     *     the call
     */
    CompletableFuture<ChatStream> streamAsync(ChatRequest request);

    /**
     * Turns texts into vectors.
     *
     * @param request the texts
     * @return a vector for each
     */
    EmbeddingResponse embed(EmbeddingRequest request);

    /**
     * Asks a moderation model whether texts are unwanted.
     *
     * @param request the texts; if it names no model, that of {@code llmgateway.guard.moderation.model} is asked, else the
     *     default model
     * @return a judgement of each
     */
    ModerationResponse moderate(ModerationRequest request);

    /**
     * Asks a moderation model whether texts are unwanted.
     *
     * @param texts one or more
     * @return a judgement of each
     */
    default ModerationResponse moderate(String... texts) {
        return moderate(ModerationRequest.builder().inputs(List.of(texts)).build());
    }

    /**
     * Says what an answer was worth, such as a thumb up or down, or the result of a check. Told to all listeners by {@link
     * io.llmgateway.event.GatewayEvent.FeedbackGiven}, with the tags of this client, and learnt from by models that choose by it
     * ({@code strategy: bandit}). May be called at any later time, on any thread.
     *
     * @param response an answer of this client, as it came or with other parts; it is about the target that gave it
     * @param score from 0, useless, to 1, as good as can be
     * @throws IllegalArgumentException if the score is outside that range
     */
    void feedback(ChatResponse response, double score);

    /**
     * A view of this client whose calls have other defaults. Shares everything else; cheap.
     *
     * @param options changes the defaults, starting from those of this client
     * @return the view; closing it closes nothing
     */
    LlmClient with(Consumer<CallOptions.Builder> options);

    /**
     * The models and their prices.
     *
     * @return as this client sees them; all views of a client share it
     */
    Catalogue catalogue();

    /**
     * What was booked: one entry for each attempt of each call.
     *
     * @return the ledger; all views of a client share it
     */
    Ledger ledger();

    /**
     * What may be spent.
     *
     * @return the budgets of the configuration; all views of a client share them
     */
    Budgets budgets();

    /**
     * Looks into texts as calls do.
     *
     * @return the guards of the configuration; all views of a client share them
     */
    Guards guards();

    /**
     * What is remembered.
     *
     * @return all views of a client share it; what it asks for itself, it asks as this view
     */
    Recall cache();

    /**
     * Reads the configuration again, and goes on with it. Calls that have begun end as they began; those that begin
     * later, on all views of the client, find what is new. A provider, price list or cache whose settings are as before
     * stays as it is, with its connections and what it holds; so does what budgets and limits have counted, the ledger,
     * and what is known of the health of targets whose provider has not changed. What is new is checked as a whole
     * first: where it makes no sense, nothing changes. Closing the client waits for a reading that is under way.
     *
     * <p>The configuration says it by itself with {@code llmgateway.reload}.
     *
     * @throws io.llmgateway.error.MisconfiguredException if the configuration cannot work: the last good one stays
     * @throws io.llmgateway.error.CancelledException if the client is closed
     */
    void reload();

    /**
     * Figures of the last minutes, the health of targets, and the last calls.
     *
     * @return all views of a client share them
     */
    Statistics statistics();

    /**
     * Takes no more calls, gives up those under way (after the grace the client was built with, if any), waits a moment until
     * they are booked, and lets go of connections, threads and ledger sinks. May be called again.
     */
    @Override
    void close();

    private static ChatRequest built(Consumer<ChatRequest.Builder> request) {
        ChatRequest.Builder builder = ChatRequest.builder();
        request.accept(builder);
        return builder.build();
    }
}
