package io.llmgateway.providers.gemini;

import io.llmgateway.chat.Usage;
import io.llmgateway.providers.kit.Answer;
import io.llmgateway.providers.kit.UsageTally;
import io.llmgateway.providers.kit.WireJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads {@code usageMetadata} into buckets that do not overlap: what came from the cache is counted inside the prompt,
 * what the vendor's own tools brought and what was thought is counted beside. Pictures in the prompt have the price of
 * text and stay there; generated ones have their own.
 */
final class UsageReader {
    /** What of some tokens is sound, and what pictures. */
    private record Modalities(long audio, long image) {
        static final Modalities NONE = new Modalities(0, 0);
    }

    private final UsageTally tally = new UsageTally();
    private long prompt;
    private long tools;
    private long cached;
    private long candidates;
    private long thoughts;
    private long total;
    private boolean told;
    private @Nullable String tier;
    private Modalities ofPrompt = Modalities.NONE;
    private Modalities ofCached = Modalities.NONE;
    private Modalities ofCandidates = Modalities.NONE;

    private UsageReader() {}

    static void read(JsonParser json, Answer answer) {
        UsageReader reader = new UsageReader();
        reader.readFields(json);
        answer.usage(reader.usage(), reader.tally);
        answer.serviceTier(reader.tier);
    }

    private void readFields(JsonParser json) {
        if (!WireJson.enterObject(json)) {
            return;
        }
        for (String field = WireJson.nextField(json); field != null; field = WireJson.nextField(json)) {
            switch (field) {
                case "promptTokenCount" -> prompt = tally.count(json, field);
                case "toolUsePromptTokenCount" -> tools = tally.count(json, field);
                case "cachedContentTokenCount" -> cached = tally.count(json, field);
                case "candidatesTokenCount" -> candidates = tally.count(json, field);
                case "thoughtsTokenCount" -> thoughts = tally.count(json, field);
                case "totalTokenCount" -> {
                    told = true;
                    total = tally.count(json, field);
                }
                case "promptTokensDetails" -> ofPrompt = modalities(json);
                case "cacheTokensDetails" -> ofCached = modalities(json);
                case "candidatesTokensDetails" -> ofCandidates = modalities(json);
                case "serviceTier" -> tier = WireJson.text(json);
                default -> json.skipChildren();
            }
        }
    }

    private Modalities modalities(JsonParser json) {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
            return Modalities.NONE;
        }
        long audio = 0;
        long image = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            Modalities one = modality(json);
            audio += one.audio();
            image += one.image();
        }
        return new Modalities(audio, image);
    }

    private Modalities modality(JsonParser json) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return Modalities.NONE;
        }
        String kind = null;
        long count = 0;
        for (String field = WireJson.nextField(json); field != null; field = WireJson.nextField(json)) {
            switch (field) {
                case "modality" -> kind = WireJson.text(json);
                case "tokenCount" -> count = tally.count(json, field);
                default -> json.skipChildren();
            }
        }
        return new Modalities("AUDIO".equals(kind) ? count : 0, "IMAGE".equals(kind) ? count : 0);
    }

    private Usage usage() {
        if (told) {
            tally.total(total, prompt + tools + candidates + thoughts);
        }
        long fromCache = tally.within("tokens from the cache", cached, prompt + tools);
        long sound = Math.min(prompt + tools - fromCache, Math.max(0, ofPrompt.audio() - ofCached.audio()));
        long spoken = tally.within("audio tokens", ofCandidates.audio(), candidates);
        long drawn = tally.within("image tokens", ofCandidates.image(), candidates - spoken);
        return Usage.builder()
                .input(prompt + tools - fromCache - sound)
                .cacheRead(fromCache)
                .audioInput(sound)
                .output(candidates - spoken - drawn)
                .reasoning(thoughts)
                .audioOutput(spoken)
                .imageOutput(drawn)
                .build();
    }
}
