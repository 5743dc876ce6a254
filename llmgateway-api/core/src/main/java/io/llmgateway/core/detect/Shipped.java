package io.llmgateway.core.detect;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;

/** The lists that are shipped beside the classes. */
final class Shipped {
    private Shipped() {}

    /** The lines of a list, without those that are empty or comments. */
    static Stream<String> lines(String name) {
        try (InputStream in = Shipped.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"));
        } catch (IOException e) {
            throw new UncheckedIOException("the shipped list " + name + " cannot be read", e);
        }
    }
}
