package io.llmgateway;

import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.ChatResponse;
import java.util.Iterator;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/**
 * An answer read as it arrives. It never lies about its end: it is complete, or it fails with an exception that holds
 * what had come, or it was cancelled.
 *
 * <p>Read it once, on one thread at a time; {@link #cancel} may be called from any thread. Close it, best with
 * try-with-resources: an unread stream holds a connection.
 */
public interface ChatStream extends Iterable<ChatEvent>, AutoCloseable {
    /**
     * The events as they arrive; {@code hasNext} blocks.
     *
     * @return the one iterator there is; asking again goes on where the first stands
     * @throws io.llmgateway.error.StreamBrokenException from {@code hasNext} and {@code next}, if the answer breaks off
     * @throws io.llmgateway.error.CancelledException likewise, if the stream was cancelled or closed
     */
    @Override
    Iterator<ChatEvent> iterator();

    /**
     * Reads to the end and hands on each piece of text as it arrives.
     *
     * @param reader gets the pieces, on this thread
     */
    default void forEachText(Consumer<? super String> reader) {
        for (ChatEvent event : this) {
            if (event instanceof ChatEvent.TextDelta delta) {
                reader.accept(delta.text());
            }
        }
    }

    /**
     * Reads what is left.
     *
     * @return the whole answer, with what was read before
     */
    ChatResponse await();

    /** Gives the answer up: closes the vendor's connection at once. A reader is told by an exception. Thread-safe. */
    void cancel();

    /**
     * The events for reactive libraries. A subscriber's cancel is {@link #cancel}.
     *
     * @return a publisher for one subscriber; reads on a thread of its own, as fast as the subscriber asks
     */
    Flow.Publisher<ChatEvent> asPublisher();

    /** Ends reading; the same as {@link #cancel} where the answer is not complete. */
    @Override
    void close();
}
