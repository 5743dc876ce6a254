package io.llmgateway.testkit.replay;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Cancellation;
import io.llmgateway.chain.Reply;
import io.llmgateway.chain.Timeouts;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.error.LlmException;
import io.llmgateway.spi.Provider;
import io.llmgateway.spi.ProviderFactory;
import io.llmgateway.spi.ProviderSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Makes the provider for a recording, asks it, and waits for the end, but not for ever. Thread-safe. */
final class Player implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Timeouts CLOCKS = new Timeouts(PATIENCE, PATIENCE, PATIENCE, PATIENCE);

    /** What a Vertex provider wants to know; passed to factories that have such options. */
    private static final Map<String, String> PLACE = Map.of("project", "a-project", "location", "us-central1");

    private final Map<String, ProviderFactory> factories;
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "replay");
        // a reader in an endless loop must not keep the program alive
        thread.setDaemon(true);
        return thread;
    });

    Player() {
        factories = ServiceLoader.load(ProviderFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .collect(Collectors.toMap(ProviderFactory::type, Function.identity(), (first, second) -> first));
    }

    /** Checks that the class path has what a target needs. */
    void require(Target target) throws Target.NoTarget {
        ProviderFactory factory = factories.get(target.type());
        if (factory == null) {
            throw new Target.NoTarget("no provider of type " + target.type() + " on the class path");
        }
        for (String option : target.options().keySet()) {
            if (!factory.options().contains(option)) {
                throw new Target.NoTarget(
                        "the provider of type " + target.type() + " on the class path has no option " + option);
            }
        }
    }

    /**
     * What to ask.
     *
     * @param provider the id of the provider
     * @param target how it is set up
     * @param request the request
     * @param streamed whether to read piece by piece
     */
    record Question(String provider, Target target, ModelRequest request, boolean streamed) {}

    /** Asks at the base URL. */
    Ended ask(Question question, String baseUrl) {
        Cancellation cancellation = new Cancellation();
        Future<Ended> ending = threads.submit(() -> answer(question, baseUrl, cancellation));
        try {
            return ending.get(PATIENCE.toMillis() + 1000, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            cancellation.cancel();
            ending.cancel(true);
            return new Ended.Crashed("hangs: no end after " + (PATIENCE.toSeconds() + 1) + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cancellation.cancel();
            return new Ended.Crashed("the replay was interrupted");
        } catch (ExecutionException e) {
            return new Ended.Crashed(crash(e.getCause() == null ? e : e.getCause()));
        }
    }

    private Ended answer(Question question, String baseUrl, Cancellation cancellation) {
        try (Provider provider = provider(question, baseUrl)) {
            Call call = Call.of(question.request(), question.streamed(), "replay", System.nanoTime())
                    .withTimeouts(CLOCKS)
                    .withCancellation(cancellation);
            try (Reply reply = provider.send(call)) {
                return new Ended.Answered(reply.begin().await());
            }
        } catch (LlmException e) {
            return new Ended.Failed(e);
        }
    }

    private Provider provider(Question question, String baseUrl) {
        Target target = question.target();
        ProviderFactory factory = Objects.requireNonNull(factories.get(target.type()));
        ProviderSettings.Builder settings = ProviderSettings.builder(question.provider())
                .type(target.type())
                .baseUrl(baseUrl)
                .apiKey("a-key-of-the-replay");
        PLACE.forEach((name, value) -> {
            if (factory.options().contains(name) && target.options().containsKey("platform")) {
                settings.option(name, value);
            }
        });
        target.options().forEach(settings::option);
        return factory.create(settings.build());
    }

    private static String crash(Throwable error) {
        StackTraceElement[] trace = error.getStackTrace();
        return "crashed with " + error + (trace.length == 0 ? "" : " at " + trace[0]);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
