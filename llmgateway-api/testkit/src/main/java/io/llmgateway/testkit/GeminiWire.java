package io.llmgateway.testkit;

import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Gemini's paths, key, headers and errors. */
final class GeminiWire implements VendorWire {
    private static final Pattern PATH = Pattern.compile("/v1(?:beta)?/models/([^:/]+):(\\w+)");
    private static final List<String> METHODS =
            List.of("generateContent", "streamGenerateContent", "embedContent", "batchEmbedContents");

    @Override
    public String vendor() {
        return "gemini";
    }

    @Override
    public String basePath() {
        return "/v1beta";
    }

    @Override
    public @Nullable String key(FakeRequest request) {
        String key = request.header("x-goog-api-key");
        if (key != null && !key.isEmpty()) {
            return key;
        }
        for (String parameter : request.query().split("&", -1)) {
            if (parameter.startsWith("key=") && parameter.length() > 4) {
                return parameter.substring(4);
            }
        }
        return OpenAiWire.bearer(request);
    }

    private static String method(FakeRequest request) {
        Matcher path = PATH.matcher(request.path());
        return path.matches() ? path.group(2) : "";
    }

    @Override
    public boolean streamed(FakeRequest request) {
        return method(request).equals("streamGenerateContent");
    }

    static boolean sse(FakeRequest request) {
        return List.of(request.query().split("&", -1)).contains("alt=sse");
    }

    @Override
    public String model(FakeRequest request) {
        Matcher path = PATH.matcher(request.path());
        return path.matches() ? path.group(1) : "";
    }

    @Override
    public @Nullable WireAnswer refusal(FakeRequest request, Ids ids) {
        if (!METHODS.contains(method(request)) || !request.method().equals("POST")) {
            // unknown paths never reach the API: the front end answers with a page
            String page = "<!DOCTYPE html>\n<html lang=en>\n<title>Error 404 (Not Found)!!1</title>\n";
            return WireAnswer.whole(404, Map.of("content-type", "text/html; charset=UTF-8"), page, 0);
        }
        if (key(request) == null) {
            Fault error = new Fault(
                    403,
                    "PERMISSION_DENIED",
                    "Method doesn't allow unregistered callers (callers without established identity). Please use API"
                            + " Key or other form of API consumer identity to call this API.",
                    List.of());
            return write(request, error);
        }
        if (request.json() == null) {
            return bad(request, "Invalid JSON payload received. Unexpected end of string.");
        }
        if (method(request).contains("enerateContent")
                && Js.list(request.at("contents")).isEmpty()) {
            return bad(request, "* GenerateContentRequest.contents: contents is not specified\n");
        }
        if (method(request).equals("batchEmbedContents")
                && Js.list(request.at("requests")).isEmpty()) {
            return bad(request, "* BatchEmbedContentsRequest.requests: requests is not specified\n");
        }
        return null;
    }

    private WireAnswer bad(FakeRequest request, String message) {
        return write(request, new Fault(400, "INVALID_ARGUMENT", message, List.of()));
    }

    @Override
    public WireAnswer answer(FakeRequest request, FakeAnswer answer, Ids ids) {
        return switch (method(request)) {
            case "embedContent" -> {
                Object vector = embedding(request.json());
                yield WireAnswer.whole(200, headers(false), Js.write(Js.object("embedding", vector)), 0);
            }
            case "batchEmbedContents" -> {
                List<Object> vectors = new ArrayList<>();
                Js.list(request.at("requests")).forEach(one -> vectors.add(embedding(one)));
                yield WireAnswer.whole(200, headers(false), Js.write(Js.object("embeddings", vectors)), 0);
            }
            default -> new GeminiAnswer(request, model(request), answer, ids).answer(streamed(request));
        };
    }

    private static Object embedding(@Nullable Object request) {
        String text = String.join("", Js.texts(Js.at(request, "content"), List.of("text")));
        int dimensions =
                Js.at(request, "outputDimensionality") instanceof Integer wanted ? wanted : ToyModel.DIMENSIONS;
        return Js.object("values", ToyModel.list(ToyModel.vector(text, dimensions)));
    }

