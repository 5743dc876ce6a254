package io.llmgateway.providers.gemini;

import io.llmgateway.chat.Usage;
import io.llmgateway.providers.kit.WireJson;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads {@code usageMetadata} into buckets that do not overlap: what came from the cache is counted inside the prompt,
 * what the vendor's own tools brought and what was thought is counted beside.
 */
final class UsageReader {
    private long prompt;
    private long tools;
    private long cached;
    private long candidates;
    private long thoughts;
    private long audioIn;
    private long audioCached;
    private long audioOut;

    private UsageReader() {}

    static Usage read(JsonParser json) {
        UsageReader reader = new UsageReader();
        reader.readFields(json);
        return reader.usage();
    }

    private void readFields(JsonParser json) {
        if (!WireJson.enterObject(json)) {
            return;
        }
        for (String field = WireJson.nextField(json); field != null; field = WireJson.nextField(json)) {
            switch (field) {
                case "promptTokenCount" -> prompt = count(json);
                case "toolUsePromptTokenCount" -> tools = count(json);
                case "cachedContentTokenCount" -> cached = count(json);
                case "candidatesTokenCount" -> candidates = count(json);
                case "thoughtsTokenCount" -> thoughts = count(json);
                case "promptTokensDetails" -> audioIn = audio(json);
                case "cacheTokensDetails" -> audioCached = audio(json);
                case "candidatesTokensDetails" -> audioOut = audio(json);
                default -> json.skipChildren();
            }
        }
    }

    private static long count(JsonParser json) {
        long count = Math.max(0, WireJson.number(json));
        json.skipChildren();
        return count;
    }

    private static long audio(JsonParser json) {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
            return 0;
        }
        long sum = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            sum += audioOf(json);
        }
        return sum;
    }

    private static long audioOf(JsonParser json) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return 0;
        }
        boolean sound = false;
        long count = 0;
        for (String field = WireJson.nextField(json); field != null; field = WireJson.nextField(json)) {
            switch (field) {
                case "modality" -> sound = "AUDIO".equals(WireJson.text(json));
                case "tokenCount" -> count = count(json);
                default -> json.skipChildren();
            }
        }
        return sound ? count : 0;
    }

    private Usage usage() {
        long sound = Math.min(prompt, Math.max(0, audioIn - audioCached));
        long spoken = Math.min(candidates, audioOut);
        return Usage.builder()
                .input(Math.max(0, prompt + tools - cached - sound))
                .cacheRead(cached)
                .audioInput(sound)
                .output(candidates - spoken)
                .reasoning(thoughts)
                .audioOutput(spoken)
                .build();
    }
}
