package io.llmgateway.spring.properties;

import com.sun.net.httpserver.HttpServer;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.testkit.FakeVendor;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What a client of an effect stands on: a world whose time the test moves, two vendors without a network, {@code one} and
 * {@code two}, that answer "one" and "two" unless told otherwise, and an empty folder. Fresh for each client.
 *
 * <p>Properties may name {@code {folder}}, {@code {vendor}}, the base URL of a fake OpenAI, and {@code {web}}, an address
 * that serves the files of the folder.
 */
final class Scene implements AutoCloseable {
    final FakeWorld world = new FakeWorld();
    final ScriptedProvider one = new ScriptedProvider("one", world).otherwise(call -> Script.answer("one"));
    final ScriptedProvider two = new ScriptedProvider("two", world).otherwise(call -> Script.answer("two"));
    final Path folder;

    /** For whatever is heard, such as by a listener of the effect. */
    final List<GatewayEvent> events = new CopyOnWriteArrayList<>();

    /** What {@link #telemetry} was told. */
    final InMemorySpanExporter spans = InMemorySpanExporter.create();

    final InMemoryMetricReader metrics = InMemoryMetricReader.create();

    private final Deque<AutoCloseable> kept = new ArrayDeque<>();
    private @Nullable FakeVendor vendor;

    Scene(Path folder) {
        this.folder = folder;
    }

    /** A fake OpenAI, there from the first time it is asked for. */
    FakeVendor vendor() {
        if (vendor == null) {
            vendor = keep(FakeVendor.openAi());
        }
        return vendor;
    }

    /** An OpenTelemetry that keeps all it is told. */
    OpenTelemetrySdk telemetry() {
        return keep(OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(spans))
                        .build())
                .setMeterProvider(
                        SdkMeterProvider.builder().registerMetricReader(metrics).build())
                .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
                .build());
    }

    /** Writes a file of the folder. */
    void write(String name, String text) {
        try {
            Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes something at the end, the last first. */
    <T extends AutoCloseable> T keep(T thing) {
        kept.push(thing);
        return thing;
    }

    /** A property with its places filled. */
    String filled(String property) {
        String filled = property.replace("{folder}", folder.toString());
        filled = filled.contains("{vendor}") ? filled.replace("{vendor}", vendor().baseUrl()) : filled;
        return filled.contains("{web}") ? filled.replace("{web}", web()) : filled;
    }

    private String web() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                byte[] file = Files.readAllBytes(
                        folder.resolve(exchange.getRequestURI().getPath().substring(1)));
                exchange.sendResponseHeaders(200, file.length);
                exchange.getResponseBody().write(file);
                exchange.close();
            });
            server.start();
            keep(() -> server.stop(0));
            return "http://127.0.0.1:" + server.getAddress().getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        while (!kept.isEmpty()) {
            try {
                kept.pop().close();
            } catch (Exception e) {
                throw new AssertionError("the scene is not closed cleanly", e);
            }
        }
    }
}
