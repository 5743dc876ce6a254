package io.llmgateway.examples.benchmarks.harness;

import io.llmgateway.examples.benchmarks.kit.Figures;
import io.llmgateway.examples.benchmarks.kit.Runner;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A process of ours, asked a line at a time. Not thread-safe. */
final class Jvm implements AutoCloseable {
    private static final long MOST_SECONDS = 120;
    private static final ScheduledExecutorService TIMER = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "timer");
        thread.setDaemon(true);
        return thread;
    });

    private final String name;
    private final Path log;
    private final Process process;
    private final PrintWriter out;
    private final BufferedReader in;

    private Jvm(String name, Path home, Path java, List<String> args) throws IOException {
        this.name = name;
        Path directory = Files.createDirectories(home.resolve("target/run").resolve(name));
        log = directory.resolve("err.log");
        List<String> command = new ArrayList<>(List.of(java.toString()));
        command.addAll(args);
        process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(log.toFile())
                .start();
        out = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        in = process.inputReader(StandardCharsets.UTF_8);
    }

    static Jvm vendor(Path home, Path java) throws IOException {
        return new Jvm(
                "vendor", home, java, List.of("-cp", System.getProperty("java.class.path"), Vendor.class.getName()));
    }

    /** Starts a contestant, and returns once it has its first answer. */
    static Jvm of(Entrant entrant, Path home, Options options, String vendor) throws IOException {
        // what the JVM itself has to say, as of recordings that begin, would be taken for an answer
        List<String> args = new ArrayList<>(List.of("-Xlog:disable"));
        args.addAll(options.jvm());
        args.addAll(List.of(
                "-cp",
                entrant.classPath(home),
                Runner.class.getName(),
                entrant.className(),
                vendor,
                entrant.variant()));
        Jvm jvm = new Jvm(entrant.id(), home, options.java(), args);
        String line = jvm.line();
        if (!line.equals("ready")) {
            throw new IOException(entrant.id() + " said " + line);
        }
        return jvm;
    }

    Figures ask(String question) throws IOException {
        out.println(question);
        String line = line();
        if (!line.startsWith("done ")) {
            throw new IOException(name + ", asked for " + question + ": " + line);
        }
        return Figures.parse(line.substring("done ".length()));
    }

    String line() throws IOException {
        Future<?> end = TIMER.schedule(process::destroyForcibly, MOST_SECONDS, TimeUnit.SECONDS);
        try {
            String line = in.readLine();
            if (line == null) {
                throw new IOException(name + " has ended; see " + log);
            }
            return line;
        } finally {
            end.cancel(false);
        }
    }

    @Override
    public void close() {
        out.close(); // it ends with its input
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
