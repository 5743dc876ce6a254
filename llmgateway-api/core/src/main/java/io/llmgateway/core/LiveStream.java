package io.llmgateway.core;

import io.llmgateway.ChatStream;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.error.CancelledException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A reply in the caller's hands: read by one thread, given up by any. */
final class LiveStream implements ChatStream {
    private enum State {
        IDLE,
        READING,
        /** Given up while a thread reads: that thread ends it. */
        GIVEN_UP,
        ENDED
    }

    private final Reply reply;
    private final Gateway.Turn turn;
    private final Executor threads;
    private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
    private final Iterator<ChatEvent> events = new Events();
    private volatile @Nullable ChatResponse response;

    LiveStream(Reply reply, Gateway.Turn turn, Executor threads) {
        this.reply = reply;
        this.turn = turn;
        this.threads = threads;
    }

    private final class Events implements Iterator<ChatEvent> {
        private @Nullable ChatEvent ahead;

        @Override
        public boolean hasNext() {
            if (ahead == null) {
                ahead = read();
            }
            return ahead != null;
        }

        @Override
        public ChatEvent next() {
            if (!hasNext() || ahead == null) {
                throw new NoSuchElementException("the answer is complete");
            }
            ChatEvent event = ahead;
            ahead = null;
            return event;
        }
    }

    private @Nullable ChatEvent read() {
        if (response != null) {
            return null;
        }
        if (!state.compareAndSet(State.IDLE, State.READING)) {
            throw state.get() == State.READING
                    ? new IllegalStateException("two threads read one stream: read it on one at a time")
                    : new CancelledException("the stream was cancelled or closed before its end");
        }
        try {
            ChatEvent event = reply.next();
            if (event == null || event instanceof ChatEvent.Finished) {
                response = (ChatResponse) turn.await(reply);
            }
            return event;
        } catch (RuntimeException e) {
            throw turn.told(e);
        } finally {
            if (!state.compareAndSet(State.READING, State.IDLE)) {
                state.set(State.ENDED);
                reply.close();
            }
        }
    }

    @Override
    public Iterator<ChatEvent> iterator() {
        return events;
    }

    @Override
    public ChatResponse await() {
        ChatResponse whole = response;
        while (whole == null) {
            if (read() == null) {
                whole = response;
            }
        }
        return whole;
    }

    @Override
    public void cancel() {
        if (response != null) {
            return;
        }
        if (state.compareAndSet(State.READING, State.GIVEN_UP)) {
            turn.cancellation().cancel();
        } else if (state.compareAndSet(State.IDLE, State.ENDED)) {
            turn.cancellation().cancel();
            reply.close();
        } else if (state.get() == State.IDLE || state.get() == State.READING) {
            // the reader has just come or gone
            cancel();
        }
    }

    @Override
    public void close() {
        cancel();
    }

    @Override
    public Flow.Publisher<ChatEvent> asPublisher() {
        return new StreamPublisher(this, threads, turn.cancellation());
    }

    @Override
    public String toString() {
        return "ChatStream[" + state.get() + "]";
    }
}
