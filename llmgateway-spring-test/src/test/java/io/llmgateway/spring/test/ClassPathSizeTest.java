package io.llmgateway.spring.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/**
 * What the starter adds to the jars of a Boot application. It is measured here, since none of the starter's optional
 * dependencies come along.
 */
class ClassPathSizeTest {
    private static final long MOST = 10_080_000; // 10.0 MB: it must not become more than it is

    /** What {@code spring-boot-starter} brings itself. */
    private static final List<String> BOOT = List.of(
            "/org/springframework/",
            "/ch/qos/logback/",
            "/org/slf4j/",
            "/org/apache/logging/",
            "/io/micrometer/",
            "/commons-logging/",
            "/jakarta/annotation/",
            "/org/yaml/",
            "/org/jspecify/");

    /** What is here for tests. */
    private static final List<String> TESTS = List.of(
            "testkit",
            "/mockwebserver",
            "/okhttp-tls",
            "/org/junit/",
            "/junit/",
            "/org/opentest4j/",
            "/org/apiguardian/",
            "/org/assertj/",
            "/net/bytebuddy/",
            "/org/apache/maven/surefire/");

    @Test
    void theStarterAddsNoMoreThanItDid() throws IOException {
        Map<String, Long> sizes = new TreeMap<>();
        String here = Path.of("").toAbsolutePath() + "/";
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            String path = entry.replace(File.separatorChar, '/');
            boolean ours = !path.isEmpty()
                    && !path.startsWith(here)
                    && Stream.concat(BOOT.stream(), TESTS.stream()).noneMatch(path::contains);
            if (ours && Files.exists(Path.of(entry))) {
                sizes.put(path, size(Path.of(entry)));
            }
        }
        assertThat(sizes.keySet())
                .as("the class path is read right")
                .anyMatch(path -> path.contains("okhttp-jvm"))
                .anyMatch(path -> path.contains("core"));
        assertThat(sizes.values().stream().mapToLong(Long::longValue).sum())
                .as("bytes of %s", sizes)
                .isBetween(MOST / 2, MOST);
    }

    // of what is not packed yet, that of the jar it will become
    private static long size(Path entry) throws IOException {
        if (!Files.isDirectory(entry)) {
            return Files.size(entry);
        }
        Counting bytes = new Counting();
        try (ZipOutputStream jar = new ZipOutputStream(bytes);
                Stream<Path> files = Files.walk(entry)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                jar.putNextEntry(new ZipEntry(entry.relativize(file).toString()));
                Files.copy(file, jar);
            }
        }
        return bytes.count;
    }

    private static final class Counting extends OutputStream {
        private long count;

        @Override
        public void write(int b) {
            count++;
        }

        @Override
        public void write(byte[] all, int from, int length) {
            count += length;
        }
    }
}
