package io.llmgateway.core;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** Threads for calls nobody waits for: virtual ones where the JDK has them (21 and later), else as many as needed. */
final class Threads {
    private Threads() {}

    static ExecutorService perTask() {
        try {
            MethodHandle virtual = MethodHandles.publicLookup()
                    .findStatic(
                            Executors.class,
                            "newVirtualThreadPerTaskExecutor",
                            MethodType.methodType(ExecutorService.class));
            return (ExecutorService) virtual.invoke();
        } catch (Throwable noVirtualThreads) {
            AtomicLong number = new AtomicLong();
            return Executors.newCachedThreadPool(task -> {
                Thread thread = new Thread(task, "llmgateway-" + number.incrementAndGet());
                thread.setDaemon(true);
                return thread;
            });
        }
    }
}
