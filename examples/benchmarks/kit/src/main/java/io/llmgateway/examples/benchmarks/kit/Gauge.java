package io.llmgateway.examples.benchmarks.kit;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Measures one contestant by calls that follow each other. */
final class Gauge {
    private static final int THOUSAND = 1_000;
    private static final CompilationMXBean COMPILER = ManagementFactory.getCompilationMXBean();
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long BUSY_MILLIS = 25;

    private final Contestant contestant;
    private final Prompts prompts = new Prompts();

    private interface Work {
        void once() throws Exception;
    }

    Gauge(Contestant contestant) {
        this.contestant = contestant;
    }

    String first() throws Exception {
        return contestant.chat(Models.WHOLE, prompts.next());
    }

    // calls before the compiler rests: the 3rd to the 202nd of a process
    Figures early() throws Exception {
        chat();
        Usage before = Usage.now();
        for (int i = 0; i < 200; i++) {
            chat();
        }
        Usage used = before.since();
        return new Figures()
                .put("mean", used.nanos() / 200.0 / THOUSAND)
                .put("cpu", used.cpuNanos() / 200.0 / THOUSAND);
    }

    // at least so many calls, and streams of twenty times as many events, until the compiler rests; but not longer than
    // that each
    Figures warm(int calls, long millis) throws Exception {
        int done = untilWarm(calls, millis, 1, this::chat);
        int events = untilWarm(calls * 20, millis, Models.EVENTS, this::stream);
        untilWarm(1, millis / 2, 1, () -> whole(16, TimeUnit.NANOSECONDS.toMillis(LOOK_NANOS)));
        large(millis / 20);
        return new Figures().put("calls", done).put("events", events);
    }

    private static int untilWarm(int least, long millis, int each, Work work) throws Exception {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        int done = 0;
        int quiet = 0; // looks: a compilation counts only when it is over
        while ((done < least || quiet < 2) && System.nanoTime() < end) {
            long compiled = COMPILER.getTotalCompilationTime();
            long start = System.nanoTime();
            while (System.nanoTime() - start < LOOK_NANOS) {
                work.once();
                done += each;
            }
            quiet = COMPILER.getTotalCompilationTime() - compiled < BUSY_MILLIS ? quiet + 1 : 0;
        }
        return done;
    }

    Figures whole(int threads, long millis) throws Exception {
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        // workers stay until all is counted: what ended threads have allocated may be forgotten
        CountDownLatch started = new CountDownLatch(threads);
        CountDownLatch go = new CountDownLatch(1);
        try {
            List<Future<Latencies>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(workers.submit(() -> {
                    started.countDown();
                    go.await();
                    return calls(millis);
                }));
            }
            started.await();
            Usage before = Usage.now();
            go.countDown();
            List<Latencies> parts = new ArrayList<>();
            for (Future<Latencies> each : running) {
                parts.add(each.get());
            }
            Usage used = before.since();
            Latencies all = Latencies.of(parts);
            return new Figures()
                    .put("p50", all.percentile(50) / THOUSAND)
                    .put("p99", all.percentile(99) / THOUSAND)
                    .put("cpu", used.cpuNanos() / (double) all.size() / THOUSAND)
                    .put("bytes", used.bytes() / (double) all.size())
                    .put("rate", all.size() * 1e9 / used.nanos());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception failure ? failure : e;
        } finally {
            workers.shutdown();
            workers.awaitTermination(1, TimeUnit.MINUTES);
        }
    }

    Figures stream(long millis) throws Exception {
        stream(); // connects
        Latencies firsts = new Latencies(1 << 14);
        Usage before = Usage.now();
        do {
            firsts.add(stream());
        } while (System.nanoTime() - before.nanos() < TimeUnit.MILLISECONDS.toNanos(millis));
        Usage used = before.since();
        double events = (double) firsts.size() * Models.EVENTS;
        return new Figures()
                .put("rate", events * 1e9 / used.nanos())
                .put("cpu", used.cpuNanos() / events / THOUSAND)
                .put("bytes", used.bytes() / events)
                .put("first", firsts.percentile(50) / THOUSAND);
    }

    Figures large(long millis) throws Exception {
        Latencies times = new Latencies(1 << 14);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        do {
            String prompt = prompts.large();
            long start = System.nanoTime();
            check(contestant.chat(Models.WHOLE, prompt));
            times.add(System.nanoTime() - start);
        } while (System.nanoTime() < end);
        return new Figures().put("mean", times.mean() / THOUSAND);
    }

    private Latencies calls(long millis) throws Exception {
        Latencies times = new Latencies(1 << 14);
        long start = System.nanoTime();
        long end = start + TimeUnit.MILLISECONDS.toNanos(millis);
        while (start < end) {
            chat();
            long now = System.nanoTime();
            times.add(now - start);
            start = now;
        }
        return times;
    }

    private void chat() throws Exception {
        check(contestant.chat(Models.WHOLE, prompts.next()));
    }

    private static void check(String answer) {
        if (!answer.endsWith("by Friday.")) {
            throw new IllegalStateException("not the answer: " + answer);
        }
    }

    // nanoseconds to the first text
    private long stream() throws Exception {
        long start = System.nanoTime();
        Reading reading = new Reading();
        contestant.stream(Models.STREAM, prompts.next(), reading::read);
        if (reading.words != Models.EVENTS) {
            throw new IllegalStateException(reading.words + " words of " + Models.EVENTS);
        }
        return reading.first - start;
    }

    private static final class Reading {
        private long first;
        private int words;

        // a text may hold what several events have brought: each of them ends with a space
        void read(String text) {
            if (words == 0) {
                first = System.nanoTime();
            }
            for (int i = text.indexOf(' '); i >= 0; i = text.indexOf(' ', i + 1)) {
                words++;
            }
        }
    }
}
