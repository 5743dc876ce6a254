package io.llmgateway.core.telemetry;

import static io.opentelemetry.api.common.AttributeKey.booleanKey;
import static io.opentelemetry.api.common.AttributeKey.doubleKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringArrayKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.llmgateway.chat.ModelRequest;
import io.llmgateway.core.config.TelemetryConfig.Conventions;
import io.opentelemetry.api.common.AttributeKey;
import java.util.List;
import java.util.Locale;

/**
 * Names of attributes. Those with {@code gen_ai.} are of the semantic conventions for generative AI: 1.41, in
 * open-telemetry/semantic-conventions, and its successor open-telemetry/semantic-conventions-genai, whose spans differ in
 * the names given by methods. Nobody has agreed on names for what a gateway does: these are our own, {@code llmgateway.}.
 */
final class Names {
    static final String SCOPE = "io.llmgateway";
    static final String CHAT = "chat";
    static final String EMBEDDINGS = "embeddings";
    /** The {@code error.type} of what the caller gave up. */
    static final String CANCELLED = "cancelled";

    // what is asked, of whom
    static final AttributeKey<String> OPERATION = stringKey("gen_ai.operation.name");
    static final AttributeKey<String> PROVIDER = stringKey("gen_ai.provider.name");
    static final AttributeKey<String> REQUEST_MODEL = stringKey("gen_ai.request.model");
    static final AttributeKey<String> SERVER_ADDRESS = stringKey("server.address");
    static final AttributeKey<Long> SERVER_PORT = longKey("server.port");
    static final AttributeKey<String> OUTPUT_TYPE = stringKey("gen_ai.output.type");
    static final AttributeKey<Boolean> STREAM = booleanKey("gen_ai.request.stream");
    static final AttributeKey<Long> SEED = longKey("gen_ai.request.seed");
    static final AttributeKey<Long> MAX_TOKENS = longKey("gen_ai.request.max_tokens");
    static final AttributeKey<Double> TEMPERATURE = doubleKey("gen_ai.request.temperature");
    static final AttributeKey<Double> TOP_P = doubleKey("gen_ai.request.top_p");
    static final AttributeKey<List<String>> STOP_SEQUENCES = stringArrayKey("gen_ai.request.stop_sequences");
    static final AttributeKey<List<String>> ENCODING_FORMATS = stringArrayKey("gen_ai.request.encoding_formats");
    static final AttributeKey<Long> DIMENSIONS = longKey("gen_ai.embeddings.dimension.count");

    // what came back
    static final AttributeKey<String> RESPONSE_ID = stringKey("gen_ai.response.id");
    static final AttributeKey<String> RESPONSE_MODEL = stringKey("gen_ai.response.model");
    static final AttributeKey<List<String>> FINISH_REASONS = stringArrayKey("gen_ai.response.finish_reasons");
    static final AttributeKey<Double> TIME_TO_FIRST_CHUNK = doubleKey("gen_ai.response.time_to_first_chunk");
    static final AttributeKey<Long> INPUT_TOKENS = longKey("gen_ai.usage.input_tokens");
    static final AttributeKey<Long> OUTPUT_TOKENS = longKey("gen_ai.usage.output_tokens");
    static final AttributeKey<Long> CACHE_READ_TOKENS = longKey("gen_ai.usage.cache_read.input_tokens");
    static final AttributeKey<Long> REASONING_TOKENS = longKey("gen_ai.usage.reasoning.output_tokens");
    static final AttributeKey<String> ERROR_TYPE = stringKey("error.type");

    private static final AttributeKey<Long> CACHE_CREATION_TOKENS = longKey("gen_ai.usage.cache_creation.input_tokens");
    private static final AttributeKey<Long> CACHE_WRITE_TOKENS = longKey("gen_ai.usage.cache_write.input_tokens");

    // what metrics say beside
    static final AttributeKey<String> TOKEN_TYPE = stringKey("gen_ai.token.type");
    static final AttributeKey<String> TOKEN_MODALITY = stringKey("gen_ai.token.modality");
    static final AttributeKey<String> PURPOSE = stringKey("llmgateway.purpose");
    static final AttributeKey<String> OUTCOME = stringKey("llmgateway.outcome");
    static final AttributeKey<String> TARGET = stringKey("llmgateway.target");
    static final AttributeKey<String> TARGET_STATE = stringKey("llmgateway.target.state");
    static final AttributeKey<String> FALLBACK_TARGET = stringKey("llmgateway.fallback.target");
    static final AttributeKey<String> BUDGET = stringKey("llmgateway.budget.name");
    static final AttributeKey<String> BUDGET_UNIT = stringKey("llmgateway.budget.unit");
    static final AttributeKey<String> CACHE_RESULT = stringKey("llmgateway.cache.result");
    static final AttributeKey<String> GUARD = stringKey("llmgateway.guard.name");
    static final AttributeKey<String> VERDICT = stringKey("llmgateway.guard.verdict");
    static final AttributeKey<String> DIRECTION = stringKey("llmgateway.guard.direction");
    static final AttributeKey<String> ENTITY = stringKey("llmgateway.entity.type");
    static final AttributeKey<String> RULE = stringKey("llmgateway.rule");
    static final AttributeKey<Boolean> ENFORCED = booleanKey("llmgateway.enforced");

    private Names() {}

    static AttributeKey<String> tag(String name) {
        return stringKey("llmgateway.tag." + name);
    }

    /** A word of ours as others write it. */
    static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    static AttributeKey<Long> cacheWrite(Conventions conventions) {
        return conventions == Conventions.V1_41 ? CACHE_CREATION_TOKENS : CACHE_WRITE_TOKENS;
    }

    /** The operation a request is; nobody has agreed on a name for moderation. */
    static String operation(ModelRequest request) {
        return operation(request.kind());
    }

    /** The operation of an event's kind. */
    static String operation(String kind) {
        return switch (kind) {
            case "embed" -> EMBEDDINGS;
            case "moderate" -> "moderation";
            default -> kind;
        };
    }
}
