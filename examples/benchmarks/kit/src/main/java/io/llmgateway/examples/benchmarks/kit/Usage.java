package io.llmgateway.examples.benchmarks.kit;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What this process has used so far. */
record Usage(long cpuNanos, long bytes, long nanos) {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    static Usage now() {
        return new Usage(SYSTEM.getProcessCpuTime(), allocated(), System.nanoTime());
    }

    Usage since() {
        Usage now = now();
        return new Usage(now.cpuNanos - cpuNanos, now.bytes - bytes, now.nanos - nanos);
    }

    static double residentMegabytes() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1_024)
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException e) {
            return Double.NaN; // no such file but on Linux
        }
    }

    // threads that have ended are forgotten before JDK 21, which has the sum
    private static long allocated() {
        try {
            Method sum = ThreadMXBean.class.getMethod("getTotalThreadAllocatedBytes");
            return (long) sum.invoke(THREADS);
        } catch (ReflectiveOperationException e) {
            return Arrays.stream(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds()))
                    .filter(bytes -> bytes > 0)
                    .sum();
        }
    }
}
