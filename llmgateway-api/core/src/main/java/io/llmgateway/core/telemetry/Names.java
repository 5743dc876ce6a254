package io.llmgateway.core.telemetry;

import static io.opentelemetry.api.common.AttributeKey.booleanKey;
import static io.opentelemetry.api.common.AttributeKey.doubleKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringArrayKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.llmgateway.chat.ModelRequest;
import io.llmgateway.chat.Outcome;
import io.llmgateway.chat.PriceStatus;
import io.llmgateway.chat.Purpose;
import io.llmgateway.core.config.TelemetryConfig.Conventions;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.error.StreamBrokenException;
import io.opentelemetry.api.common.AttributeKey;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Names of attributes. Those with {@code gen_ai.} are of the semantic conventions for generative AI: 1.41, in
 * open-telemetry/semantic-conventions, and its successor open-telemetry/semantic-conventions-genai, whose spans differ in
 * the names given by methods. Nobody has agreed on names for what a gateway does: these are our own, {@code llmgateway.}.
 */
final class Names {
    static final String SCOPE = "io.llmgateway";
    static final String CHAT = "chat";
    static final String EMBEDDINGS = "embeddings";

    // those of each call: written anew they came to 300 bytes
    private static final Map<Enum<?>, String> WORDS = words(Outcome.values(), PriceStatus.values(), Purpose.values());

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
    static final AttributeKey<Double> FREQUENCY_PENALTY = doubleKey("gen_ai.request.frequency_penalty");
    static final AttributeKey<Double> PRESENCE_PENALTY = doubleKey("gen_ai.request.presence_penalty");
    static final AttributeKey<Long> CHOICE_COUNT = longKey("gen_ai.request.choice.count");
    static final AttributeKey<Double> TOP_K = doubleKey("gen_ai.request.top_k");
    static final AttributeKey<Long> LATEST_TOP_K = longKey("gen_ai.request.top_k");
    static final AttributeKey<String> LATEST_REASONING = stringKey("gen_ai.request.reasoning.level");
    static final AttributeKey<String> LATEST_PREVIOUS = stringKey("gen_ai.request.previous_response.id");
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
    static final AttributeKey<Long> LATEST_AUDIO_INPUT = longKey("gen_ai.usage.audio.input_tokens");
    static final AttributeKey<Long> LATEST_AUDIO_OUTPUT = longKey("gen_ai.usage.audio.output_tokens");
    static final AttributeKey<Long> LATEST_IMAGE_INPUT = longKey("gen_ai.usage.image.input_tokens");
    static final AttributeKey<Long> LATEST_IMAGE_OUTPUT = longKey("gen_ai.usage.image.output_tokens");
    static final AttributeKey<String> ERROR_TYPE = stringKey("error.type");
    static final AttributeKey<Long> HTTP_STATUS = longKey("http.response.status_code");

    // what was said; JSON
    static final AttributeKey<String> SYSTEM_INSTRUCTIONS = stringKey("gen_ai.system_instructions");
    static final AttributeKey<String> INPUT_MESSAGES = stringKey("gen_ai.input.messages");
    static final AttributeKey<String> OUTPUT_MESSAGES = stringKey("gen_ai.output.messages");
    static final AttributeKey<String> TOOL_DEFINITIONS = stringKey("gen_ai.tool.definitions");

    // ours
    static final AttributeKey<String> OWN_OPERATION = stringKey("llmgateway.operation.name");
    static final AttributeKey<String> OPERATION_ID = stringKey("llmgateway.operation.id");
    static final AttributeKey<String> MODEL_ASKED = stringKey("llmgateway.model.asked");
    static final AttributeKey<Boolean> STREAMED = booleanKey("llmgateway.streamed");
    static final AttributeKey<Long> ATTEMPTS = longKey("llmgateway.attempts");
    static final AttributeKey<Long> ATTEMPT_NUMBER = longKey("llmgateway.attempt.number");
    static final AttributeKey<String> PROVIDER_ID = stringKey("llmgateway.provider.id");
    static final AttributeKey<String> FAILURE_CODE = stringKey("llmgateway.failure.code");
    static final AttributeKey<String> REQUEST_ID = stringKey("llmgateway.request.id");
    static final AttributeKey<Boolean> USAGE_ESTIMATED = booleanKey("llmgateway.usage.estimated");
    static final AttributeKey<Double> COST = doubleKey("llmgateway.cost.amount");
    static final AttributeKey<String> CURRENCY = stringKey("llmgateway.cost.currency");
    static final AttributeKey<String> COST_SOURCE = stringKey("llmgateway.cost.source");
    static final AttributeKey<String> COST_STATUS = stringKey("llmgateway.cost.status");
    static final AttributeKey<String> CACHE = stringKey("llmgateway.cache");
    static final AttributeKey<Double> CACHE_SAVED = doubleKey("llmgateway.cache.saved");
    static final AttributeKey<Boolean> CONTENT_CUT = booleanKey("llmgateway.content.cut");

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

    /** What {@code error.type} says: the class of the failure where a provider failed, or else that of the exception. */
    static String errorType(Throwable error) {
        if (error instanceof ProviderFailedException failed) {
            return word(failed.kind());
        }
        Throwable cause = error.getCause();
        return error instanceof StreamBrokenException && cause != null
                ? errorType(cause)
                : error.getClass().getName();
    }

    private static Map<Enum<?>, String> words(Enum<?>[]... all) {
        Map<Enum<?>, String> words = new HashMap<>();
        for (Enum<?>[] values : all) {
            for (Enum<?> value : values) {
                words.put(value, value.name().toLowerCase(Locale.ROOT));
            }
        }
        return words;
    }

    /** How a value of ours is written. */
    static String word(Enum<?> value) {
        String known = WORDS.get(value);
        return known == null ? value.name().toLowerCase(Locale.ROOT) : known;
    }
}
