package io.llmgateway.chain;

import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One reply after another, read as one. */
final class Continuation implements ReplySource {
    private final Function<ChatResponse, @Nullable Reply> continuation;
    private Reply current;
    private Usage before = Usage.NONE;

    Continuation(Reply first, Function<ChatResponse, @Nullable Reply> continuation) {
        this.current = first;
        this.continuation = continuation;
    }

    @Override
    public ChatEvent next() {
        ChatEvent event = Objects.requireNonNull(current.next(), "a reply ended without Finished");
        while (event instanceof ChatEvent.Finished finished) {
            Reply following = continuation.apply((ChatResponse) current.await());
            before = before.plus(finished.usage());
            if (following == null) {
                return new ChatEvent.Finished(finished.reason(), before);
            }
            current = following;
            event = Objects.requireNonNull(current.next(), "a reply ended without Finished");
        }
        return event;
    }

    @Override
    public ResponseInfo info() {
        return current.info();
    }

    @Override
    public Usage usageSoFar() {
        return before.plus(current.soFar().usage());
    }

    @Override
    public void close() {
        current.close();
    }
}
