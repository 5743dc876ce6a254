package io.llmgateway.core.ledger;

import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.event.LedgerEntry;
import io.llmgateway.spi.LedgerSink;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Appends entries to a file, one JSON object a line; {@link LedgerFile} reads them. Each line is handed to the operating
 * system whole and at once: a killed process loses none it has booked, and the lines of several threads and processes
 * do not mix on a local disk. Thread-safe.
 */
public final class FileSink implements LedgerSink {
    private static final int MOST_KEPT = 1 << 16; // bytes: who wrote a longer line keeps room for it

    private final Path file;
    // not a channel: a thread that is interrupted would close it for all
    private final FileOutputStream out;
    private final Queue<EntryWriter> idle = new ConcurrentLinkedQueue<>(); // as many as lines were made at once
    private volatile boolean cut;

    private FileSink(Path file, FileOutputStream out, boolean cut) {
        this.file = file;
        this.out = out;
        this.cut = cut;
    }

    /**
     * Opens the file, and makes it and its folder if there is none.
     *
     * @param file where to
     * @return the sink, to be closed
     * @throws MisconfiguredException if it cannot be written
     */
    public static FileSink open(Path file) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null && !Files.isDirectory(folder)) { // Java 17 says of a link that it is there already
                Files.createDirectories(folder);
            }
            boolean cut = Files.exists(file) && endsWithinALine(file); // first: it may fail
            return new FileSink(file, new FileOutputStream(file.toFile(), true), cut);
        } catch (IOException e) {
            throw new MisconfiguredException("llmgateway.ledger.file: " + file + " cannot be written: " + e, e);
        }
    }

    private static boolean endsWithinALine(Path file) throws IOException {
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "r")) {
            if (content.length() == 0) {
                return false;
            }
            content.seek(content.length() - 1);
            return content.read() != '\n';
        }
    }

    @Override
    public void book(LedgerEntry entry) {
        booking(entry).run();
    }

    /** What books an entry, its line made already: that takes longer than to write it, and any number may do it at once. */
    Runnable booking(LedgerEntry entry) {
        EntryWriter known = idle.poll();
        EntryWriter writer = known == null ? new EntryWriter() : known;
        byte[] line = writer.write(entry);
        if (line.length <= MOST_KEPT) {
            idle.add(writer); // not where it threw
        }
        return () -> append(line);
    }

    private void append(byte[] line) {
        try {
            if (cut) {
                cut = false;
                out.write('\n');
            }
            out.write(line);
        } catch (IOException e) {
            cut = true; // a part of it may be written
            throw new UncheckedIOException(file + " cannot be written: " + e, e);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be closed: " + e, e);
        }
    }

    @Override
    public String toString() {
        return "ledger file " + file;
    }
}
