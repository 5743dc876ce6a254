package io.llmgateway.core;

import io.llmgateway.ChatStream;
import io.llmgateway.chain.Cancellation;
import io.llmgateway.chat.ChatEvent;
import io.llmgateway.error.CancelledException;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/** A stream for one reactive subscriber, read on a thread of its own as fast as the subscriber asks. */
final class StreamPublisher implements Flow.Publisher<ChatEvent> {
    private final ChatStream stream;
    private final Executor threads;
    private final Cancellation cancellation;
    private final AtomicBoolean subscribed = new AtomicBoolean();

    StreamPublisher(ChatStream stream, Executor threads, Cancellation cancellation) {
        this.stream = stream;
        this.threads = threads;
        this.cancellation = cancellation;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ChatEvent> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        if (!subscribed.compareAndSet(false, true)) {
            refuse(subscriber, new IllegalStateException("a stream has one subscriber; ask again for another"));
            return;
        }
        Demand demand = new Demand();
        subscriber.onSubscribe(demand);
        try {
            threads.execute(() -> run(subscriber, demand));
        } catch (RejectedExecutionException closed) {
            subscriber.onError(new CancelledException("the client is closed"));
        }
    }

    private static void refuse(Flow.Subscriber<? super ChatEvent> subscriber, RuntimeException why) {
        subscriber.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long n) {}

            @Override
            public void cancel() {}
        });
        subscriber.onError(why);
    }

    private void run(Flow.Subscriber<? super ChatEvent> subscriber, Demand demand) {
        // a subscriber that asks for nothing more must not keep the thread of a stream somebody else gave up
        Cancellation.Registration wake = cancellation.onCancel(demand.permits::release);
        try (stream) {
            Iterator<ChatEvent> events = stream.iterator();
            while (events.hasNext()) {
                demand.await();
                if (demand.cancelled) {
                    return;
                }
                if (cancellation.cancelled()) {
                    throw new CancelledException("the stream was cancelled or closed before its end");
                }
                subscriber.onNext(events.next());
            }
            if (!demand.cancelled) {
                subscriber.onComplete();
            }
        } catch (Throwable e) { // whoever is told nothing waits for ever
            if (!demand.cancelled) {
                subscriber.onError(e);
            }
        } finally {
            wake.close();
        }
    }

    private final class Demand implements Flow.Subscription {
        private final Semaphore permits = new Semaphore(0);
        private volatile boolean cancelled;
        private volatile boolean wrong;

        void await() {
            permits.acquireUninterruptibly();
            if (wrong) {
                throw new IllegalArgumentException("a subscriber must request 1 or more events");
            }
        }

        @Override
        public void request(long n) {
            if (n < 1) {
                wrong = true;
            }
            // more than any answer has events; the semaphore must not overflow
            int more = (int) Math.min(Math.max(1, n), 1 << 20);
            if (permits.availablePermits() < 1 << 29) {
                permits.release(more);
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
            stream.cancel();
            permits.release();
        }
    }
}
