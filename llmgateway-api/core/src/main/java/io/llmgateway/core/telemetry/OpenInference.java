package io.llmgateway.core.telemetry;

import static io.opentelemetry.api.common.AttributeKey.doubleKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.llmgateway.chat.Attempt;
import io.llmgateway.chat.Bucket;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Cost;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.chat.Usage;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanBuilder;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Attributes in the words of OpenInference, as its semantic conventions (Arize-ai/openinference, spec) have them. */
final class OpenInference {
    static final AttributeKey<String> KIND = stringKey("openinference.span.kind");
    static final AttributeKey<String> INPUT = stringKey("input.value");
    static final AttributeKey<String> INPUT_TYPE = stringKey("input.mime_type");
    static final AttributeKey<String> OUTPUT = stringKey("output.value");
    static final AttributeKey<String> OUTPUT_TYPE = stringKey("output.mime_type");

    private static final AttributeKey<String> MODEL = stringKey("llm.model_name");
    private static final AttributeKey<String> EMBEDDING_MODEL = stringKey("embedding.model_name");
    private static final AttributeKey<String> PROVIDER = stringKey("llm.provider");
    private static final AttributeKey<Long> PROMPT = longKey("llm.token_count.prompt");
    private static final AttributeKey<Long> PROMPT_CACHE_READ = longKey("llm.token_count.prompt_details.cache_read");
    private static final AttributeKey<Long> PROMPT_CACHE_WRITE = longKey("llm.token_count.prompt_details.cache_write");
    private static final AttributeKey<Long> COMPLETION = longKey("llm.token_count.completion");
    private static final AttributeKey<Long> REASONING = longKey("llm.token_count.completion_details.reasoning");
    private static final AttributeKey<Long> TOTAL = longKey("llm.token_count.total");
    private static final AttributeKey<Double> COST_PROMPT = doubleKey("llm.cost.prompt");
    private static final AttributeKey<Double> COST_COMPLETION = doubleKey("llm.cost.completion");
    private static final AttributeKey<Double> COST_TOTAL = doubleKey("llm.cost.total");

    // its well-known providers, where they have other names than in OpenTelemetry
    private static final Map<String, String> PROVIDERS = Map.of(
            "aws.bedrock", "aws",
            "azure.ai.openai", "azure",
            "gcp.gemini", "google",
            "gcp.vertex_ai", "google",
            "mistral_ai", "mistralai",
            "x_ai", "xai");
    private static final Set<Bucket> COMPLETIONS =
            EnumSet.of(Bucket.OUTPUT, Bucket.REASONING, Bucket.AUDIO_OUTPUT, Bucket.IMAGE_OUTPUT);

    private OpenInference() {}

    static void asked(SpanBuilder out, ModelRequest request, String model, String provider) {
        if (request instanceof EmbeddingRequest) {
            out.setAttribute(KIND, "EMBEDDING").setAttribute(EMBEDDING_MODEL, model);
        } else {
            out.setAttribute(KIND, request instanceof ChatRequest ? "LLM" : "GUARDRAIL")
                    .setAttribute(MODEL, model);
        }
        out.setAttribute(PROVIDER, PROVIDERS.getOrDefault(provider, provider));
    }

    static void told(Live span, Attempt attempt) {
        Usage usage = attempt.usage();
        if (usage.total() > 0) {
            span.set(PROMPT, usage.totalInput());
            span.set(PROMPT_CACHE_READ, usage.cacheRead() > 0 ? usage.cacheRead() : null);
            long written = usage.cacheWrite() + usage.cacheWriteLong();
            span.set(PROMPT_CACHE_WRITE, written > 0 ? written : null);
            span.set(COMPLETION, usage.totalOutput());
            span.set(REASONING, usage.reasoning() > 0 ? usage.reasoning() : null);
            span.set(TOTAL, usage.total());
        }
        cost(span, attempt.cost());
    }

    private static void cost(Live span, Cost cost) {
        if (!cost.status().priced()) {
            return;
        }
        span.set(COST_TOTAL, cost.known().doubleValue());
        if (!cost.lines().isEmpty()) {
            BigDecimal completion = cost.lines().stream()
                    .filter(line -> COMPLETIONS.contains(line.bucket()))
                    .map(Cost.Line::amount)
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            span.set(COST_COMPLETION, completion.doubleValue());
            span.set(COST_PROMPT, cost.known().subtract(completion).doubleValue());
        }
    }
}
