package io.llmgateway.core.recall;

import io.llmgateway.core.config.RecallConfig;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.recall.Remembered;
import io.llmgateway.spi.CacheStore;
import io.llmgateway.spi.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The answers that are remembered, whatever the rules are by which they are. Thread-safe. */
public final class Answers implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Answers.class.getName());

    private final Book book;
    private final World world;
    private final @Nullable Path snapshot;
    private volatile boolean begun;

    /**
     * What of the settings they depend on.
     *
     * @param maxBytes how much memory they may take; 0 for none
     * @param storeTimeout how long the store is waited for
     * @param snapshot where they are from one start to the next, or null
     */
    public record Room(long maxBytes, RecallConfig.StoreConfig storeTimeout, @Nullable String snapshot) {
        /**
         * Of the settings.
         *
         * @param config the settings
         * @return what matters here
         */
        public static Room of(RecallConfig config) {
            RecallConfig.ExactConfig exact = config.exact();
            return new Room(
                    exact == null ? 0 : Objects.requireNonNull(exact.maxBytes()),
                    config.store() == null ? new RecallConfig.StoreConfig(null) : config.store(),
                    config.snapshot());
        }
    }

    /**
     * Those of the snapshot, if there is one, else none yet.
     *
     * @param room how much room there is
     * @param store shared with others, or null; the caller closes it
     * @param threads for waiting on the store
     * @param world time
     * @throws MisconfiguredException if there can be no such snapshot
     */
    public Answers(Room room, @Nullable CacheStore store, Executor threads, World world) {
        this.world = world;
        Tally tally = new Tally();
        Shelf shelf = store == null
                ? null
                : new Shelf(store, Objects.requireNonNull(room.storeTimeout().timeout()), threads, tally, world);
        book = new Book(new Memory(room.maxBytes(), world), shelf, tally, world);
        snapshot = room.snapshot() == null ? null : Path.of(room.snapshot());
        if (snapshot != null) {
            check(snapshot);
        }
        loadSnapshot();
    }

    // it is written when the client is closed: too late to say so
    private static void check(Path snapshot) {
        try {
            if (Files.isDirectory(snapshot)) {
                throw new IOException("it is a folder");
            }
            Snapshot.makeFolder(snapshot);
        } catch (IOException e) {
            throw new MisconfiguredException("llmgateway.recall.snapshot: " + snapshot + " cannot be written: " + e, e);
        }
    }

    // without it calls are dearer, and nothing else
    private void loadSnapshot() {
        if (snapshot != null && Files.isRegularFile(snapshot)) {
            try {
                load(snapshot);
            } catch (UncheckedIOException e) {
                LOG.log(System.Logger.Level.WARNING, "llmgateway.recall.snapshot was not read", e);
            }
        }
    }

    /** They count from now on: what they are is written to the snapshot in the end. */
    public void begin() {
        begun = true;
    }

    Book book() {
        return book;
    }

    /** Forgets answers. The snapshot goes as a whole: it is written anew in the end. */
    long forget(Predicate<? super Remembered> which) {
        long gone = book.forget(which);
        if (snapshot != null) {
            try {
                Files.deleteIfExists(snapshot);
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "the snapshot " + snapshot
                                + " still has what was forgotten, since it cannot be deleted: delete it",
                        e);
            }
        }
        return gone;
    }

    long save(Path file) {
        return Snapshot.save(file, book.memory());
    }

    long load(Path file) {
        return Snapshot.load(file, book.memory(), world);
    }

    /** Writes the snapshot, if there is one, and waits a moment for what the shared store is being told. */
    @Override
    public void close() {
        book.close();
        if (snapshot != null && begun) {
            save(snapshot);
        }
    }

    @Override
    public String toString() {
        return "what is remembered";
    }
}
