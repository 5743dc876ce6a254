package io.llmgateway.core;

import io.llmgateway.spi.ContextCarrier;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Threads for calls nobody waits for: virtual ones where the JDK has them (21 and later), else as many as needed. What is
 * bound to the thread that hands a task over goes with it.
 */
final class Threads implements Executor {
    private static final System.Logger LOG = System.getLogger(Threads.class.getName());

    private final ExecutorService threads;
    private final List<ContextCarrier> carriers;

    Threads(ExecutorService threads, List<ContextCarrier> carriers) {
        this.threads = threads;
        this.carriers = List.copyOf(carriers);
    }

    /** As many as needed, to be shut down. */
    static ExecutorService perTask() {
        try {
            MethodHandle virtual = MethodHandles.publicLookup()
                    .findStatic(
                            Executors.class,
                            "newVirtualThreadPerTaskExecutor",
                            MethodType.methodType(ExecutorService.class));
            return (ExecutorService) virtual.invoke();
        } catch (Throwable noVirtualThreads) {
            return pooled("llmgateway-");
        }
    }

    /**
     * As many as needed, to be shut down, and never virtual: for those who sleep for a while again and again, and for
     * what is made ready before the first call. A virtual
     * thread wakes others when it begins and ends to sleep for a while, which makes it several times as dear.
     */
    static ExecutorService forLanes() {
        return pooled("llmgateway-lane-");
    }

    private static ExecutorService pooled(String name) {
        AtomicLong number = new AtomicLong();
        return Executors.newCachedThreadPool(task -> {
            // pooled: what it would inherit belongs to one caller
            Thread thread = new Thread(null, task, name + number.incrementAndGet(), 0, false);
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public void execute(Runnable task) {
        Runnable carried = task;
        for (ContextCarrier carrier : carriers) {
            carried = carried(carrier, carried);
        }
        threads.execute(carried);
    }

    private static Runnable carried(ContextCarrier carrier, Runnable task) {
        try {
            return Objects.requireNonNull(carrier.carry(task), "the task to run");
        } catch (Throwable e) { // a call must not fail for what is around it
            LOG.log(System.Logger.Level.WARNING, "the context carrier " + carrier + " failed", e);
            return task;
        }
    }

    /** The same threads, for one task later: what is bound to the thread that asks for this goes with it. */
    Executor fromHere() {
        if (carriers.isEmpty()) {
            return threads;
        }
        AtomicReference<@Nullable Runnable> later = new AtomicReference<>();
        Runnable carried = () -> Objects.requireNonNull(later.get()).run();
        for (ContextCarrier carrier : carriers) {
            carried = carried(carrier, carried);
        }
        Runnable bound = carried;
        return task -> {
            later.set(task);
            threads.execute(bound);
        };
    }

    /** The same threads, for what belongs to no call: nothing of the one that hands over goes along. */
    Executor bare() {
        return threads;
    }
}
