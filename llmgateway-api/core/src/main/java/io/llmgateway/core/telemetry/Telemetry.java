package io.llmgateway.core.telemetry;

import io.llmgateway.chain.Interceptor;
import io.llmgateway.core.config.TelemetryConfig;
import io.llmgateway.spi.ContextCarrier;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.context.Context;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The door of this package: what OpenTelemetry is told of a client. */
public final class Telemetry {
    private final OpenTelemetry to;
    private final TelemetryConfig config;
    private final Settings settings;
    private final Vendors vendors;
    private final Tracing tracing;

    private Telemetry(OpenTelemetry to, TelemetryConfig config, Vendors vendors) {
        this.to = to;
        this.config = config;
        this.settings = Settings.of(config);
        this.vendors = vendors;
        this.tracing = new Tracing(to);
    }

    /**
     * Telemetry as configured.
     *
     * @param given where it goes; null for what is registered globally
     * @param config what is told
     * @param environment environment variables, for what the configuration leaves open
     * @param vendors the providers
     * @return nothing where it is switched off or goes nowhere
     */
    public static Optional<Telemetry> of(
            @Nullable OpenTelemetry given, TelemetryConfig config, Map<String, String> environment, Vendors vendors) {
        if (Boolean.FALSE.equals(config.enabled())) {
            return Optional.empty();
        }
        // to ask for the global one where there is none would set one that does nothing, for good
        OpenTelemetry to = given != null || !GlobalOpenTelemetry.isSet() ? given : GlobalOpenTelemetry.get();
        return to == null || to.equals(OpenTelemetry.noop())
                ? Optional.empty()
                : Optional.of(new Telemetry(to, config.or(environment), vendors));
    }

    /**
     * A span for each turn.
     *
     * @return the outermost layer of the room {@code watch}
     */
    public Interceptor turns() {
        return new TurnSpans(tracing, settings);
    }

    /**
     * A span for each round.
     *
     * @return the outermost layer of the room {@code admit}
     */
    public Interceptor rounds() {
        return new RoundSpans(tracing, settings);
    }

    /**
     * Answers as guards have left them, on spans of rounds.
     *
     * @return the layer between what puts masked values back and the guards; empty where spans hold no content
     */
    public Optional<Interceptor> answers() {
        return settings.content() ? Optional.of(new AnswerContent(tracing, settings)) : Optional.empty();
    }

    /**
     * A span for each attempt.
     *
     * @param judged whether guards may still change or refuse answers; then answers are not on these spans
     * @return the layer around the innermost
     */
    public Interceptor attempts(boolean judged) {
        return new AttemptSpans(tracing, settings, vendors, to.getPropagators().getTextMapPropagator(), judged);
    }

    /**
     * Metrics.
     *
     * @return a reader of events
     */
    public Metrics metrics() {
        return new Metrics(to, config, vendors);
    }

    /**
     * Carries OpenTelemetry's context to other threads.
     *
     * @return the carrier
     */
    public ContextCarrier contexts() {
        return task -> Context.current().wrap(task);
    }
}
