package io.llmgateway.examples.benchmarks.ours;

import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.GatewayListener;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A listener that writes a line for each call that has ended. */
final class LogFile implements GatewayListener, AutoCloseable {
    private final BufferedWriter lines;

    LogFile(Path file) {
        try {
            lines = Files.newBufferedWriter(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void on(GatewayEvent event) {
        if (event instanceof GatewayEvent.CallEnded ended) {
            try {
                lines.write(ended.at() + " " + ended.operation() + " " + ended.outcome() + " in " + ended.took());
                lines.newLine();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
