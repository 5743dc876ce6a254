package io.llmgateway.providers.anthropic;

import io.llmgateway.chat.Usage;
import io.llmgateway.providers.kit.Answer;
import io.llmgateway.providers.kit.UsageTally;
import io.llmgateway.providers.kit.WireJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Anthropic's count of tokens. It comes twice in a stream, and the second one corrects the first; cached tokens stand
 * beside the input, thoughts inside the output. What a summary of the conversation or another model's advice used stands
 * in no sum, only in a count of its own among the iterations. On one thread.
 */
final class UsageCount {
    private static final long UNTOLD = -1;

    private long input = UNTOLD;
    private long cacheRead = UNTOLD;
    private long cacheWrite = UNTOLD;
    private long cacheWriteShort = UNTOLD;
    private long cacheWriteLong = UNTOLD;
    private long output = UNTOLD;
    private long thinking = UNTOLD;
    private @Nullable String tier;
    private String kind = ""; // of an iteration
    private @Nullable Usage apart;
    private boolean advised;
    private UsageTally tally = new UsageTally();

    /** Reads a usage object. */
    static UsageCount read(JsonParser json) {
        UsageCount count = new UsageCount();
        count.fields(json);
        return count;
    }

    private void fields(JsonParser json) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        for (String name = WireJson.nextField(json); name != null; name = WireJson.nextField(json)) {
            switch (name) {
                case "input_tokens" -> input = number(json, name);
                case "cache_read_input_tokens" -> cacheRead = number(json, name);
                case "cache_creation_input_tokens" -> cacheWrite = number(json, name);
                case "ephemeral_5m_input_tokens" -> cacheWriteShort = number(json, name);
                case "ephemeral_1h_input_tokens" -> cacheWriteLong = number(json, name);
                case "output_tokens" -> output = number(json, name);
                case "thinking_tokens" -> thinking = number(json, name);
                case "service_tier" -> tier = WireJson.text(json);
                case "cache_creation", "output_tokens_details" -> fields(json);
                case "iterations" -> iterations(json);
                case "type" -> kind = String.valueOf(WireJson.text(json));
                default -> json.skipChildren();
            }
        }
    }

    private void iterations(JsonParser json) {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            UsageCount one = read(json);
            boolean advice = one.kind.equals("advisor_message");
            if (advice || one.kind.equals("compaction")) {
                Usage used = one.usage(tally);
                apart = apart == null ? used : apart.plus(used);
                advised |= advice;
                tally = tally.and(one.tally);
            }
        }
    }

    private long number(JsonParser json, String name) {
        return json.currentToken().isNumeric() ? tally.count(json, name) : skipped(json);
    }

    private static long skipped(JsonParser json) {
        json.skipChildren();
        return UNTOLD;
    }

    /** Takes over what a later count tells; no prompt is empty, so a later prompt of 0 tokens tells nothing. */
    void correct(UsageCount later) {
        if (later.input > 0 || later.cacheRead > 0 || later.cacheWrite > 0) {
            input = told(later.input, input);
            cacheRead = told(later.cacheRead, cacheRead);
            cacheWrite = told(later.cacheWrite, cacheWrite);
            cacheWriteShort = told(later.cacheWriteShort, cacheWriteShort);
            cacheWriteLong = told(later.cacheWriteLong, cacheWriteLong);
        }
        output = told(later.output, output);
        thinking = told(later.thinking, thinking);
        tier = later.tier == null ? tier : later.tier;
        apart = later.apart == null ? apart : later.apart;
        advised |= later.advised;
        tally = tally.and(later.tally);
    }

    /** Whether anything has been told at all. */
    boolean told() {
        return input != UNTOLD || output != UNTOLD;
    }

    private static long told(long later, long before) {
        return later == UNTOLD ? before : later;
    }

    /**
     * Tells it.
     *
     * @param before what an earlier message of the same stream used
     */
    void tell(Usage before, Answer answer) {
        UsageTally checks = new UsageTally();
        Usage used = usage(checks);
        answer.usage(before.plus(used), tally.and(checks));
        answer.serviceTier(tier);
    }

    Usage usage() {
        UsageTally checks = new UsageTally();
        Usage used = usage(checks);
        return tally.and(checks).checked(used);
    }

    private Usage usage(UsageTally checks) {
        long longWrite = Math.max(0, cacheWriteLong);
        long write = cacheWrite == UNTOLD ? Math.max(0, cacheWriteShort) + longWrite : cacheWrite;
        longWrite = checks.within("tokens into the cache for an hour", longWrite, write);
        long generated = Math.max(0, output);
        long thoughts = checks.within("thinking tokens", Math.max(0, thinking), generated);
        Usage used = Usage.builder()
                .input(Math.max(0, input))
                .cacheRead(Math.max(0, cacheRead))
                .cacheWrite(write - longWrite)
                .cacheWriteLong(longWrite)
                .output(generated - thoughts)
                .reasoning(thoughts)
                .estimated(advised) // by a model with a price of its own
                .build();
        return apart == null ? used : used.plus(apart);
    }
}
