package io.llmgateway.testkit;

import io.llmgateway.chat.FailureClass;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Anthropic's path, key, headers and errors. */
final class AnthropicWire implements VendorWire {
    private static final String MESSAGES = "/v1/messages";

    @Override
    public String vendor() {
        return "anthropic";
    }

    @Override
    public String basePath() {
        return "";
    }

    @Override
    public @Nullable String key(FakeRequest request) {
        String key = request.header("x-api-key");
        return key == null || key.isEmpty() ? OpenAiWire.bearer(request) : key;
    }

    @Override
    public boolean streamed(FakeRequest request) {
        return Boolean.TRUE.equals(request.at("stream"));
    }

    @Override
    public String model(FakeRequest request) {
        return String.valueOf(request.at("model"));
    }

    @Override
    public @Nullable WireAnswer refusal(FakeRequest request, Ids ids) {
        if (!request.path().equals(MESSAGES)) {
            return error(404, "not_found_error", "Not Found", ids);
        }
        if (!request.method().equals("POST")) {
            return error(405, "invalid_request_error", "Method Not Allowed", ids);
        }
        if (key(request) == null) {
            return error(401, "authentication_error", "x-api-key header is required", ids);
        }
        if (request.header("anthropic-version") == null) {
            return bad("anthropic-version: header is required", ids);
        }
        if (request.json() == null) {
            return bad("The request body is not valid JSON", ids);
        }
        for (String required : List.of("model", "max_tokens", "messages")) {
            if (!request.has(required)) {
                return bad(required + ": Field required", ids);
            }
        }
        if (!(request.at("max_tokens") instanceof Number most) || most.longValue() < 1) {
            return bad("max_tokens: Input should be greater than or equal to 1", ids);
        }
        return badMessages(Js.list(request.at("messages")), ids);
    }

    private static @Nullable WireAnswer badMessages(List<?> messages, Ids ids) {
        if (messages.isEmpty()) {
            return bad("messages: at least one message is required", ids);
        }
        for (int i = 0; i < messages.size(); i++) {
            Object role = Js.at(messages.get(i), "role");
            if (!("user".equals(role) || "assistant".equals(role))) {
                return bad("messages." + i + ".role: Input should be 'user' or 'assistant'", ids);
            }
            Object content = Js.at(messages.get(i), "content");
            if ("".equals(content) || "".equals(Js.at(content, "0.text"))) {
                return bad("messages." + i + ": text content blocks must be non-empty", ids);
            }
        }
        return null;
    }

    @Override
    public WireAnswer answer(FakeRequest request, Said answer, Ids ids) {
        return new AnthropicMessage(request, answer, ids).answer(streamed(request));
    }

    static Map<String, String> headers(boolean streamed, Ids ids) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("content-type", streamed ? "text/event-stream; charset=utf-8" : "application/json");
        for (String what : List.of("requests", "tokens", "input-tokens", "output-tokens")) {
            headers.put("anthropic-ratelimit-" + what + "-limit", "4000");
            headers.put("anthropic-ratelimit-" + what + "-remaining", "3999");
            headers.put("anthropic-ratelimit-" + what + "-reset", FakeWorld.BEGINNING.toString());
        }
        headers.put("anthropic-organization-id", "fake-organization");
        headers.put("request-id", ids.letters("req_011C", 20));
        return headers;
    }

    private record Fault(int status, String type, String message) {}

    private Fault error(FakeRequest request, FailureClass kind) {
        return switch (kind) {
            case CREDENTIAL -> new Fault(401, "authentication_error", "invalid x-api-key");
            case QUOTA_EXHAUSTED ->
                new Fault(
                        400,
                        "invalid_request_error",
                        "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to"
                                + " upgrade or purchase credits.");
            case RATE_LIMITED ->
                new Fault(
                        429,
                        "rate_limit_error",
                        "This request would exceed your account's rate limit. Please try again later.");
            case OVERLOADED -> new Fault(529, "overloaded_error", "Overloaded");
            case TRANSIENT -> new Fault(500, "api_error", "Internal server error");
            case CONTEXT_TOO_LONG ->
                new Fault(400, "invalid_request_error", "prompt is too long: 214315 tokens > 200000 maximum");
            case CONTENT_FILTERED ->
                new Fault(400, "invalid_request_error", "Output blocked by content filtering policy");
            case MODEL_UNKNOWN -> new Fault(404, "not_found_error", "model: " + model(request));
            case CALLER_FAULT -> new Fault(400, "invalid_request_error", "temperature: range: 0..1");
            case MALFORMED, UNSUPPORTED -> throw VendorWire.unspeakable(kind);
        };
    }

    @Override
    public WireAnswer failure(FakeRequest request, FailureClass kind, @Nullable Duration wait, Ids ids) {
        Fault error = error(request, kind);
        Map<String, String> more = new LinkedHashMap<>();
        more.put("x-should-retry", Boolean.toString(error.status == 429 || error.status >= 500));
        if (kind == FailureClass.RATE_LIMITED) {
            more.put("anthropic-ratelimit-requests-remaining", "0");
        }
        if (wait != null) {
            more.put("retry-after", Long.toString(wait.plusMillis(999).toSeconds()));
        }
        return error(error.status, error.type, error.message, ids).withHeaders(more);
    }

    private static WireAnswer bad(String message, Ids ids) {
        return error(400, "invalid_request_error", message, ids);
    }

    private static WireAnswer error(int status, String type, String message, Ids ids) {
        Map<String, String> headers = headers(false, ids);
        Map<String, @Nullable Object> body = Js.object(
                "type", "error",
                "error", Js.object("type", type, "message", message),
                "request_id", headers.get("request-id"));
        return WireAnswer.whole(status, headers, Js.write(body), 0);
    }

    @Override
    public List<WireEvent> failureInside(FakeRequest request, FailureClass kind, Ids ids) {
        Fault error = error(request, kind);
        return List.of(event(
                "error",
                Js.object(
                        "type",
                        "error",
                        "error",
                        Js.object("details", null, "type", error.type, "message", error.message)),
                ids));
    }

    static WireEvent event(String name, Map<String, @Nullable Object> data, Ids ids) {
        return WireEvent.meta(frame(name, data, ids));
    }

    /** A frame with the blanks before the last brace that the real one has. */
    static String frame(String name, Map<String, @Nullable Object> data, Ids ids) {
        String json = Js.write(data);
        return "event: " + name + "\ndata: " + json.substring(0, json.length() - 1) + ids.blanks() + "}\n\n";
    }

    @Override
    public WireEvent garbled() {
        return WireEvent.meta(
                "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"del}\n\n");
    }

    @Override
    public WireEvent ping() {
        return WireEvent.meta("event: ping\ndata: {\"type\": \"ping\"}\n\n");
    }
}
