package io.llmgateway.providers.openai;

import io.llmgateway.chat.FailureClass;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The words by which vendors of the dialect tell their failures apart. */
final class FailureWords {
    private static final Map<String, FailureClass> WORDS = words();

    // the order counts: a text about quota may speak of limits, one about filters of models
    private static final List<Phrase> PHRASES = List.of(
            new Phrase(
                    FailureClass.CONTEXT_TOO_LONG,
                    List.of(400, 413, 422, 500),
                    "context length|context window|context size|maximum prompt length|prompt (is )?too long"
                            + "|input (is )?too long|too many (input |prompt )?tokens|reduce the length of"
                            + "|token count (of \\d+ )?exceeds|tokens? exceeds? the|request too large"
                            + "|\\+ .max_new_tokens. must be|must have less than \\d+ tokens"),
            new Phrase(
                    FailureClass.QUOTA_EXHAUSTED,
                    List.of(400, 402, 403, 429),
                    "current quota|insufficient (account )?(balance|credits?|funds)|available credits|included credits"
                            + "|credit balance|spending limit|out of credits|requires more credits|billing details"),
            new Phrase(
                    FailureClass.CONTENT_FILTERED,
                    List.of(400, 403, 422, 451),
                    "content management policy|content policy|usage polic(y|ies)|usage guidelines|was flagged"
                            + "|content filter|safety system|requires moderation"),
            new Phrase(
                    FailureClass.CREDENTIAL,
                    List.of(400, 422),
                    "(incorrect|invalid|missing|no|wrong) api.?key|api.?key (is )?(invalid|missing|not valid|required)"
                            + "|unauthorized|invalid authentication|authentication failed"),
            new Phrase(
                    FailureClass.MODEL_UNKNOWN,
                    List.of(400, 404, 422),
                    "\\bmodel\\b.{0,120}(does not exist|not found|not exist|been (deprecated|decommissioned|removed))"
                            + "|\\bmodel\\b.{0,120}is not supported by any provider|not a valid model|invalid model"
                            + "|no endpoints found|unknown model"),
            new Phrase(
                    FailureClass.OVERLOADED,
                    List.of(429, 498, 500, 502, 503, 529),
                    "overloaded|capacity exceeded|at capacity|no capacity|currently loading|loading model"
                            + "|service unavailable"),
            new Phrase(FailureClass.RATE_LIMITED, List.of(400, 403, 413, 503), "rate.?limit|too many requests"));

    private FailureWords() {}

    private record Phrase(FailureClass kind, List<Integer> statuses, Pattern pattern) {
        Phrase(FailureClass kind, List<Integer> statuses, String pattern) {
            this(kind, statuses, Pattern.compile(pattern));
        }
    }

    private static Map<String, FailureClass> words() {
        Map<String, FailureClass> words = new HashMap<>();
        put(
                words,
                FailureClass.QUOTA_EXHAUSTED,
                "insufficient_quota billing_hard_limit_reached billing_not_active billing_error insufficient_balance"
                        + " quota_exceeded payment_required exceeded_current_quota_error insufficient_credits"
                        + " credits_exhausted");
        put(
                words,
                FailureClass.CREDENTIAL,
                "invalid_api_key wrong_api_key missing_api_key authentication_error invalid_authentication"
                        + " invalid_authentication_error unauthorized unauthenticated permission_error"
                        + " permission_denied permission_denied_error access_denied account_deactivated"
                        + " unsupported_country_region_territory invalid_organization mismatched_organization");
        put(
                words,
                FailureClass.MODEL_UNKNOWN,
                "model_not_found model_not_available model_decommissioned model_not_supported modelnotfound"
                        + " deploymentnotfound invalid_model unknown_model unsupported_model 1500");
        put(
                words,
                FailureClass.CONTEXT_TOO_LONG,
                "context_length_exceeded context_window_exceeded exceed_context_size_error too_many_prompt_tokens"
                        + " prompt_too_long input_too_long tokens_limit_reached 3051");
        put(
                words,
                FailureClass.CONTENT_FILTERED,
                "content_filter content_filtered content_policy_violation responsibleaipolicyviolation"
                        + " moderation_blocked content_moderation data_inspection_failed invalid_prompt");
        put(
                words,
                FailureClass.OVERLOADED,
                "overloaded overloaded_error server_overloaded server_is_overloaded engine_overloaded"
                        + " engine_overloaded_error capacity_exceeded service_tier_capacity_exceeded nocapacity"
                        + " service_unavailable service_unavailable_error slow_down queue_exceeded 3505");
        words.put("generation", FailureClass.TRANSIENT); // TGI, with 424
        put(
                words,
                FailureClass.RATE_LIMITED,
                "rate_limit_exceeded rate_limit_error rate_limit_reached_error ratelimitreached rate_limited"
                        + " too_many_requests token_quota_exceeded request_quota_exceeded tokens requests 1300");
        return Map.copyOf(words);
    }

    private static void put(Map<String, FailureClass> words, FailureClass kind, String all) {
        for (String word : all.split(" ", -1)) {
            words.put(word, kind);
        }
    }

    /** What a code or type means. */
    static @Nullable FailureClass byWord(@Nullable String word) {
        return word == null
                ? null
                : WORDS.get(
                        word.strip().toLowerCase(Locale.ROOT).replace('-', '_').replace(' ', '_'));
    }

    /**
     * What a text means.
     *
     * @param text in lower case
     * @param status the HTTP status; below 400 if it is not known
     */
    static @Nullable FailureClass byText(String text, int status) {
        for (Phrase phrase : PHRASES) {
            if ((status < 400 || phrase.statuses().contains(status))
                    && phrase.pattern().matcher(text).find()) {
                return phrase.kind();
            }
        }
        return null;
    }
}
