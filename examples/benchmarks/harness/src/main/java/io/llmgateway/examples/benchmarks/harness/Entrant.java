package io.llmgateway.examples.benchmarks.harness;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Who takes part.
 *
 * @param id what tables call it
 * @param module its folder
 * @param type its class, in a package named like the module without dashes
 * @param variant which of its variants
 * @param jar how the jar begins that tells its version
 */
record Entrant(String id, String module, String type, String variant, String jar) {
    static final Entrant FLOOR = new Entrant("floor", "floor", "Floor", "", "okhttp-jvm-");
    static final Entrant BARE = ours("bare");
    static final Entrant FULL = ours("full");
    static final List<Entrant> ALL = List.of(
            FLOOR,
            BARE,
            FULL,
            new Entrant("openai-java", "openai-java", "OpenAiJava", "", "openai-java-core-"),
            new Entrant("langchain4j", "langchain4j", "LangChain4j", "", "langchain4j-open-ai-"),
            new Entrant("spring-ai", "spring-ai", "SpringAi", "", "spring-ai-openai-"));
    static final List<Entrant> FEATURES = Stream.of(
                    "bare",
                    "access",
                    "budget",
                    "limits",
                    "pii",
                    "injection",
                    "cache",
                    "route",
                    "ledger",
                    "telemetry",
                    "listener",
                    "listener+unawaited",
                    "full")
            .map(Entrant::ours)
            .toList();

    static Entrant of(String id) {
        return ALL.stream().filter(each -> each.id.equals(id)).findFirst().orElseGet(() -> {
            if (!id.startsWith("ours-")) {
                throw new IllegalArgumentException("no such entrant: " + id);
            }
            return ours(id.substring("ours-".length()));
        });
    }

    private static Entrant ours(String variant) {
        return new Entrant("ours-" + variant, "ours", "Ours", variant, "llmgateway-core-");
    }

    String className() {
        return "io.llmgateway.examples.benchmarks." + module.replace("-", "") + "." + type;
    }

    String classPath(Path home) {
        return home.resolve(module).resolve("target/classes")
                + File.pathSeparator
                + String.join(File.pathSeparator, jars(home));
    }

    /** What stands before and after the version in its jar's name tells nothing. */
    String version(Path home) {
        return jars(home).stream()
                .map(each -> Path.of(each).getFileName().toString())
                .filter(name -> name.startsWith(jar))
                .map(name -> name.substring(jar.length(), name.length() - ".jar".length()))
                .findFirst()
                .orElse("unknown");
    }

    /** The size of what an application gets by it; an SDK for telemetry is its own affair. */
    double megabytes(Path home) {
        return jars(home).stream()
                        .map(File::new)
                        .filter(each -> !each.getName().startsWith("llmgateway-benchmarks-")
                                && !each.getName().startsWith("opentelemetry-sdk"))
                        .mapToLong(File::length)
                        .sum()
                / 1e6;
    }

    private List<String> jars(Path home) {
        Path list = home.resolve(module).resolve("target/classpath");
        try {
            return new ArrayList<>(List.of(Files.readString(list).trim().split(File.pathSeparator, -1)));
        } catch (IOException e) {
            throw new IllegalStateException(list + " is missing: build first, which the script run does", e);
        }
    }
}
