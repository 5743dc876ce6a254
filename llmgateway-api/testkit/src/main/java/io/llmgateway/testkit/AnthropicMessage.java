package io.llmgateway.testkit;

import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One answer of Anthropic's Messages API. */
final class AnthropicMessage {
    private final Said answer;
    private final Ids ids;
    private final Usage usage;
    private final String model;
    private final String id;

    AnthropicMessage(FakeRequest request, Said answer, Ids ids) {
        this.answer = answer;
        this.ids = ids;
        List<String> prompt = new ArrayList<>(Js.texts(request.at("messages"), List.of("content", "text")));
        Object system = request.at("system");
        prompt.addAll(Js.texts(system instanceof String text ? List.of(text) : system, List.of("text")));
        this.usage = answer.usage(ToyModel.tokens(prompt));
        this.model = answer.servedBy(String.valueOf(request.at("model")));
        this.id = ids.letters("msg_01", 22);
    }

    WireAnswer answer(boolean streamed) {
        Map<String, String> headers = AnthropicWire.headers(streamed, ids);
        if (streamed) {
            return new WireAnswer(200, headers, true, events(), usage);
        }
        List<Object> content = new ArrayList<>();
        for (Part part : answer.parts()) {
            if (!(part instanceof Part.Refusal)) {
                content.add(whole(part));
            }
        }
        Map<String, @Nullable Object> body = message(content);
        body.put("stop_reason", stopReason());
        body.put("stop_details", stopDetails());
        body.put("usage", usage(usage.output() + usage.reasoning()));
        return WireAnswer.whole(200, headers, Js.write(body), usage.totalOutput())
                .telling(usage);
    }

    private Map<String, @Nullable Object> message(List<Object> content) {
        return Js.object(
                "model",
                model,
                "id",
                id,
                "type",
                "message",
                "role",
                "assistant",
                "content",
                content,
                "stop_reason",
                null,
                "stop_sequence",
                null,
                "stop_details",
                null);
    }

    private String stopReason() {
        FinishReason reason = answer.finish();
        if (answer.refuses() || answer.endsWith(FinishReason.CONTENT_FILTER)) {
            return "refusal";
        }
        if (reason == null) {
            return answer.callsTools() ? "tool_use" : "end_turn";
        }
        return switch (reason.raw()) {
            case "stop" -> "end_turn";
            case "length" -> "max_tokens";
            case "tool_calls" -> "tool_use";
            case "pause" -> "pause_turn";
            default -> reason.raw();
        };
    }

    private @Nullable Map<String, @Nullable Object> stopDetails() {
        for (Part part : answer.parts()) {
            if (part instanceof Part.Refusal refusal) {
                return Js.object("type", "refusal", "category", null, "explanation", refusal.text());
            }
        }
        return null;
    }

    private Map<String, @Nullable Object> usage(long output) {
        Map<String, @Nullable Object> counted = Js.object(
                "input_tokens",
                usage.input() + usage.audioInput(),
                "cache_creation_input_tokens",
                usage.cacheWrite() + usage.cacheWriteLong(),
                "cache_read_input_tokens",
                usage.cacheRead(),
                "cache_creation",
                Js.object(
                        "ephemeral_5m_input_tokens", usage.cacheWrite(),
                        "ephemeral_1h_input_tokens", usage.cacheWriteLong()),
                "output_tokens",
                output,
                "service_tier",
                answer.tier("standard"));
        if (usage.reasoning() > 0 && output > 1) {
            counted.put("output_tokens_details", Js.object("thinking_tokens", usage.reasoning()));
        }
        return counted;
    }

    private String signature() {
        return ids.letters("", 40) + "==";
    }

    private Map<String, @Nullable Object> whole(Part part) {
        if (part instanceof Part.Reasoning thoughts) {
            return Js.object("type", "thinking", "thinking", thoughts.text(), "signature", signature());
        }
        if (part instanceof Part.ToolCall call) {
            Map<String, @Nullable Object> input = Objects.requireNonNullElse(Js.read(call.arguments()), Js.object());
            return Js.object(
                    "type", "tool_use", "id", ids.callId(call, "toolu_01"), "name", call.name(), "input", input);
        }
        return Js.object("type", "text", "text", ((Part.Text) part).text());
    }

    private List<WireEvent> events() {
        List<WireEvent> events = new ArrayList<>();
        Map<String, @Nullable Object> start = message(List.of());
        start.put("usage", usage(1));
        events.add(event("message_start", "message", start));
        int index = 0;
        for (Part part : answer.parts()) {
            if (!(part instanceof Part.Refusal)) {
                addBlock(part, index++, events);
            }
        }
        Map<String, @Nullable Object> delta =
                Js.object("stop_reason", stopReason(), "stop_sequence", null, "stop_details", stopDetails());
        events.add(AnthropicWire.event(
                "message_delta",
                Js.object("type", "message_delta", "delta", delta, "usage", usage(usage.output() + usage.reasoning())),
                ids));
        events.add(AnthropicWire.event("message_stop", Js.object("type", "message_stop"), ids));
        return events;
    }

    private void addBlock(Part part, int index, List<WireEvent> events) {
        events.add(AnthropicWire.event(
                "content_block_start",
                Js.object("type", "content_block_start", "index", index, "content_block", opening(part)),
                ids));
        if (index == 0) {
            events.add(WireEvent.meta("event: ping\ndata: {\"type\": \"ping\"}\n\n"));
        }
        if (part instanceof Part.Reasoning thoughts) {
            for (String piece : ToyModel.words(thoughts.text())) {
                events.add(delta(index, piece, "thinking_delta", "thinking"));
            }
            Map<String, @Nullable Object> signature = Js.object("type", "signature_delta", "signature", signature());
            events.add(WireEvent.meta(deltaFrame(index, signature)));
        } else if (part instanceof Part.ToolCall call) {
            events.add(WireEvent.meta(deltaFrame(index, Js.object("type", "input_json_delta", "partial_json", ""))));
            for (String piece : ToyModel.snippets(call.arguments().equals("{}") ? "" : call.arguments())) {
                events.add(delta(index, piece, "input_json_delta", "partial_json"));
            }
        } else if (part instanceof Part.Text text) {
            for (String piece : ToyModel.words(text.text())) {
                events.add(delta(index, piece, "text_delta", "text"));
            }
        }
        events.add(AnthropicWire.event(
                "content_block_stop", Js.object("type", "content_block_stop", "index", index), ids));
    }

    private Map<String, @Nullable Object> opening(Part part) {
        if (part instanceof Part.Reasoning) {
            return Js.object("type", "thinking", "thinking", "", "signature", "");
        }
        if (part instanceof Part.ToolCall call) {
            return Js.object(
                    "type", "tool_use", "id", ids.callId(call, "toolu_01"), "name", call.name(), "input", Js.object());
        }
        return Js.object("type", "text", "text", "");
    }

    private WireEvent delta(int index, String piece, String type, String field) {
        return WireEvent.content(deltaFrame(index, Js.object("type", type, field, piece)), piece);
    }

    private String deltaFrame(int index, Map<String, @Nullable Object> delta) {
        Map<String, @Nullable Object> data = Js.object("type", "content_block_delta", "index", index, "delta", delta);
        return AnthropicWire.frame("content_block_delta", data, ids);
    }

    private WireEvent event(String type, String field, Map<String, @Nullable Object> value) {
        return AnthropicWire.event(type, Js.object("type", type, field, value), ids);
    }
}
