package io.llmgateway.core.telemetry;

import io.llmgateway.chat.Usage;
import io.llmgateway.core.config.TelemetryConfig.Conventions;
import io.llmgateway.core.telemetry.Series.Extra;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.Meter;

/** Counts the tokens of attempts. Thread-safe. */
interface TokenMeters {
    /**
     * An attempt has ended.
     *
     * @param operation {@code gen_ai.operation.name}
     * @param usage what it used, those of caches included
     * @param series whom it asked
     */
    void used(String operation, Usage usage, Series series);

    static TokenMeters of(Conventions conventions, Meter meter) {
        return conventions == Conventions.V1_41 ? new ByType(meter) : new ByBucket(meter);
    }

    /** One histogram for prompts and answers, as 1.41 has it. Nothing is told where nothing is known. */
    final class ByType implements TokenMeters {
        private static final Extra INPUT = new Extra(Names.TOKEN_TYPE, "input");
        private static final Extra OUTPUT = new Extra(Names.TOKEN_TYPE, "output");

        private final LongHistogram tokens;

        private ByType(Meter meter) {
            tokens = Buckets.tokens(meter, "gen_ai.client.token.usage", "Number of input and output tokens used.");
        }

        @Override
        public void used(String operation, Usage usage, Series series) {
            if (usage.total() == 0) {
                return;
            }
            tokens.record(usage.totalInput(), series.with(INPUT));
            if (operation.equals(Names.CHAT)) {
                tokens.record(usage.totalOutput(), series.with(OUTPUT));
            }
        }
    }

    /**
     * Counters by kind of token and modality for sums, histograms for what is usual, as the conventions under development
     * have it. A failure counts as 0. What a vendor does not count apart is text.
     */
    final class ByBucket implements TokenMeters {
        private static final Extra TEXT = new Extra(Names.TOKEN_MODALITY, "text");
        private static final Extra IMAGE = new Extra(Names.TOKEN_MODALITY, "image");
        private static final Extra AUDIO = new Extra(Names.TOKEN_MODALITY, "audio");
        private static final Extra UNKNOWN = new Extra(Names.TOKEN_MODALITY, "unknown");

        private final LongCounter input;
        private final LongCounter output;
        private final LongCounter cacheRead;
        private final LongCounter cacheWrite;
        private final LongCounter reasoning;
        private final LongHistogram inputs;
        private final LongHistogram outputs;
        private final LongHistogram embedded;

        private ByBucket(Meter meter) {
            input = counter(meter, "input_tokens", "Input tokens used, cached ones included.");
            output = counter(meter, "output_tokens", "Output tokens used, reasoning included.");
            cacheRead = counter(meter, "cache_read.input_tokens", "Input tokens read from the vendor's cache.");
            cacheWrite = counter(meter, "cache_write.input_tokens", "Input tokens written to the vendor's cache.");
            reasoning = counter(meter, "reasoning.output_tokens", "Output tokens of reasoning.");
            inputs = Buckets.tokens(
                    meter, "gen_ai.client.inference.operation.input_tokens", "Input tokens of an operation.");
            outputs = Buckets.tokens(
                    meter, "gen_ai.client.inference.operation.output_tokens", "Output tokens of an operation.");
            embedded = Buckets.tokens(
                    meter, "gen_ai.client.embeddings.operation.input_tokens", "Input tokens of an operation.");
        }

        private static LongCounter counter(Meter meter, String name, String description) {
            return meter.counterBuilder("gen_ai.client.inference.usage." + name)
                    .setUnit("{token}")
                    .setDescription(description)
                    .build();
        }

        @Override
        public void used(String operation, Usage usage, Series series) {
            if (operation.equals(Names.EMBEDDINGS)) {
                embedded.record(usage.totalInput(), series.plain());
            }
            if (!operation.equals(Names.CHAT)) {
                return;
            }
            inputs.record(usage.totalInput(), series.plain());
            outputs.record(usage.totalOutput(), series.plain());
            if (usage.total() == 0) {
                input.add(0, series.with(UNKNOWN));
                output.add(0, series.with(UNKNOWN));
                return;
            }
            long written = usage.cacheWrite() + usage.cacheWriteLong();
            input.add(usage.input() + usage.cacheRead() + written, series.with(TEXT));
            output.add(usage.output() + usage.reasoning(), series.with(TEXT));
            some(input, usage.imageInput(), series, IMAGE);
            some(input, usage.audioInput(), series, AUDIO);
            some(output, usage.imageOutput(), series, IMAGE);
            some(output, usage.audioOutput(), series, AUDIO);
            some(cacheRead, usage.cacheRead(), series, TEXT);
            some(cacheWrite, written, series, TEXT);
            some(reasoning, usage.reasoning(), series, TEXT);
        }

        private static void some(LongCounter counter, long tokens, Series series, Extra modality) {
            if (tokens > 0) {
                counter.add(tokens, series.with(modality));
            }
        }
    }
}
