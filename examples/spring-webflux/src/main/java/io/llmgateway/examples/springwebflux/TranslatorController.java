package io.llmgateway.examples.springwebflux;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.spring.ReactiveLlmClient;
import io.llmgateway.spring.ServerSentEvents;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Translates texts. No thread of the event loop waits for a model. */
@RestController
final class TranslatorController {
    private final ReactiveLlmClient client;

    TranslatorController(ReactiveLlmClient client) {
        this.client = client;
    }

    /** The whole translation. */
    @PostMapping(path = "/translate", produces = MediaType.TEXT_PLAIN_VALUE)
    Mono<String> whole(@RequestBody String text, @RequestParam(defaultValue = "English") String to) {
        return client.chat(request(text, to)).map(ChatResponse::text);
    }

    /** The translation as it is written; going away aborts it. */
    @PostMapping(path = "/translate", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<ServerSentEvent<String>> streamed(
            @RequestBody String text, @RequestParam(defaultValue = "English") String to) {
        return ServerSentEvents.of(client.stream(request(text, to)));
    }

    private static ChatRequest request(String text, String to) {
        return ChatRequest.builder()
                .system("Translate to " + to + ". Answer with the translation alone.")
                .user(text)
                .build();
    }
}
