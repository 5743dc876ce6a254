package io.llmgateway.examples.benchmarks.kit;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Many slow streams at once, each read by a thread of its own: a virtual one where there are any. */
final class Crowd {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final long LONGEST_SECONDS = 60;

    private final Contestant contestant;
    private final String model;
    private final int count;
    private final long order = System.nanoTime(); // no question was asked before: answers may be remembered
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger complete = new AtomicInteger();
    private final AtomicInteger held = new AtomicInteger();
    private final AtomicInteger mostHeld = new AtomicInteger();
    private final ConcurrentLinkedQueue<Latencies> delays = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Exception> failures = new ConcurrentLinkedQueue<>();

    Crowd(Contestant contestant, String model, int count) {
        this.contestant = contestant;
        this.model = model;
        this.count = count;
    }

    Figures measure() throws InterruptedException {
        int threadsBefore = THREADS.getThreadCount();
        System.gc(); // what was measured before is not what streams take
        double megabytesBefore = Usage.residentMegabytes();
        THREADS.resetPeakThreadCount();
        Usage before = Usage.now();
        ExecutorService readers = readers();
        for (int i = 0; i < count; i++) {
            readers.execute(this::read);
            if (i % 20 == 0) {
                Thread.sleep(10); // holding them is the question, not how fast a machine takes connections
            }
        }
        readers.shutdown();
        double megabytes = megabytesBefore;
        for (int i = 0; i < LONGEST_SECONDS * 4 && !readers.awaitTermination(250, TimeUnit.MILLISECONDS); i++) {
            megabytes = Math.max(megabytes, Usage.residentMegabytes());
        }
        Usage used = before.since();
        int threads = THREADS.getPeakThreadCount();
        readers.shutdownNow();
        failures.stream().limit(1).forEach(failure -> failure.printStackTrace(System.err));
        Latencies all = Latencies.of(delays.stream().toList());
        return new Figures()
                .put("held", mostHeld.get())
                .put("complete", complete.get())
                .put("threads", threads)
                .put("delay50", all.percentile(50))
                .put("delay99", all.percentile(99))
                .put("cpu", used.cpuNanos() / 1e6)
                .put("memory", megabytes - megabytesBefore)
                .put("left", left(threadsBefore));
    }

    private void read() {
        Latencies own = new Latencies(32);
        boolean[] first = {true};
        try {
            contestant.stream(model, "Where is parcel " + begun.incrementAndGet() + " of " + order + "?", text -> {
                if (first[0]) {
                    first[0] = false;
                    mostHeld.accumulateAndGet(held.incrementAndGet(), Math::max);
                }
                long age = Stamp.age(text.strip());
                if (age >= 0) {
                    own.add(age);
                }
            });
            complete.incrementAndGet();
        } catch (Exception e) {
            failures.add(e);
        } finally {
            if (!first[0]) {
                held.decrementAndGet();
            }
            delays.add(own);
        }
    }

    private static ExecutorService readers() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException e) {
            return Executors.newCachedThreadPool(); // before JDK 21
        }
    }

    // how many more threads than before, once they had time to end
    private static int left(int before) throws InterruptedException {
        for (int i = 0; i < 100 && THREADS.getThreadCount() > before; i++) {
            Thread.sleep(100); // nothing tells when a pool of some library lets its threads go
        }
        return Math.max(0, THREADS.getThreadCount() - before);
    }
}
