package io.llmgateway.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.chat.Attempt;
import io.llmgateway.chat.Bucket;
import io.llmgateway.chat.Cost;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.Outcome;
import io.llmgateway.chat.PriceStatus;
import io.llmgateway.chat.Purpose;
import io.llmgateway.chat.Usage;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.LedgerEntry;
import io.llmgateway.money.Report;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerFileTest {
    // also keeps the logger from being collected with its level
    private static final Logger QUIET = Logger.getLogger(LedgerFile.class.getName());

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("ledger.jsonl");
    }

    private static List<LedgerEntry> read(Path file) {
        try (Stream<LedgerEntry> entries = LedgerFile.read(file)) {
            return entries.toList();
        }
    }

    private static void book(Path file, LedgerEntry... entries) {
        try (FileSink sink = FileSink.open(file)) {
            for (LedgerEntry entry : entries) {
                sink.book(entry);
            }
        }
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Random random = new Random(42);
        LedgerEntry[] entries =
                Stream.generate(() -> Entries.any(random)).limit(3_000).toArray(LedgerEntry[]::new);
        book(file(), entries);
        assertThat(read(file())).containsExactly(entries);
        assertThat(Files.readString(file()).chars().filter(c -> c < 0x20 && c != '\n'))
                .isEmpty();
    }

    @Test
    void aLineHasTheFieldsOfTheManual() throws IOException {
        Attempt attempt = new Attempt(
                2,
                "openai",
                "gpt-5.5",
                Outcome.FAILED,
                new Failure(FailureClass.RATE_LIMITED, "slow down", 429, "rate_limit", "req_1", Duration.ofSeconds(1)),
                Duration.ofNanos(1_234_567_890),
                Duration.ofMillis(250),
                Usage.builder().input(12).cacheRead(3).estimated(true).build(),
                Cost.of(
                        List.of(new Cost.Line(Bucket.INPUT, 12, new BigDecimal("0.00000125"))),
                        PriceStatus.UNPRICED,
                        "shipped 2026-03-01"));
        LedgerEntry entry = new LedgerEntry(
                "op",
                Instant.parse("2026-03-10T12:00:00.000001Z"),
                attempt,
                Purpose.SHADOW,
                "smart",
                "gpt-5.5-2026",
                "u1",
                Map.of("team", "search"),
                false,
                new BigDecimal("0.50"));
        book(file(), entry);
        assertThat(Files.readString(file()))
                .isEqualTo("{\"v\":1,\"id\":\"op/2\",\"operation\":\"op\",\"attempt\":2,"
                        + "\"at\":\"2026-03-10T12:00:00.000001Z\",\"purpose\":\"shadow\",\"user\":\"u1\","
                        + "\"tags\":{\"team\":\"search\"},\"provider\":\"openai\",\"model\":\"gpt-5.5\","
                        + "\"asked\":\"smart\",\"served\":\"gpt-5.5-2026\","
                        + "\"usage\":{\"input\":12,\"cache-read\":3},\"estimated\":true,"
                        + "\"cost\":{\"amount\":null,\"status\":\"unpriced\",\"prices\":\"shipped 2026-03-01\","
                        + "\"lines\":[{\"bucket\":\"input\",\"quantity\":12,\"price\":\"0.00000125\","
                        + "\"amount\":\"0.00001500\"}]},\"outcome\":\"failed\","
                        + "\"failure\":{\"kind\":\"rate-limited\",\"status\":429,\"code\":\"rate_limit\","
                        + "\"requestId\":\"req_1\"},\"latency\":1234.567,\"firstToken\":250.000,"
                        + "\"cached\":false,\"saved\":\"0.50\"}\n");
    }

    @Test
    void foldersAreMadeAndFilesAreGoneOnWith() {
        Path deep = folder.resolve("a/b/ledger.jsonl");
        book(deep, Entries.paid("one", 1));
        book(deep, Entries.paid("two", 1));
        assertThat(read(deep)).extracting(LedgerEntry::operation).containsExactly("one", "two");
    }

    @Test
    void aFileThatCannotBeWrittenIsAMistakeOfTheConfiguration() throws IOException {
        Path inTheWay = Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(() -> FileSink.open(inTheWay.resolve("ledger.jsonl")))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("llmgateway.ledger.file")
                .hasMessageContaining(inTheWay.toString());
        assertThatThrownBy(() -> FileSink.open(folder)).isInstanceOf(MisconfiguredException.class);
    }

    @BeforeAll
    static void quiet() {
        QUIET.setLevel(Level.OFF);
    }

    @AfterAll
    static void loud() {
        QUIET.setLevel(null);
    }

    @Test
    void halfAPairOfCharsComesBackAsItWas() {
        book(file(), Entries.paid("cut\ud83d", 1));
        assertThat(read(file())).extracting(LedgerEntry::operation).containsExactly("cut\ud83d");
    }

    @Test
    void aLineThatCannotBeMadeSpoilsNoOther() {
        LedgerEntry paid = Entries.paid("two", 1);
        Attempt one = paid.attempt();
        Attempt endless = new Attempt(
                1,
                "toy",
                "one",
                one.outcome(),
                null,
                Duration.ofSeconds(Long.MAX_VALUE),
                null,
                one.usage(),
                one.cost());
        LedgerEntry bad =
                new LedgerEntry("two", paid.at(), endless, paid.purpose(), "smart", "one", null, Map.of(), false, null);
        try (FileSink sink = FileSink.open(file())) {
            sink.book(Entries.paid("one", 1));
            assertThatThrownBy(() -> sink.book(bad)).isInstanceOf(ArithmeticException.class);
            sink.book(Entries.paid("three", 1));
        }
        assertThat(read(file())).containsExactly(Entries.paid("one", 1), Entries.paid("three", 1));
    }

    @Test
    void aProcessMayBeKilledAnywhereInALine() throws IOException {
        LedgerEntry cut = Entries.paid("cut漢", 1);
        byte[] line = new EntryWriter().write(cut);
        for (int length = 0; length < line.length; length++) {
            Files.deleteIfExists(file());
            book(file(), Entries.paid("before", 1));
            Files.write(file(), Arrays.copyOf(line, length), StandardOpenOption.APPEND);
            List<LedgerEntry> killed = read(file());
            book(file(), Entries.paid("after", 1));
            boolean whole = length == line.length - 1; // but for its end
            assertThat(killed).as("cut at %s", length).hasSize(whole ? 2 : 1);
            assertThat(read(file()))
                    .as("cut at %s", length)
                    .extracting(LedgerEntry::operation)
                    .containsExactlyElementsOf(whole ? List.of("before", "cut漢", "after") : List.of("before", "after"));
        }
    }

    /** The disk was full for a moment: one process knows that its line is cut, the other one does not. */
    @Test
    void anotherProcessMayGoOnBehindALineThatWasCutOff() throws IOException {
        LedgerEntry whole = tagged("whole");
        byte[] cut = new EntryWriter().write(tagged("cut漢"));
        byte[] line = new EntryWriter().write(whole);
        for (int length = 1; length < cut.length; length++) {
            Files.write(file(), Arrays.copyOf(cut, length));
            Files.write(file(), line, StandardOpenOption.APPEND);
            assertThat(read(file()))
                    .as("cut at %s", length)
                    .extracting(LedgerEntry::operation)
                    .containsExactlyElementsOf(length == cut.length - 1 ? List.of("cut漢", "whole") : List.of("whole"));
        }
    }

    // a tag of that name begins as a line does
    private static LedgerEntry tagged(String operation) {
        LedgerEntry paid = Entries.paid(operation, 1);
        return new LedgerEntry(
                operation,
                paid.at(),
                paid.attempt(),
                paid.purpose(),
                "smart",
                "one",
                "{\"v\":1,",
                Map.of("v", "1,"),
                false,
                null);
    }

    @Test
    void whatIsSkippedByItsTimeSaysNothingOfALineBehindIt() throws IOException {
        byte[] cut = new EntryWriter().write(Entries.paid("cut", 1, "x", "1", Instant.EPOCH));
        LedgerEntry later = Entries.paid("later", 1);
        Files.write(file(), Arrays.copyOf(cut, 200));
        book(folder.resolve("other"), later);
        Files.write(file(), Files.readAllBytes(folder.resolve("other")), StandardOpenOption.APPEND);
        try (Stream<LedgerEntry> entries = LedgerFile.readSince(file(), later.at())) {
            assertThat(entries).containsExactly(later);
        }
    }

    @Test
    void aLineThatIsNoEntryIsNamed() throws IOException {
        for (String bad : List.of("hello", "{\"v\":1}", "{\"v\":1,\"id\":\"a{\"v\":1}", "[]", "7")) {
            Files.deleteIfExists(file());
            book(file(), Entries.paid("one", 1), Entries.paid("two", 1));
            Files.writeString(file(), bad + "\n", StandardOpenOption.APPEND);
            book(file(), Entries.paid("three", 1));
            assertThatThrownBy(() -> read(file()))
                    .as(bad)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining(file().toString())
                    .hasMessageContaining("line 3");
        }
    }

    @Test
    void aLaterVersionIsNotMisread() throws IOException {
        Files.writeString(file(), "{\"v\":2,\"id\":\"a/1\"}\n");
        assertThatThrownBy(() -> read(file()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("line 1")
                .cause()
                .hasMessageContaining("version 2");
        assertThatThrownBy(() -> LedgerFile.read(folder.resolve("none")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("none");
    }

    @Test
    void readingIsLazy() throws IOException {
        book(file(), Entries.paid("one", 1));
        Files.writeString(file(), "hello\n", StandardOpenOption.APPEND);
        try (Stream<LedgerEntry> entries = LedgerFile.read(file())) {
            assertThat(entries.findFirst())
                    .get()
                    .extracting(LedgerEntry::operation)
                    .isEqualTo("one");
        }
    }

    @Test
    void anInterruptClosesNothing() {
        try (FileSink sink = FileSink.open(file())) {
            Thread.currentThread().interrupt();
            sink.book(Entries.paid("one", 1));
            assertThat(Thread.interrupted()).isTrue();
            sink.book(Entries.paid("two", 1));
        }
        assertThat(read(file())).hasSize(2);
    }

    @Test
    void linesOfManyThreadsAndProcessesDoNotMix() {
        int each = 500;
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        try (FileSink one = FileSink.open(file());
                FileSink other = FileSink.open(file())) { // as another process would have it
            for (int t = 0; t < 8; t++) {
                int thread = t;
                FileSink sink = t % 2 == 0 ? one : other;
                threads.add(CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < each; i++) {
                        sink.book(Entries.paid("op" + thread + "-" + i, 1, "team".repeat(i % 700), "1", Instant.EPOCH));
                    }
                }));
            }
            threads.forEach(CompletableFuture::join);
        }
        assertThat(read(file())).hasSize(8 * each).doesNotHaveDuplicates();
    }

    /** {@code -Dllmgateway.ledger.entries=1000000} for the million. */
    @Test
    void anyNumberOfTagValuesGoesToTheFileAndMemoryStaysBounded() throws IOException {
        int count = Integer.getInteger("llmgateway.ledger.entries", 50_000);
        MemoryLedger memory = new MemoryLedger(1_000, null);
        try (FileSink sink = FileSink.open(file())) {
            for (int i = 0; i < count; i++) {
                LedgerEntry entry = Entries.paid("op" + i, 1, "team" + i, "0.001", Instant.EPOCH.plusSeconds(i));
                memory.on(new GatewayEvent.Booked(entry));
                sink.book(entry);
            }
        }
        assertThat(memory.entries()).hasSize(1_000);
        assertThat(memory.booked()).isEqualTo(count);
        try (Stream<LedgerEntry> entries = LedgerFile.read(file())) {
            Report.Row total = Report.of(entries, q -> {}).total();
            assertThat(total.calls()).isEqualTo(count);
            assertThat(total.cost()).isEqualByComparingTo(new BigDecimal("0.001").multiply(BigDecimal.valueOf(count)));
        }
    }
}
