package io.llmgateway.providers.openai;

import io.llmgateway.chat.Usage;
import io.llmgateway.providers.kit.WireJson;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Sorts what vendors of the dialect count into buckets that do not overlap. Most count cached and audio tokens among the
 * prompt tokens and reasoning among the completion tokens; who does otherwise is told by the total. For one usage
 * object.
 */
final class UsageReader {
    private static final long MOST = 1L << 40;

    private final boolean besideByDefault;
    private long prompt;
    private long completion;
    private long total;
    private long cached;
    private long written;
    private long audioIn;
    private long audioOut;
    private long reasoning;

    private UsageReader(boolean besideByDefault) {
        this.besideByDefault = besideByDefault;
    }

    /** Reads the object the parser stands on. */
    static Usage read(JsonParser json, Dialect dialect) {
        UsageReader reader = new UsageReader(dialect.has(Dialect.Trait.REASONING_BESIDE_COMPLETION));
        reader.fields(json);
        return reader.usage();
    }

    private void fields(JsonParser json) {
        for (String field = WireJson.nextField(json); field != null; field = WireJson.nextField(json)) {
            switch (field) {
                case "prompt_tokens", "input_tokens" -> prompt = Math.max(prompt, count(json));
                case "completion_tokens", "output_tokens" -> completion = Math.max(completion, count(json));
                case "total_tokens" -> total = count(json);
                case "prompt_tokens_details", "input_tokens_details" -> promptDetails(json);
                case "completion_tokens_details", "output_tokens_details" -> completionDetails(json);
                // DeepSeek, Together
                case "prompt_cache_hit_tokens", "cached_tokens" -> cached = Math.max(cached, count(json));
                case "reasoning_tokens" -> reasoning = Math.max(reasoning, count(json));
                default -> json.skipChildren();
            }
        }
    }

    private void promptDetails(JsonParser json) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        for (String field = WireJson.nextField(json); field != null; field = WireJson.nextField(json)) {
            switch (field) {
                case "cached_tokens" -> cached = Math.max(cached, count(json));
                case "cache_write_tokens", "cache_creation_tokens" -> written = Math.max(written, count(json));
                case "audio_tokens" -> audioIn = count(json);
                default -> json.skipChildren();
            }
        }
    }

    private void completionDetails(JsonParser json) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        for (String field = WireJson.nextField(json); field != null; field = WireJson.nextField(json)) {
            switch (field) {
                case "reasoning_tokens" -> reasoning = Math.max(reasoning, count(json));
                case "audio_tokens" -> audioOut = count(json);
                default -> json.skipChildren();
            }
        }
    }

    private static long count(JsonParser json) {
        // no sum of what a broken server tells may overflow
        long count = Math.max(0, Math.min(MOST, WireJson.number(json)));
        json.skipChildren();
        return count;
    }

    private Usage usage() {
        if (prompt == 0 && completion == 0) {
            prompt = total; // embeddings of some
        }
        // more than there is cannot be part of it: xAI's models at Azure count what was cached beside the prompt
        boolean cacheBeside = cached + written > prompt;
        long all = cacheBeside ? prompt + cached + written : prompt;
        // Mistral counts sound beside the prompt and bills it by the second: no tokens of ours then
        long heard = audioIn <= all - cached - written ? audioIn : 0;
        // a bucket cannot hold more than the whole it is part of, so reasoning is beside it
        boolean beside = total > 0
                ? reasoning > 0 && total == prompt + completion + reasoning
                : besideByDefault || reasoning > completion;
        long generated = beside ? completion : Math.max(0, completion - reasoning);
        long thought = beside ? reasoning : Math.min(reasoning, completion);
        long spoken = Math.min(audioOut, generated);
        return Usage.builder()
                .input(all - cached - written - heard)
                .cacheRead(cached)
                .cacheWrite(written)
                .audioInput(heard)
                .output(generated - spoken)
                .reasoning(thought)
                .audioOutput(spoken)
                .build();
    }
}
