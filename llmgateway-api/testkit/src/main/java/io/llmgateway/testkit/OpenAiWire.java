package io.llmgateway.testkit;

import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.Usage;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What OpenAI's endpoints have in common: paths, key, headers and errors. */
final class OpenAiWire implements VendorWire {
    private static final String CHAT = "/v1/chat/completions";
    private static final String RESPONSES = "/v1/responses";
    private static final String EMBEDDINGS = "/v1/embeddings";
    private static final String MODERATIONS = "/v1/moderations";

    @Override
    public String vendor() {
        return "openai";
    }

    @Override
    public String basePath() {
        return "/v1";
    }

    @Override
    public @Nullable String key(FakeRequest request) {
        return bearer(request);
    }

    static @Nullable String bearer(FakeRequest request) {
        String shown = request.header("authorization");
        return shown == null || !shown.startsWith("Bearer ") || shown.length() == 7 ? null : shown.substring(7);
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
        if (!List.of(CHAT, RESPONSES, EMBEDDINGS, MODERATIONS).contains(request.path())) {
            String url = request.method() + " " + request.path();
            return error(404, "Invalid URL (" + url + ")", "invalid_request_error", null, null, ids);
        }
        if (!request.method().equals("POST")) {
            return error(
                    405,
                    "Not allowed to " + request.method() + " on " + request.path()
                            + ". (HINT: Perhaps you meant to use a different HTTP method?)",
                    "invalid_request_error",
                    null,
                    null,
                    ids);
        }
        if (key(request) == null) {
            return error(
                    401,
                    "You didn't provide an API key. You need to provide your API key in an Authorization header using"
                            + " Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
                    "invalid_request_error",
                    null,
                    null,
                    ids);
        }
        if (request.json() == null) {
            return bad("We could not parse the JSON body of your request.", null, null, ids);
        }
        if (!(request.at("model") instanceof String)) {
            return bad("you must provide a model parameter", null, null, ids);
        }
        return badContent(request, ids);
    }

    private static @Nullable WireAnswer badContent(FakeRequest request, Ids ids) {
        if (request.path().equals(CHAT)) {
            if (!(request.at("messages") instanceof List<?> messages)) {
                return bad("Missing required parameter: 'messages'.", "messages", "missing_required_parameter", ids);
            }
            return messages.isEmpty() ? emptyMessages(ids) : null;
        }
        Object input = request.at("input");
        if (input == null || input.equals("") || input.equals(List.of())) {
            return bad("Missing required parameter: 'input'.", "input", "missing_required_parameter", ids);
        }
        return null;
    }

    private static WireAnswer emptyMessages(Ids ids) {
        return bad(
                "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array"
                        + " instead.",
                "messages",
                "empty_array",
                ids);
    }

    @Override
    public WireAnswer answer(FakeRequest request, Said answer, Ids ids) {
        return switch (request.path()) {
            case CHAT -> new OpenAiChat(request, answer, ids).answer(streamed(request));
            case RESPONSES -> new OpenAiResponses(request, answer, ids).answer(streamed(request));
            case MODERATIONS -> moderations(request, ids);
            default -> embeddings(request, ids);
        };
    }

    private static List<?> inputs(FakeRequest request) {
        Object input = request.at("input");
        return input instanceof String text ? List.of(text) : Js.list(input);
    }

    // it tells no usage
    private WireAnswer moderations(FakeRequest request, Ids ids) {
        List<Object> results = new java.util.ArrayList<>();
        for (Object text : inputs(request)) {
            Map<String, @Nullable Object> categories = new LinkedHashMap<>();
            Map<String, @Nullable Object> scores = new LinkedHashMap<>();
            for (String category : ToyModel.CATEGORIES) {
                double score = ToyModel.score(String.valueOf(text), category);
                categories.put(category, score > 0.5);
                scores.put(category, score);
            }
            results.add(Js.object(
                    "flagged", categories.containsValue(true), "categories", categories, "category_scores", scores));
        }
        Map<String, @Nullable Object> body =
                Js.object("id", ids.hex("modr-", 32), "model", model(request), "results", results);
        return WireAnswer.whole(200, headers(false, ids), Js.write(body), 0);
    }

