package io.llmgateway.chat;

import java.util.List;
import java.util.Objects;

/**
 * Judgements of texts.
 *
 * @param results one for each text, in the order of the request
 * @param usage what it used
 * @param info where it came from
 */
public record ModerationResponse(List<Moderation> results, Usage usage, ResponseInfo info) implements ModelResponse {
    public ModerationResponse {
        results = List.copyOf(results);
        Objects.requireNonNull(usage, "usage");
        Objects.requireNonNull(info, "info");
    }

    /**
     * Whether any of the texts is held to be unwanted.
     *
     * @return whether the vendor flagged one or more
     */
    public boolean flagged() {
        return results.stream().anyMatch(Moderation::flagged);
    }

    @Override
    public ModerationResponse withInfo(ResponseInfo newInfo) {
        return new ModerationResponse(results, usage, newInfo);
    }
}
