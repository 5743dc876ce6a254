package io.llmgateway.examples.benchmarks.harness;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is to be done.
 *
 * @param entrants who takes part
 * @param measures what is measured
 * @param rounds how often
 * @param millis how long a measurement takes
 * @param warmCalls how many calls are made before at least, and streams of twenty times as many events
 * @param warmMillis the longest either of these takes
 * @param starts how many processes of each are started for the first answer
 * @param java runs all processes
 * @param jvm options of the entrants' processes
 * @param check whether limits are to be kept
 */
record Options(
        List<Entrant> entrants,
        Set<Measure> measures,
        int rounds,
        long millis,
        int warmCalls,
        long warmMillis,
        int starts,
        Path java,
        List<String> jvm,
        boolean check) {
    private static final String USAGE =
            """
            usage: run [--quick | --check] [--only entrant,…] [--measure name,…] [--rounds n] [--millis n] [--java home]
                       [--jvm "option …"]
              --quick    less than three minutes: fewer rounds, without 5,000 streams and single features
              --check    only ours and the floor, against limits.properties
              --only     floor, ours-bare, ours-full, ours-<feature>, ours-<feature>+<feature>, openai-java, langchain4j, spring-ai
              --measure  cold, whole-1, whole-16, stream, large, slow, slowest, features
              --java     the JDK that runs the processes; else the one that runs this
              --jvm      more options of these processes, such as "-XX:StartFlightRecording=filename=calls.jfr": they run in
                         target/run/<entrant>
            """;

    static Options parse(String[] args) {
        List<String> words = List.of(args);
        boolean quick = words.contains("--quick");
        boolean check = words.contains("--check");
        List<Entrant> entrants = check ? List.of(Entrant.FLOOR, Entrant.BARE, Entrant.FULL) : Entrant.ALL;
        Set<Measure> measures = EnumSet.allOf(Measure.class);
        if (quick) {
            measures = EnumSet.complementOf(EnumSet.of(Measure.SLOWEST, Measure.FEATURES));
        } else if (check) {
            measures = EnumSet.of(Measure.WHOLE_16, Measure.STREAM);
        }
        List<String> jvm = List.of("-Xmx2g");
        int rounds = quick ? 2 : check ? 3 : 5;
        long millis = quick ? 400 : 2_000;
        Path java = Path.of(System.getProperty("java.home"));
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--quick", "--check" -> {
                    // seen above
                }
                case "--only" -> entrants = parts(args, ++i).map(Entrant::of).toList();
                case "--measure" -> {
                    measures = EnumSet.noneOf(Measure.class);
                    parts(args, ++i).map(Measure::of).forEach(measures::add);
                }
                case "--rounds" -> rounds = Integer.parseInt(value(args, ++i));
                case "--millis" -> millis = Long.parseLong(value(args, ++i));
                case "--java" -> java = Path.of(value(args, ++i));
                case "--jvm" ->
                    jvm = Stream.concat(
                                    jvm.stream(), Arrays.stream(value(args, ++i).split(" ", -1)))
                            .toList();
                default -> throw new IllegalArgumentException("no such option: " + args[i] + "\n" + USAGE);
            }
        }
        return new Options(
                entrants,
                measures,
                rounds,
                millis,
                quick ? 10_000 : 50_000,
                quick ? 2_500 : 60_000,
                quick ? 1 : 7,
                java.resolve("bin/java"),
                jvm,
                check);
    }

    private static Stream<String> parts(String[] args, int at) {
        return Arrays.stream(value(args, at).split(",", -1));
    }

    private static String value(String[] args, int at) {
        if (at >= args.length) {
            throw new IllegalArgumentException(args[at - 1] + " needs a value\n" + USAGE);
        }
        return args[at];
    }
}