    private WireAnswer embeddings(FakeRequest request, Ids ids) {
        List<?> texts = inputs(request);
        int dimensions = request.at("dimensions") instanceof Integer wanted ? wanted : ToyModel.DIMENSIONS;
        boolean base64 = "base64".equals(request.at("encoding_format"));
        List<Object> data = new java.util.ArrayList<>();
        long tokens = 0;
        for (Object text : texts) {
            float[] vector = ToyModel.vector(String.valueOf(text), dimensions);
            tokens += ToyModel.tokens(String.valueOf(text));
            data.add(Js.object(
                    "object",
                    "embedding",
                    "index",
                    data.size(),
                    "embedding",
                    base64 ? ToyModel.base64(vector) : ToyModel.list(vector)));
        }
        Map<String, @Nullable Object> body = Js.object(
                "object",
                "list",
                "data",
                data,
                "model",
                model(request),
                "usage",
                Js.object("prompt_tokens", tokens, "total_tokens", tokens));
        return WireAnswer.whole(200, headers(false, ids), Js.write(body), tokens)
                .telling(Usage.builder().input(tokens).build());
    }

    static Map<String, String> headers(boolean streamed, Ids ids) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("content-type", streamed ? "text/event-stream; charset=utf-8" : "application/json");
        headers.put("openai-organization", "fake-organization");
        headers.put("openai-processing-ms", "143");
        headers.put("openai-version", "2020-10-01");
        headers.put("x-ratelimit-limit-requests", "5000");
        headers.put("x-ratelimit-limit-tokens", "2000000");
        headers.put("x-ratelimit-remaining-requests", "4999");
        headers.put("x-ratelimit-remaining-tokens", "1999976");
        headers.put("x-ratelimit-reset-requests", "12ms");
        headers.put("x-ratelimit-reset-tokens", "0s");
        headers.put("x-request-id", ids.hex("req_", 32));
        return headers;
    }

    static Map<String, @Nullable Object> usage(Usage usage, String prompt, String completion) {
        long in = usage.totalInput();
        long out = usage.totalOutput();
        return Js.object(
                prompt + "_tokens",
                in,
                completion + "_tokens",
                out,
                "total_tokens",
                in + out,
                prompt + "_tokens_details",
                Js.object("cached_tokens", usage.cacheRead(), "audio_tokens", usage.audioInput()),
                completion + "_tokens_details",
                Js.object(
                        "reasoning_tokens",
                        usage.reasoning(),
                        "audio_tokens",
                        usage.audioOutput(),
                        "accepted_prediction_tokens",
                        0,
                        "rejected_prediction_tokens",
                        0));
    }

    @Override
    public WireAnswer failure(FakeRequest request, FailureClass kind, @Nullable Duration wait, Ids ids) {
        OpenAiFault fault = OpenAiFault.of(
                kind, model(request), key(request), request.path().equals(RESPONSES));
        WireAnswer answer = write(fault, ids);
        Map<String, String> more = new LinkedHashMap<>();
        if (kind == FailureClass.RATE_LIMITED) {
            more.put("x-ratelimit-remaining-requests", "0");
            more.put("x-ratelimit-reset-requests", wait == null ? "20s" : wait.toMillis() + "ms");
        }
        if (wait != null) {
            more.put("retry-after", Long.toString(wait.plusMillis(999).toSeconds()));
            more.put("retry-after-ms", Long.toString(wait.toMillis()));
        }
        return answer.withHeaders(more);
    }

    private static WireAnswer bad(String message, @Nullable String param, @Nullable String code, Ids ids) {
        return error(400, message, "invalid_request_error", param, code, ids);
    }

    private static WireAnswer error(
            int status, String message, String type, @Nullable String param, @Nullable String code, Ids ids) {
        return write(new OpenAiFault(status, message, type, param, code), ids);
    }

    private static WireAnswer write(OpenAiFault fault, Ids ids) {
        return WireAnswer.whole(fault.status(), headers(false, ids), Js.write(Js.object("error", fault.json())), 0);
    }

    @Override
    public List<WireEvent> failureInside(FakeRequest request, FailureClass kind, Ids ids) {
        OpenAiFault fault = OpenAiFault.of(
                kind, model(request), key(request), request.path().equals(RESPONSES));
        return request.path().equals(RESPONSES)
                ? OpenAiResponses.failed(request, fault, ids)
                : List.of(WireEvent.meta("data: " + Js.write(Js.object("error", fault.json())) + "\n\n"));
    }

    @Override
    public WireEvent garbled() {
        return WireEvent.meta("data: {\"id\":\"chatcmpl-broken\",\"choices\":[{\"index\":0,\"del}\n\n");
    }

    @Override
    public WireEvent ping() {
        return WireEvent.meta(": keep-alive\n\n");
    }
}
