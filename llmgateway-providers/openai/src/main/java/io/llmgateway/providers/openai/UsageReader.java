package io.llmgateway.providers.openai;

import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import io.llmgateway.providers.kit.Answer;
import io.llmgateway.providers.kit.UsageTally;
import io.llmgateway.providers.kit.WireJson;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Sorts what vendors of the dialect count into buckets that do not overlap. Most count cached and audio tokens among the
 * prompt tokens and reasoning among the completion tokens; who does otherwise is told by the total. For one usage
 * object.
 */
final class UsageReader {
    private final Dialect dialect;
    private final UsageTally tally = new UsageTally();
    private long prompt;
    private long completion;
    private boolean completionTold;
    private long total;
    private long cached;
    private long written;
    private long audioIn;
    private long audioOut;
    private long imageIn;
    private long imageOut;
    private long reasoning;
    private @Nullable String tier;
    private @Nullable BigDecimal cost;
    private boolean ownKey;

    private UsageReader(Dialect dialect) {
        this.dialect = dialect;
    }

    /** Reads the object the parser stands on. */
    static UsageReader read(JsonParser json, Dialect dialect) {
        UsageReader reader = new UsageReader(dialect);
        reader.fields(json);
        return reader;
    }

    /** Tells what was read. */
    void tell(Answer answer) {
        answer.usage(usage(), tally);
        answer.serviceTier(tier);
        answer.billed(billed());
    }

    /** Tells what was read of an answer that is no chat. */
    Usage tell(ResponseInfo.Builder info) {
        return tally.checked(usage(), info.billed(billed()));
    }

    // with a key of one's own at the vendor behind OpenRouter, what OpenRouter charges is not all
    private @Nullable BigDecimal billed() {
        return ownKey ? null : cost;
    }

    private void fields(JsonParser json) {
        for (String field = WireJson.nextField(json); field != null; field = WireJson.nextField(json)) {
            switch (field) {
                case "prompt_tokens", "input_tokens" -> prompt = Math.max(prompt, count(json, field));
                case "completion_tokens", "output_tokens" -> {
                    completionTold = true;
                    completion = Math.max(completion, count(json, field));
                }
                case "total_tokens" -> total = count(json, field);
                case "prompt_tokens_details", "input_tokens_details" -> promptDetails(json);
                case "completion_tokens_details", "output_tokens_details" -> completionDetails(json);
                // DeepSeek, Together, Mistral
                case "prompt_cache_hit_tokens", "cached_tokens", "num_cached_tokens" ->
                    cached = Math.max(cached, count(json, field));
                case "reasoning_tokens" -> reasoning = Math.max(reasoning, count(json, field));
                case "service_tier" -> tier = WireJson.text(json); // Mistral
                case "cost" -> cost(json);
                case "cost_in_usd_ticks" -> ticks(json);
                case "is_byok" -> ownKey = json.currentToken() == JsonToken.VALUE_TRUE;
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
                case "cached_tokens" -> cached = Math.max(cached, count(json, field));
                case "cache_write_tokens", "cache_creation_tokens" -> written = Math.max(written, count(json, field));
                case "audio_tokens" -> audioIn = count(json, field);
                case "image_tokens" -> imageIn = count(json, field);
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
                case "reasoning_tokens" -> reasoning = Math.max(reasoning, count(json, field));
                case "audio_tokens" -> audioOut = count(json, field);
                case "image_tokens" -> imageOut = count(json, field);
                default -> json.skipChildren();
            }
        }
    }

    private long count(JsonParser json, String name) {
        return tally.count(json, name);
    }

    // OpenRouter tells a number, Perplexity an object
    private void cost(JsonParser json) {
        if (!dialect.has(Dialect.Trait.TELLS_COST)) {
            json.skipChildren();
        } else if (json.currentToken() != JsonToken.START_OBJECT) {
            cost = WireJson.money(json);
        } else {
            for (String field = WireJson.nextField(json); field != null; field = WireJson.nextField(json)) {
                if (field.equals("total_cost")) {
                    cost = WireJson.money(json);
                } else {
                    json.skipChildren();
                }
            }
        }
    }

    // xAI counts in tenths of a billionth of a dollar
    private void ticks(JsonParser json) {
        BigDecimal ticks = WireJson.money(json);
        if (ticks != null && dialect.has(Dialect.Trait.TELLS_COST)) {
            cost = ticks.movePointLeft(10);
        }
    }

    private Usage usage() {
        if (prompt == 0 && completion == 0) {
            prompt = total; // embeddings of some
        }
        long fromOrToCache = cached + written;
        long all = prompt;
        if (fromOrToCache > prompt) {
            // more than there is cannot be part of it
            all = prompt + fromOrToCache;
            if (!dialect.has(Dialect.Trait.CACHE_BESIDE_PROMPT)) {
                tally.note(fromOrToCache + " tokens from or into the cache among " + prompt);
            }
        }
        // Mistral counts sound beside the prompt and bills it by the second: no tokens of ours then. What is inside the
        // prompt may have come from the cache in part
        boolean soundBeside = audioIn > prompt || (audioIn > 0 && total == prompt + completion + audioIn);
        long heard = soundBeside ? 0 : Math.min(audioIn, all - fromOrToCache);
        long seen = Math.min(imageIn, all - fromOrToCache - heard);
        boolean beside = reasoningBeside();
        long thought = beside ? reasoning : tally.within("reasoning tokens", reasoning, completion);
        long generated = beside ? completion : completion - thought;
        long spoken = Math.min(tally.within("audio tokens", audioOut, completion), generated);
        long drawn = Math.min(tally.within("image tokens", imageOut, completion), generated - spoken);
        long untold = untold(prompt + completion + (beside ? reasoning : 0), soundBeside ? audioIn : 0);
        return Usage.builder()
                .input(all - fromOrToCache - heard - seen + (completionTold ? 0 : untold))
                .cacheRead(cached)
                .cacheWrite(written)
                .audioInput(heard)
                .imageInput(seen)
                .output(generated - spoken - drawn)
                .reasoning(thought + (completionTold ? untold : 0))
                .audioOutput(spoken)
                .imageOutput(drawn)
                .build();
    }

    // a bucket cannot hold more than the whole it is part of, so reasoning is beside it
    private boolean reasoningBeside() {
        if (total > 0) {
            return reasoning > 0 && total == prompt + completion + reasoning;
        }
        if (dialect.has(Dialect.Trait.REASONING_BESIDE_COMPLETION)) {
            return true;
        }
        tally.within("reasoning tokens", reasoning, completion);
        return reasoning > completion;
    }

    /**
     * What the total has and no part: Gemini's own endpoint of the dialect leaves the thoughts out. Nothing where the
     * total is not told.
     */
    private long untold(long sum, long soundBeside) {
        if (total == 0 || total == sum + soundBeside) {
            return 0;
        }
        tally.total(total, sum);
        return Math.max(0, total - sum);
    }
}
