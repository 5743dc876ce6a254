package io.llmgateway.spring;

import io.llmgateway.ChatStream;
import io.llmgateway.chat.ChatEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter.SseEventBuilder;

/**
 * Streams to browsers from Spring MVC, as server-sent events.
 *
 * <pre>{@code
 * @PostMapping("/chat")
 * SseEmitter chat(@RequestBody String question) {
 *     return SseEmitters.of(client.stream(question));
 * }
 * }</pre>
 *
 * <p>{@link io.llmgateway.LlmClient#stream} returns when the answer has begun, so what fails before is an exception of the
 * controller, with a status of its own. From then on, the stream is read on a thread of the client's own, as fast as the browser
 * takes it, and written as these events, whose data is always JSON:
 *
 * <ul>
 *   <li>without a name: a piece of text, <code>{"text": "…"}</code>
 *   <li>{@code refusal}: a piece of the model's refusal, <code>{"text": "…"}</code>
 *   <li>{@code finish}: the answer is complete, <code>{"reason": "stop", "inputTokens": 9, "outputTokens": 12}</code>; without
 *       tokens where the vendor tells none
 *   <li>{@code failure}: it broke off, <code>{"kind": "broken", "retryable": true}</code>, and {@code retryAfterMillis} where a wait
 *       is known; the kind is {@code refused}, {@code invalid}, {@code broken}, {@code unavailable}, {@code cancelled} or {@code
 *       internal}
 * </ul>
 *
 * <p>All else, such as reasoning, is written as an empty comment, which keeps proxies from closing the line. Once the browser is
 * gone, the next write fails, and the vendor's call is aborted.
 */
public final class SseEmitters {
    private static final System.Logger LOG = System.getLogger(SseEmitters.class.getName());
    private static final MediaType JSON = new MediaType("text", "plain", StandardCharsets.UTF_8);

    private SseEmitters() {}

    /**
     * Writes a stream to an emitter that has no timeout of its own: the timeouts of the call end it.
     *
     * @param stream an unread stream; it is closed when it ends, breaks off, or the browser is gone
     * @return what the controller returns
     */
    public static SseEmitter of(ChatStream stream) {
        SseEmitter emitter = new SseEmitter(0L);
        send(stream, emitter);
        return emitter;
    }

    /**
     * Writes a stream to an emitter of one's own, such as one with a timeout, and completes it. The emitter's timeout aborts the
     * vendor's call.
     *
     * @param stream an unread stream; it is closed when it ends, breaks off, or the browser is gone
     * @param emitter what the controller returns
     */
    public static void send(ChatStream stream, SseEmitter emitter) {
        emitter.onTimeout(stream::cancel);
        emitter.onError(gone -> stream.cancel());
        emitter.onCompletion(stream::cancel);
        stream.asPublisher().subscribe(new Writer(emitter));
    }

    /** Writing blocks the thread that reads, so the vendor is read no faster than the browser. */
    private static final class Writer implements Flow.Subscriber<ChatEvent> {
        private final SseEmitter emitter;
        private Flow.@Nullable Subscription subscription;

        Writer(SseEmitter emitter) {
            this.emitter = emitter;
        }

        @Override
        public void onSubscribe(Flow.Subscription newSubscription) {
            subscription = newSubscription;
            write(SseEmitter.event().reconnectTime(BrowserEvent.RETRY.toMillis()));
            newSubscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(ChatEvent event) {
            write(builder(BrowserEvent.of(event)));
        }

        @Override
        public void onError(Throwable error) {
            LOG.log(System.Logger.Level.DEBUG, "an answer to a browser broke off", error);
            if (write(builder(BrowserEvent.failure(error)))) {
                emitter.complete();
            }
        }

        @Override
        public void onComplete() {
            emitter.complete();
        }

        private static SseEventBuilder builder(BrowserEvent event) {
            SseEventBuilder builder = SseEmitter.event();
            if (event.name() != null) {
                builder.name(event.name());
            }
            return event.data() == null ? builder.comment("") : builder.data(event.data(), JSON);
        }

        private boolean write(SseEventBuilder event) {
            try {
                emitter.send(event);
                return true;
            } catch (IOException | IllegalStateException gone) { // the container ends the emitter
                if (subscription != null) {
                    subscription.cancel();
                }
                return false;
            }
        }
    }
}
