package io.llmgateway.providers.kit;

import io.llmgateway.chat.RateLimit;
import io.llmgateway.chat.RateLimit.Kind;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what vendors say of their limits, from the headers of any answer. What is missing or makes no sense is left out:
 * Azure says -1 where it does not know.
 */
final class RateLimits {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,15}");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,15}(\\.\\d{1,9})?");
    // a reset in seconds is nearer than that, a moment since 1970 is farther; in milliseconds farther still
    private static final long MOST_SECONDS = Duration.ofDays(30).toSeconds();
    private static final long LEAST_MILLIS = 100_000_000_000L;

    private record Names(Kind kind, String limit, String remaining, String reset) {
        static Names of(Kind kind, String form) {
            return new Names(
                    kind, form.replace("*", "limit"), form.replace("*", "remaining"), form.replace("*", "reset"));
        }
    }

    // OpenAI and who speaks its dialects, platform.openai.com/docs/guides/rate-limits; Anthropic,
    // docs.anthropic.com/en/api/rate-limits; Mistral; Cohere for trial keys, calls a minute; OpenRouter and Together,
    // whose words have no kind
    private static final List<Names> NAMES = List.of(
            Names.of(Kind.REQUESTS, "x-ratelimit-*-requests"),
            Names.of(Kind.TOKENS, "x-ratelimit-*-tokens"),
            Names.of(Kind.TOKENS, "x-ratelimit-*-project-tokens"),
            Names.of(Kind.REQUESTS, "anthropic-ratelimit-requests-*"),
            Names.of(Kind.TOKENS, "anthropic-ratelimit-tokens-*"),
            Names.of(Kind.INPUT_TOKENS, "anthropic-ratelimit-input-tokens-*"),
            Names.of(Kind.OUTPUT_TOKENS, "anthropic-ratelimit-output-tokens-*"),
            Names.of(Kind.REQUESTS, "x-ratelimit-*-req-minute"),
            Names.of(Kind.TOKENS, "x-ratelimit-*-tokens-minute"),
            Names.of(Kind.REQUESTS, "x-trial-endpoint-call-*"),
            Names.of(Kind.REQUESTS, "x-ratelimit-*"));

    private RateLimits() {}

    static List<RateLimit> read(Function<String, @Nullable String> header, Instant now) {
        List<RateLimit> found = null;
        for (Names names : NAMES) {
            long remaining = number(header.apply(names.remaining()));
            long limit = remaining < 0 ? -1 : number(header.apply(names.limit()));
            if (limit > 0) {
                found = found == null ? new ArrayList<>(4) : found;
                found.add(new RateLimit(names.kind(), limit, remaining, moment(header.apply(names.reset()), now)));
            }
        }
        return found == null ? List.of() : List.copyOf(found);
    }

    private static long number(@Nullable String text) {
        return text != null && NUMBER.matcher(text.strip()).matches() ? Long.parseLong(text.strip()) : -1;
    }

    // a moment as RFC 3339 has it, or since 1970 in seconds or milliseconds; else seconds or a duration from now
    private static @Nullable Instant moment(@Nullable String text, Instant now) {
        if (text == null || text.length() > 64) {
            return null;
        }
        String word = text.strip();
        if (SECONDS.matcher(word).matches()) {
            double value = Double.parseDouble(word);
            if (value < MOST_SECONDS) {
                return now.plusNanos((long) (value * 1e9));
            }
            return value < LEAST_MILLIS ? Instant.ofEpochSecond((long) value) : Instant.ofEpochMilli((long) value);
        }
        if (word.indexOf('T') > 0) {
            try {
                return Instant.parse(word);
            } catch (DateTimeException e) {
                return null;
            }
        }
        return RetryAfter.parseDuration(word).map(now::plus).orElse(null);
    }
}
