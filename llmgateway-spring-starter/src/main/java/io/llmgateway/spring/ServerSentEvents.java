package io.llmgateway.spring;

import io.llmgateway.chat.ChatEvent;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.publisher.Flux;

/**
 * Streams to browsers from Spring WebFlux: the same events as those of {@link SseEmitters}.
 *
 * <pre>{@code
 * @PostMapping(path = "/chat", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
 * Flux<ServerSentEvent<String>> chat(@RequestBody String question) {
 *     return ServerSentEvents.of(client.stream(question));
 * }
 * }</pre>
 */
public final class ServerSentEvents {
    private ServerSentEvents() {}

    /**
     * The events of an answer as a browser gets them. What fails before the answer has begun stays an error, with a status of
     * its own; what fails later ends it with an event.
     *
     * @param events such as from {@link ReactiveLlmClient#stream}
     * @return events whose data is JSON
     */
    public static Flux<ServerSentEvent<String>> of(Flux<ChatEvent> events) {
        return events.map(event -> event(BrowserEvent.of(event)))
                .switchOnFirst((first, all) -> first.isOnNext() ? begun(all) : all);
    }

    private static Flux<ServerSentEvent<String>> begun(Flux<ServerSentEvent<String>> all) {
        ServerSentEvent<String> retry =
                ServerSentEvent.<String>builder().retry(BrowserEvent.RETRY).build();
        return all.onErrorResume(error -> Flux.just(event(BrowserEvent.failure(error))))
                .startWith(retry);
    }

    private static ServerSentEvent<String> event(BrowserEvent event) {
        ServerSentEvent.Builder<String> builder = ServerSentEvent.builder();
        if (event.name() != null) {
            builder.event(event.name());
        }
        return (event.data() == null ? builder.comment("") : builder.data(event.data())).build();
    }
}
