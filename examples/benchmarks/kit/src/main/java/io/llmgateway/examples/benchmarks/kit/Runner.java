package io.llmgateway.examples.benchmarks.kit;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Scanner;

/**
 * The process of one contestant. Asks once, says {@code ready}, then answers each line it reads with one: figures after {@code
 * done}, or {@code failed} and why. Ends with its input.
 */
public final class Runner {
    private final Contestant contestant;
    private final Gauge gauge;

    private Runner(Contestant contestant) {
        this.contestant = contestant;
        this.gauge = new Gauge(contestant);
    }

    /**
     * Runs it.
     *
     * @param args the contestant's class, the vendor's address, the contestant's variant
     * @throws Exception if the contestant cannot be made or gets no answer
     */
    public static void main(String[] args) throws Exception {
        PrintStream out = System.out;
        System.setOut(System.err); // whatever a client prints is not for the harness
        Contestant contestant = Class.forName(args[0])
                .asSubclass(Contestant.class)
                .getDeclaredConstructor()
                .newInstance();
        contestant.open(args[1], args[2]);
        Runner runner = new Runner(contestant);
        runner.gauge.first();
        out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.println(runner.answer(line));
        }
        contestant.close();
        System.exit(0); // some leave threads behind
    }

    private String answer(String line) {
        try (Scanner words = new Scanner(line)) {
            return "done " + measure(words);
        } catch (Exception | LinkageError e) {
            e.printStackTrace(System.err);
            return "failed " + e.toString().lines().findFirst().orElse("");
        }
    }

    private Figures measure(Scanner words) throws Exception {
        String what = words.next();
        return switch (what) {
            case "footprint" -> footprint();
            case "early" -> gauge.early();
            case "warm" -> gauge.warm(words.nextInt(), words.nextLong());
            case "whole" -> gauge.whole(words.nextInt(), words.nextLong());
            case "stream" -> gauge.stream(words.nextLong());
            case "large" -> gauge.large(words.nextLong());
            case "crowd" -> new Crowd(contestant, words.next(), words.nextInt()).measure();
            default -> throw new IllegalArgumentException("no such measurement: " + what);
        };
    }

    private static Figures footprint() {
        double megabytes = Usage.residentMegabytes();
        return new Figures()
                .put("rss", megabytes)
                .put("classes", ManagementFactory.getClassLoadingMXBean().getLoadedClassCount());
    }
}
