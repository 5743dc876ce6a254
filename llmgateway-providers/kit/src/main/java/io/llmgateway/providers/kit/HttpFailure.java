package io.llmgateway.providers.kit;

import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * An HTTP answer that is no answer to the question: a status that tells of a failure, or an error inside an answer with
 * status 200.
 */
public final class HttpFailure {
    private final int status;
    private final Function<String, @Nullable String> header;
    private final String body;
    private final JsonNode json;
    private final Redaction redaction;
    private final Instant now;

    HttpFailure(int status, Function<String, @Nullable String> header, byte[] body, Redaction redaction, Instant now) {
        this.status = status;
        this.header = header;
        this.body = new String(body, StandardCharsets.UTF_8);
        this.json = tree(body);
        this.redaction = redaction;
        this.now = now;
    }

    private static JsonNode tree(byte[] body) {
        try {
            JsonNode tree = WireJson.mapper().readTree(body);
            // Google wraps errors of streams in an array
            return tree.isArray() && tree.size() > 0 ? tree.get(0) : tree;
        } catch (JacksonException e) {
            return WireJson.mapper().missingNode();
        }
    }

    /**
     * The HTTP status; 200 for an error inside an answer.
     *
     * @return the status
     */
    public int status() {
        return status;
    }

    /**
     * A header of the answer.
     *
     * @param name its name, in any case
     * @return its value, or null
     */
    public @Nullable String header(String name) {
        return header.apply(name);
    }

    /**
     * The body as it came. Never put it into a message: see {@link #as}.
     *
     * @return text, may be empty
     */
    public String body() {
        return body;
    }

    /**
     * The body as JSON; the first element where it is an array.
     *
     * @return a tree, missing where the body is no JSON
     */
    public JsonNode json() {
        return json;
    }

    /**
     * What the vendor asks to wait, from the headers.
     *
     * @return the wait, above zero; or null
     */
    public @Nullable Duration retryAfter() {
        return RetryAfter.from(header::apply, now)
                .filter(wait -> !wait.isZero())
                .orElse(null);
    }

    /**
     * The vendor's id of the request, from the usual headers.
     *
     * @return the id, or null
     */
    public @Nullable String requestId() {
        return HttpTransport.requestId(header);
    }

    /**
     * The failure, with everything this answer tells about it.
     *
     * @param kind what kind of failure
     * @param message the vendor's message, cut and redacted here; if blank, the body of an error stands in
     * @param code the vendor's error code or type, or null
     * @return the failure
     */
    public Failure as(FailureClass kind, @Nullable String message, @Nullable String code) {
        return as(kind, message, code, null);
    }

    /**
     * The failure, with a wait the vendor names in the body.
     *
     * @param kind what kind of failure
     * @param message the vendor's message, cut and redacted here; if blank, the body of an error stands in
     * @param code the vendor's error code or type, or null
     * @param wait from the body, used where the headers name none; or null
     * @return the failure
     */
    public Failure as(FailureClass kind, @Nullable String message, @Nullable String code, @Nullable Duration wait) {
        String text = message == null || message.isBlank() ? bodyAsMessage() : message;
        Duration asked = retryAfter();
        return new Failure(
                kind,
                text.isBlank() ? "no message" : redaction.apply(text),
                status,
                redaction.code(code),
                requestId(),
                asked == null ? wait : asked,
                RateLimits.read(header, now));
    }

    // with a good status the body may be an answer in an unknown shape, and answers are not for messages
    private String bodyAsMessage() {
        return status >= 400
                ? body
                : "what came is no answer: " + body.length() + " characters of "
                        + Objects.requireNonNullElse(header("content-type"), "no content type")
                        + "; check base-url and what lies between";
    }

    /**
     * What the status means where the body does not tell. Vendors forbid in JSON or without a word: a page with a 403 is
     * that of somebody on the way, such as a firewall that dislikes the prompt, and says nothing of the key.
     *
     * @return the class
     */
    public FailureClass byStatus() {
        return status == 403 && !json.isObject() && !body.isBlank() ? FailureClass.MALFORMED : byStatus(status);
    }

    /**
     * What a status means, for answers that tell one in the body.
     *
     * @param status an HTTP status
     * @return the class
     */
    public static FailureClass byStatus(int status) {
        return switch (status) {
            case 401, 403 -> FailureClass.CREDENTIAL;
            case 402 -> FailureClass.QUOTA_EXHAUSTED;
            case 404, 410 -> FailureClass.MODEL_UNKNOWN;
            case 408, 425 -> FailureClass.TRANSIENT;
            case 429 -> FailureClass.RATE_LIMITED;
            case 503, 529 -> FailureClass.OVERLOADED;
            default ->
                status >= 500
                        ? FailureClass.TRANSIENT
                        : status >= 400 ? FailureClass.CALLER_FAULT : FailureClass.MALFORMED;
        };
    }
}
