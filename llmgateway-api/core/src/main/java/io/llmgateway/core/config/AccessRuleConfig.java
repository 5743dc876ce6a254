package io.llmgateway.core.config;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code llmgateway.admit.access.rules.<name>}: lets callers ask something, or keeps them from it. What is absent holds
 * for all, but for {@code extra}.
 *
 * @param who whom it is about
 * @param effect what it does; {@code allow} if absent
 * @param models aliases as they are asked for, or {@code provider/model}, with {@code *} for any characters
 * @param maxTokens the most tokens of answer a call may ask for; allowing rules only
 * @param tools names of tools, with {@code *} for any characters: a call may offer no others; of a denying rule, it may offer
 *     none of these
 * @param maxCost the most US dollars one attempt at the answer may come to; allowing rules only
 * @param purposes what the request says it is for, by its tag {@code "purpose"}
 * @param data classes of data: a call may hold no others; of a denying rule, it may hold none of these
 * @param extra fields of the vendor's own a call may set, with {@code *} for any characters; none if absent; allowing rules
 *     only
 */
public record AccessRuleConfig(
        @Nullable WhoConfig who,
        AccessConfig.@Nullable Effect effect,
        @Nullable List<String> models,
        @Nullable Long maxTokens,
        @Nullable List<String> tools,
        @Nullable BigDecimal maxCost,
        @Nullable List<String> purposes,
        @Nullable List<String> data,
        @Nullable List<String> extra) {
    public AccessRuleConfig {
        who = who == null ? new WhoConfig(null, null, null, null, null) : who;
        effect = effect == null ? AccessConfig.Effect.ALLOW : effect;
        models = models == null ? null : List.copyOf(models);
        tools = tools == null ? null : List.copyOf(tools);
        purposes = purposes == null ? null : List.copyOf(purposes);
        data = data == null ? null : List.copyOf(data);
        extra = extra == null ? null : List.copyOf(extra);
        if (maxTokens != null && maxTokens < 1) {
            throw new IllegalArgumentException("max-tokens is " + maxTokens + ": it must be 1 or more");
        }
        if (maxCost != null && maxCost.signum() <= 0) {
            throw new IllegalArgumentException(
                    "max-cost is " + maxCost.toPlainString() + ": it must be above 0, in US dollars");
        }
        if (effect == AccessConfig.Effect.DENY && (maxTokens != null || maxCost != null || extra != null)) {
            throw new IllegalArgumentException(
                    "a rule that denies has max-tokens, max-cost or extra, which say how much"
                            + " is allowed: put them into the rule that allows");
        }
    }
}