    static Map<String, String> headers(boolean sse) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("content-type", sse ? "text/event-stream" : "application/json; charset=UTF-8");
        headers.put("vary", "Origin, X-Origin, Referer");
        headers.put("server-timing", "gfet4t7; dur=265");
        headers.put("x-gemini-service-tier", "standard");
        return headers;
    }

    private record Fault(int status, String word, String message, List<Object> details) {
        Map<String, @Nullable Object> json() {
            Map<String, @Nullable Object> error = Js.object("code", status, "message", message, "status", word);
            if (!details.isEmpty()) {
                error.put("details", details);
            }
            return Js.object("error", error);
        }
    }

    private Fault error(FakeRequest request, FailureClass kind, @Nullable Duration wait) {
        return switch (kind) {
            case CREDENTIAL -> {
                String message = "API key not valid. Please pass a valid API key.";
                String shown = Objects.requireNonNullElse(key(request), "");
                yield new Fault(
                        400,
                        "INVALID_ARGUMENT",
                        message,
                        List.of(
                                Js.object(
                                        "@type", "type.googleapis.com/google.rpc.ErrorInfo",
                                        "reason", "API_KEY_INVALID",
                                        "domain", "googleapis.com"),
                                Js.object(
                                        "@type",
                                        "type.googleapis.com/google.rpc.DebugInfo",
                                        "detail",
                                        "Invalid API key: " + shown)));
            }
            case QUOTA_EXHAUSTED -> quota("GenerateRequestsPerDayPerProjectPerModel-FreeTier", wait);
            case RATE_LIMITED -> quota("GenerateRequestsPerMinutePerProjectPerModel-FreeTier", wait);
            case OVERLOADED ->
                new Fault(503, "UNAVAILABLE", "The model is overloaded. Please try again later.", List.of());
            case TRANSIENT ->
                new Fault(
                        500,
                        "INTERNAL",
                        "An internal error has occurred. Please retry or report in"
                                + " https://developers.generativeai.google/guide/troubleshooting",
                        List.of());
            case CONTEXT_TOO_LONG ->
                new Fault(
                        400,
                        "INVALID_ARGUMENT",
                        "The input token count (1200027) exceeds the maximum number of tokens allowed (1048576).",
                        List.of());
            case MODEL_UNKNOWN ->
                new Fault(
                        404,
                        "NOT_FOUND",
                        "models/" + model(request) + " is not found for API version v1beta, or is not supported for "
                                + method(request) + ". Call ListModels to see the list of available models.",
                        List.of());
            case CALLER_FAULT ->
                new Fault(
                        400,
                        "INVALID_ARGUMENT",
                        "* GenerateContentRequest.generation_config.temperature: temperature must be in the range [0.0,"
                                + " 2.0].\n",
                        List.of());
            case CONTENT_FILTERED, MALFORMED, UNSUPPORTED -> throw VendorWire.unspeakable(kind);
        };
    }

    private static Fault quota(String quotaId, @Nullable Duration wait) {
        List<Object> details = new ArrayList<>();
        Map<String, @Nullable Object> violation = Js.object(
                "quotaMetric", "generativelanguage.googleapis.com/generate_content_free_tier_requests",
                "quotaId", quotaId,
                "quotaValue", "15");
        details.add(
                Js.object("@type", "type.googleapis.com/google.rpc.QuotaFailure", "violations", List.of(violation)));
        if (wait != null) {
            details.add(Js.object(
                    "@type",
                    "type.googleapis.com/google.rpc.RetryInfo",
                    "retryDelay",
                    wait.plusMillis(999).toSeconds() + "s"));
        }
        return new Fault(
                429,
                "RESOURCE_EXHAUSTED",
                "You exceeded your current quota, please check your plan and billing details.",
                details);
    }

    @Override
    public WireAnswer failure(FakeRequest request, FailureClass kind, @Nullable Duration wait, Ids ids) {
        if (kind == FailureClass.CONTENT_FILTERED) {
            // no error here: an answer without candidates
            return answer(request, FakeAnswer.refusal(""), ids);
        }
        return write(request, error(request, kind, wait));
    }

    private WireAnswer write(FakeRequest request, Fault error) {
        boolean array = streamed(request) && !sse(request);
        Object body = array ? List.of(error.json()) : error.json();
        // with alt=sse errors keep the content type of the stream that never came
        return WireAnswer.whole(error.status, headers(streamed(request) && sse(request)), Js.write(body), 0);
    }

    @Override
    public List<WireEvent> failureInside(FakeRequest request, FailureClass kind, Ids ids) {
        if (kind == FailureClass.CONTENT_FILTERED) {
            return new GeminiAnswer(
                            request, model(request), FakeAnswer.empty().finish(FinishReason.CONTENT_FILTER), ids)
                    .answer(true)
                    .events();
        }
        // a bare object: the errors of a stream stand outside its framing
        return List.of(WireEvent.meta(Js.write(error(request, kind, null).json()) + "\r\n"));
    }

    @Override
    public WireEvent garbled() {
        return WireEvent.meta("data: {\"candidates\": [{\"content\": {\"par}\r\n\r\n");
    }

    @Override
    public WireEvent ping() {
        return WireEvent.meta(": keep-alive\r\n\r\n");
    }
}
