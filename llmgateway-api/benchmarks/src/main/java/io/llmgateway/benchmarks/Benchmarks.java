package io.llmgateway.benchmarks;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Runs JMH from Maven. */
public final class Benchmarks {
    private Benchmarks() {}

    /**
     * Runs benchmarks.
     *
     * @param args a pattern of names and JMH's own options
     * @throws Exception as JMH does
     */
    public static void main(String[] args) throws Exception {
        // Maven loads us by a loader of its own, of which the processes that JMH starts know nothing
        if (Benchmarks.class.getClassLoader() instanceof URLClassLoader loader) {
            System.setProperty(
                    "java.class.path",
                    Arrays.stream(loader.getURLs()).map(URL::getPath).collect(Collectors.joining(File.pathSeparator)));
        }
        org.openjdk.jmh.Main.main(args);
    }
}
