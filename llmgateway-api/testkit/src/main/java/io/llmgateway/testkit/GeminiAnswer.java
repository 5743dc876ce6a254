package io.llmgateway.testkit;

import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One answer of Gemini's generateContent. */
final class GeminiAnswer {
    private final Said answer;
    private final Ids ids;
    private final Usage usage;
    private final String model;
    private final String id;
    private final boolean sse;
    private boolean signed;
    private long said;

    GeminiAnswer(FakeRequest request, String model, Said answer, Ids ids) {
        this.answer = answer;
        this.ids = ids;
        List<String> prompt = new ArrayList<>(Js.texts(request.at("contents"), List.of("text")));
        prompt.addAll(Js.texts(request.at("systemInstruction"), List.of("text")));
        this.usage = answer.usage(ToyModel.tokens(prompt));
        this.model = answer.servedBy(model);
        this.id = ids.letters("", 23);
        this.sse = GeminiWire.sse(request);
    }

    WireAnswer answer(boolean streamed) {
        Map<String, String> headers = GeminiWire.headers(streamed && sse);
        if (streamed) {
            return new WireAnswer(200, headers, true, sse ? events() : array(events()), counted());
        }
        if (blocked()) {
            return WireAnswer.whole(200, headers, Js.write(block()), 0).telling(counted());
        }
        List<Object> parts = new ArrayList<>();
        answer.parts().forEach(part -> parts.add(whole(part)));
        said = usage.output();
        return WireAnswer.whole(200, headers, Js.write(response(parts, finish())), usage.totalOutput())
                .telling(counted());
    }

    // of a blocked prompt, no more than the prompt
    private Usage counted() {
        return blocked() ? Usage.builder().input(usage.totalInput()).build() : usage;
    }

    private boolean blocked() {
        return answer.refuses();
    }

    private Map<String, @Nullable Object> block() {
        Map<String, @Nullable Object> response = response(List.of(), null);
        response.remove("candidates");
        response.put("promptFeedback", Js.object("blockReason", "PROHIBITED_CONTENT"));
        return response;
    }

    private String finish() {
        FinishReason reason = answer.finish();
        if (reason == null) {
            return "STOP";
        }
        return switch (reason.raw()) {
            case "stop", "tool_calls" -> "STOP";
            case "length" -> "MAX_TOKENS";
            case "content_filter" -> "SAFETY";
            default -> reason.raw().toUpperCase(Locale.ROOT);
        };
    }

    private Map<String, @Nullable Object> response(List<Object> parts, @Nullable String finish) {
        Map<String, @Nullable Object> candidate = Js.object("content", Js.object("parts", parts, "role", "model"));
        if (finish != null) {
            candidate.put("finishReason", finish);
        }
        candidate.put("index", 0);
        return Js.object(
                "candidates",
                List.of(candidate),
                "usageMetadata",
                usage(finish != null),
                "modelVersion",
                model,
                "responseId",
                id);
    }

    private Map<String, @Nullable Object> usage(boolean last) {
        long thoughts = last ? usage.reasoning() : 0;
        long candidates = last ? usage.output() : Math.min(said, usage.output());
        Map<String, @Nullable Object> counted = Js.object("promptTokenCount", usage.totalInput());
        if (candidates > 0) {
            counted.put("candidatesTokenCount", candidates);
        }
        counted.put("totalTokenCount", usage.totalInput() + candidates + thoughts);
        if (usage.cacheRead() > 0) {
            counted.put("cachedContentTokenCount", usage.cacheRead());
        }
        counted.put("promptTokensDetails", List.of(Js.object("modality", "TEXT", "tokenCount", usage.totalInput())));
        if (thoughts > 0) {
            counted.put("thoughtsTokenCount", thoughts);
        }
        counted.put("serviceTier", answer.tier("standard"));
        return counted;
    }

    private Map<String, @Nullable Object> whole(Part part) {
        if (part instanceof Part.Reasoning thoughts) {
            return Js.object("text", thoughts.text(), "thought", true);
        }
        if (part instanceof Part.ToolCall call) {
            Map<String, @Nullable Object> args = Objects.requireNonNullElse(Js.read(call.arguments()), Js.object());
            Map<String, @Nullable Object> named = Js.object("name", call.name(), "args", args);
            if (!call.id().isEmpty()) {
                named.put("id", call.id());
            }
            return signed(Js.object("functionCall", named));
        }
        return Js.object("text", ((Part.Text) part).text());
    }

    // a model that thinks signs the first call it makes
    private Map<String, @Nullable Object> signed(Map<String, @Nullable Object> call) {
        boolean thinks = answer.parts().stream().anyMatch(Part.Reasoning.class::isInstance);
        if (thinks && !signed) {
            signed = true;
            call.put("thoughtSignature", ids.letters("", 40) + "==");
        }
        return call;
    }

    private List<WireEvent> events() {
        List<WireEvent> events = new ArrayList<>();
        if (blocked()) {
            events.add(WireEvent.meta(frame(block())));
            return events;
        }
        for (Part part : answer.parts()) {
            if (part instanceof Part.Text text) {
                for (String piece : ToyModel.words(text.text())) {
                    said += ToyModel.tokens(piece);
                    addChunk(Js.object("text", piece), piece, events);
                }
            } else if (part instanceof Part.Reasoning thoughts) {
                for (String piece : ToyModel.words(thoughts.text())) {
                    addChunk(Js.object("text", piece, "thought", true), piece, events);
                }
            } else if (part instanceof Part.ToolCall call) {
                said += ToyModel.tokens(call.arguments());
                addChunk(whole(part), call.arguments(), events);
            }
        }
        events.add(WireEvent.meta(frame(response(List.of(Js.object("text", "")), finish()))));
        return events;
    }

    private void addChunk(Map<String, @Nullable Object> part, String carried, List<WireEvent> events) {
        events.add(WireEvent.content(frame(response(List.of(part), null)), carried));
    }

    private String frame(Map<String, @Nullable Object> response) {
        return sse ? "data: " + Js.write(response) + "\r\n\r\n" : Js.write(response);
    }

    /** The same objects as one array, delivered in pieces. */
    private static List<WireEvent> array(List<WireEvent> events) {
        List<WireEvent> items = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            WireEvent event = events.get(i);
            items.add(WireEvent.meta(i == 0 ? "[" : "\n,\r\n"));
            items.add(event);
        }
        items.add(WireEvent.meta("\n]\n"));
        return items;
    }
}
