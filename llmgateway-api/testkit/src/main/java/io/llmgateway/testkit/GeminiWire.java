package io.llmgateway.testkit;

import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
            GeminiFault fault = new GeminiFault(
                    403,
                    "PERMISSION_DENIED",
                    "Method doesn't allow unregistered callers (callers without established identity). Please use API"
                            + " Key or other form of API consumer identity to call this API.",
                    List.of());
            return write(request, fault);
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
        return write(request, new GeminiFault(400, "INVALID_ARGUMENT", message, List.of()));
    }

    @Override
    public WireAnswer answer(FakeRequest request, Said answer, Ids ids) {
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

    @Override
    public WireAnswer failure(FakeRequest request, FailureClass kind, @Nullable Duration wait, Ids ids) {
        if (kind == FailureClass.CONTENT_FILTERED) {
            // no error here: an answer without candidates
            return answer(request, Said.refused(""), ids);
        }
        return write(request, GeminiFault.of(kind, model(request), key(request), wait));
    }

    private WireAnswer write(FakeRequest request, GeminiFault fault) {
        boolean array = streamed(request) && !sse(request);
        Object body = array ? List.of(fault.json()) : fault.json();
        // with alt=sse errors keep the content type of the stream that never came
        return WireAnswer.whole(fault.status(), headers(streamed(request) && sse(request)), Js.write(body), 0);
    }

    @Override
    public List<WireEvent> failureInside(FakeRequest request, FailureClass kind, Ids ids) {
        if (kind == FailureClass.CONTENT_FILTERED) {
            return new GeminiAnswer(request, model(request), Said.NOTHING.with(FinishReason.CONTENT_FILTER), ids)
                    .answer(true)
                    .events();
        }
        // a bare object: the errors of a stream stand outside its framing
        return List.of(WireEvent.meta(Js.write(
                        GeminiFault.of(kind, model(request), key(request), null).json()) + "\r\n"));
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
