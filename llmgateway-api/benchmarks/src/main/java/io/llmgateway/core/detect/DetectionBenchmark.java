package io.llmgateway.core.detect;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How fast texts are searched, on one thread: all of the house's own spotters, no other detectors. Operations a second are
 * those of whole texts; the counter {@code chars} is chars a second (of 2,700 a text, 2,048 of numbers), so a million of them is 1 MB/s of plain
 * English. Run by {@code mvn -q -pl llmgateway-api/benchmarks -am compile exec:java -Dexec.args="DetectionBenchmark"}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DetectionBenchmark {
    private static final int LENGTH = 2_700;
    private static final String PROSE = "The quick answer is that rivers carve valleys slowly, and glaciers carve them"
            + " faster; both leave marks that a patient reader can tell apart. When we walk along the ridge in the early"
            + " morning, the light shows every fold of the land. ";
    private static final String GERMAN =
            "Die Bäume im Süden blühen früh, und die Wälder bleiben länger grün; müde Wanderer"
                    + " genießen die schöne Aussicht über die Täler. ";
    private static final String DATA =
            "Please write to jane.doe@example.com or call +1 415 555 0132 before May 5, 2026. My"
                    + " card is 4111 1111 1111 1111 and the server 10.0.0.12 answers at https://status.example.com/page?id=12. ";

    private static final String NUMBERS =
            "order 417-2034 of 12.05.2024, 48213, 1984.20 EUR; id 0417 2295 8831, 1730948211 ";

    private final Detection detection = Detection.of(List.of(), List.of(), Map.of());
    private final String prose = repeated(PROSE, LENGTH);
    private final String german = repeated(GERMAN, LENGTH);
    private final String numbers = repeated(NUMBERS, 2_048);
    private final String prompt = repeated(DATA + PROSE + PROSE + PROSE, LENGTH);

    private static String repeated(String part, int length) {
        return part.repeat(length / part.length() + 1).substring(0, length);
    }

    /** Counts the chars of the texts. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Counted {
        /** How many chars were searched; public, so that it begins anew with each iteration. */
        public long chars;
    }

    /** One million chars of a text that was made to be slow. */
    @State(Scope.Benchmark)
    public static class Hostile {
        /** What is repeated: the beginnings of each family. */
        @Param({
            "4111 ",
            "4 ",
            "1.",
            "1.1.1.1.",
            "a@",
            "a.a.a@",
            "http://",
            "http://a.b/",
            "www.",
            "::",
            "1:",
            "ab:",
            "DE89 ",
            "+1 415 ",
            "[at]",
            "a dot ",
            "Mr. Aa ",
            "May 5 ",
            "1/1/",
            "1.1111,",
            "routing 1 ",
            "account 1 ",
            "swift ",
            "QUJD",
            "&#",
            "%4",
            "one ",
            "mysql -",
            "\"d\":\"",
            "a:1111:b:"
        })
        public String part = "";

        private String text = "";

        /** Makes the text. */
        @Setup
        public void repeat() {
            text = repeated(part, 1 << 20);
        }
    }

    /**
     * Prose without anything to find.
     *
     * @param counted counts chars
     * @return what was found
     */
    @Benchmark
    public Object prose(Counted counted) {
        return find(prose, counted);
    }

    /**
     * The same in German, with letters beyond ASCII.
     *
     * @param counted counts chars
     * @return what was found
     */
    @Benchmark
    public Object german(Counted counted) {
        return find(german, counted);
    }

    /**
     * A prompt that is one fifth of personal data.
     *
     * @param counted counts chars
     * @return what was found
     */
    @Benchmark
    public Object prompt(Counted counted) {
        return find(prompt, counted);
    }

    /**
     * Two thousand chars that are mostly digits, none of them anybody's.
     *
     * @param counted counts chars
     * @return what was found
     */
    @Benchmark
    public Object numbers(Counted counted) {
        return find(numbers, counted);
    }

    /**
     * A hostile text, once and cold but for the first rounds.
     *
     * @param hostile the text
     * @return what was found
     */
    @Benchmark
    @BenchmarkMode(Mode.SingleShotTime)
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    @Warmup(iterations = 3)
    @Measurement(iterations = 3)
    public Object hostile(Hostile hostile) {
        return detection.find(hostile.text);
    }

    private Object find(String text, Counted counted) {
        counted.chars += text.length();
        return detection.find(text);
    }
}
