package io.llmgateway.core.ledger;

import io.llmgateway.event.LedgerEntry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.exc.UnexpectedEndOfInputException;

/** Reads the file of {@code llmgateway.ledger.file}. */
public final class LedgerFile {
    private static final System.Logger LOG = System.getLogger(LedgerFile.class.getName());

    // begins a line, and is nowhere else in one: quotes in texts are escaped, and a tag's value is a text
    private static final String BEGIN = "{\"v\":" + EntryWriter.VERSION;
    private static final String AT = "\"at\":\"";
    private static final int SECONDS = "2026-01-01T00:00:00".length();

    private LedgerFile() {}

    /**
     * The entries of a file, read as they are asked for. One that was cut off, because its process was killed or the
     * disk full, is left out and a warning logged, also where another process went on behind it in the same line. The
     * message of a failure is not in the file: it comes back empty.
     *
     * @param file one JSON object a line
     * @return the entries in the order of the file; close it, and it closes the file. Reading on throws an {@link
     *     UncheckedIOException} with file and line if a line is no entry
     * @throws UncheckedIOException if the file cannot be opened
     */
    public static Stream<LedgerEntry> read(Path file) {
        return readSince(file, Instant.MIN);
    }

    /**
     * The same without those of another time, whose lines are not even looked into: what matters of a large file is read
     * fast.
     *
     * @param file one JSON object a line
     * @param since what ended before may be left out, to the second
     * @return the entries, as {@link #read} gives them
     * @throws UncheckedIOException if the file cannot be opened
     */
    public static Stream<LedgerEntry> readSince(Path file, Instant since) {
        try {
            // with a reader that lets nothing fail that is no UTF-8: a cut line may end within a letter
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8));
            Spliterator<LedgerEntry> entries = Spliterators.spliteratorUnknownSize(
                    new Entries(file, lines, since), Spliterator.ORDERED | Spliterator.NONNULL);
            return StreamSupport.stream(entries, false).onClose(() -> close(lines));
        } catch (IOException e) {
            throw new UncheckedIOException("the ledger " + file + " cannot be read: " + e, e);
        }
    }

    private static void close(BufferedReader lines) {
        try {
            lines.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Entries implements Iterator<LedgerEntry> {
        private final Path file;
        private final BufferedReader lines;
        private final String since;
        private @Nullable String behind; // the rest of the line
        private @Nullable LedgerEntry ahead;
        private long number;

        Entries(Path file, BufferedReader lines, Instant since) {
            this.file = file;
            this.lines = lines;
            this.since = since.equals(Instant.MIN) ? "" : since.toString().substring(0, SECONDS);
        }

        // by the text, up to the second: what comes after it has no order as a text
        private boolean before(String line) {
            int at = since.isEmpty() ? -1 : line.indexOf(AT);
            int from = at + AT.length();
            return at >= 0
                    && line.length() >= from + SECONDS
                    && line.substring(from, from + SECONDS).compareTo(since) < 0;
        }

        @Override
        public boolean hasNext() {
            String line = "";
            while (ahead == null && line != null) {
                line = piece();
                ahead = line == null || line.isBlank() || before(line) ? null : entry(line);
            }
            return ahead != null;
        }

        @Override
        public LedgerEntry next() {
            if (!hasNext() || ahead == null) {
                throw new NoSuchElementException("the ledger " + file + " has no more entries");
            }
            LedgerEntry entry = ahead;
            ahead = null;
            return entry;
        }

        // a line, or a part of it: another process may go on behind an entry that was cut off
        private @Nullable String piece() {
            String line = behind == null ? line() : behind;
            int next = line == null ? -1 : line.indexOf(BEGIN, 1);
            behind = line == null || next < 0 ? null : line.substring(next);
            return line == null || next < 0 ? line : line.substring(0, next);
        }

        private @Nullable String line() {
            try {
                number++;
                return lines.readLine();
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "the ledger " + file + " cannot be read in line " + number + ": " + e, e);
            }
        }

        private @Nullable LedgerEntry entry(String line) {
            try {
                return EntryReader.read(line);
            } catch (RuntimeException e) {
                // what is whole ends with the brace it began with
                if (line.startsWith("{") && (e instanceof UnexpectedEndOfInputException || !line.endsWith("}"))) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "{0}, line {1}: an entry was cut off and is left out",
                            file,
                            number);
                    return null;
                }
                throw new UncheckedIOException(
                        file + ", line " + number + " is no ledger entry this version can read: " + e.getMessage(),
                        new IOException(e.getMessage(), e));
            }
        }
    }
}
