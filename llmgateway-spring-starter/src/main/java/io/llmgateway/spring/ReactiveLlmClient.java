package io.llmgateway.spring;

import io.llmgateway.CallOptions;
import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.spi.ContextCarrier;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A client for applications on Reactor. Nothing is asked until somebody subscribes, and each subscription is a call of its own;
 * cancelling it aborts the call. Never blocks the thread that subscribes: calls are made, and what comes is handed on, on
 * threads of the client's own (virtual ones where the JDK has them), and a stream is read no faster than it is asked for.
 * Errors are {@link io.llmgateway.error.LlmException}s. Immutable and thread-safe.
 *
 * <p>In a Spring Boot application with Reactor there is a bean of it, whose calls see the Reactor context: who is logged in by
 * Spring Security, and what Micrometer's context propagation carries.
 */
public final class ReactiveLlmClient {
    private final LlmClient client;
    private final Mono<ContextCarrier> contexts;

    ReactiveLlmClient(LlmClient client, Mono<ContextCarrier> contexts) {
        this.client = Objects.requireNonNull(client, "client");
        this.contexts = contexts;
    }

    /**
     * A reactive face of a client. It does not look into the Reactor context.
     *
     * @param client does the work; closed by the caller
     * @return the face
     */
    public static ReactiveLlmClient of(LlmClient client) {
        return new ReactiveLlmClient(client, Mono.just(task -> task));
    }

    /**
     * Asks for the whole answer.
     *
     * @param request the question
     * @return the answer, one for each subscription
     */
    public Mono<ChatResponse> chat(ChatRequest request) {
        return call(() -> client.chatAsync(request));
    }

    /**
     * Asks the default model for the whole answer.
     *
     * @param question the question
     * @return the answer, one for each subscription
     */
    public Mono<ChatResponse> chat(String question) {
        return chat(ChatRequest.of(question));
    }

    /**
     * Asks for the answer as it arrives.
     *
     * @param request the question
     * @return the events, of one call for each subscription
     */
    public Flux<ChatEvent> stream(ChatRequest request) {
        return call(() -> client.streamAsync(request))
                .flatMapMany(stream -> JdkFlowAdapter.flowPublisherToFlux(stream.asPublisher()))
                .doOnDiscard(ChatStream.class, ChatStream::close);
    }

    /**
     * Asks the default model for the answer as it arrives.
     *
     * @param question the question
     * @return the events, of one call for each subscription
     */
    public Flux<ChatEvent> stream(String question) {
        return stream(ChatRequest.of(question));
    }

    /**
     * Asks for the text of the answer as it arrives.
     *
     * @param request the question
     * @return the pieces, of one call for each subscription
     */
    public Flux<String> streamText(ChatRequest request) {
        return stream(request).ofType(ChatEvent.TextDelta.class).map(ChatEvent.TextDelta::text);
    }

    /**
     * Asks the default model for the text of the answer as it arrives.
     *
     * @param question the question
     * @return the pieces, of one call for each subscription
     */
    public Flux<String> streamText(String question) {
        return streamText(ChatRequest.of(question));
    }

    /**
     * A view of this client whose calls have other defaults.
     *
     * @param options changes the defaults, starting from those of this client
     * @return the view
     * @see LlmClient#with
     */
    public ReactiveLlmClient with(Consumer<CallOptions.Builder> options) {
        return new ReactiveLlmClient(client.with(options), contexts);
    }

    private <T> Mono<T> call(Supplier<CompletableFuture<T>> ask) {
        return contexts.flatMap(carrier -> Mono.fromFuture(() -> {
            AtomicReference<CompletableFuture<T>> asked = new AtomicReference<>();
            carrier.carry(() -> asked.set(ask.get())).run();
            return asked.get();
        }));
    }
}
