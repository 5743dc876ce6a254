package io.llmgateway.testkit;

import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.Usage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One answer of OpenAI's Responses API. */
final class OpenAiResponses {
    private final FakeRequest request;
    private final Said answer;
    private final Ids ids;
    private final Usage usage;
    private final String id;
    private final List<WireEvent> events = new ArrayList<>();
    private final List<Object> output = new ArrayList<>();
    private int sequence;

    OpenAiResponses(FakeRequest request, Said answer, Ids ids) {
        this.request = request;
        this.answer = answer;
        this.ids = ids;
        Object input = request.at("input");
        List<String> prompt = new ArrayList<>(
                Js.texts(input instanceof String text ? List.of(text) : input, List.of("content", "text", "output")));
        if (request.at("instructions") instanceof String instructions) {
            prompt.add(instructions);
        }
        this.usage = answer.usage(ToyModel.tokens(prompt));
        this.id = ids.hex("resp_", 48);
    }

    WireAnswer answer(boolean streamed) {
        Map<String, String> headers = OpenAiWire.headers(streamed, ids);
        begin();
        answer.parts().forEach(this::add);
        String status = status();
        Map<String, @Nullable Object> response = response(status, output, usageJson());
        if (!streamed) {
            return WireAnswer.whole(200, headers, Js.write(response), usage.totalOutput())
                    .telling(usage);
        }
        event("response." + status, "response", response);
        return new WireAnswer(200, headers, true, events, usage);
    }

    private void begin() {
        event("response.created", "response", response("in_progress", List.of(), null));
        event("response.in_progress", "response", response("in_progress", List.of(), null));
    }

    /** How a stream tells that it failed. */
    static List<WireEvent> failed(FakeRequest request, OpenAiFault error, Ids ids) {
        OpenAiResponses stream = new OpenAiResponses(request, Said.NOTHING, ids);
        stream.event("error", "error", error.json());
        Map<String, @Nullable Object> response = stream.response("failed", List.of(), null);
        response.put(
                "error",
                Js.object("code", error.code() == null ? error.type() : error.code(), "message", error.message()));
        stream.event("response.failed", "response", response);
        return stream.events;
    }

    private String status() {
        return answer.endsWith(FinishReason.LENGTH) || answer.endsWith(FinishReason.CONTENT_FILTER)
                ? "incomplete"
                : "completed";
    }

    private Map<String, @Nullable Object> response(
            String status, List<Object> items, @Nullable Map<String, @Nullable Object> counted) {
        boolean incomplete = status.equals("incomplete");
        String why = answer.endsWith(FinishReason.LENGTH) ? "max_output_tokens" : "content_filter";
        return Js.object(
                "id",
                id,
                "object",
                "response",
                "created_at",
                Ids.CREATED,
                "status",
                status,
                "background",
                false,
                "error",
                null,
                "incomplete_details",
                incomplete ? Js.object("reason", why) : null,
                "instructions",
                request.at("instructions"),
                "max_output_tokens",
                request.at("max_output_tokens"),
                "model",
                answer.servedBy(String.valueOf(request.at("model"))),
                "output",
                items,
                "parallel_tool_calls",
                true,
                "previous_response_id",
                null,
                "service_tier",
                answer.tier("default"),
                "store",
                Boolean.TRUE.equals(request.at("store")),
                "truncation",
                "disabled",
                "usage",
                counted,
                "user",
                null,
                "metadata",
                Js.object());
    }

    private Map<String, @Nullable Object> usageJson() {
        return Js.object(
                "input_tokens", usage.totalInput(),
                "input_tokens_details", Js.object("cached_tokens", usage.cacheRead()),
                "output_tokens", usage.totalOutput(),
                "output_tokens_details", Js.object("reasoning_tokens", usage.reasoning()),
                "total_tokens", usage.total());
    }

    private void add(Part part) {
        if (part instanceof Part.Text text) {
            addMessage("output_text", "text", text.text());
        } else if (part instanceof Part.Refusal refusal) {
            addMessage("refusal", "refusal", refusal.text());
        } else if (part instanceof Part.Reasoning thoughts) {
            addReasoning(thoughts.text());
        } else if (part instanceof Part.ToolCall call) {
            addCall(call);
        }
    }

    private void addMessage(String type, String field, String text) {
        String item = ids.hex("msg_", 48);
        boolean cut = answer.endsWith(FinishReason.LENGTH);
        open(message(item, "in_progress", List.of()));
        Object[] where = {"item_id", item, "output_index", output.size(), "content_index", 0};
        event("response.content_part.added", with(where, "part", part(type, field, "")));
        for (String piece : ToyModel.words(text)) {
            content("response." + type + ".delta", piece, with(where, "delta", piece, "obfuscation", ids.padding()));
        }
        event("response." + type + ".done", with(where, field, text));
        event("response.content_part.done", with(where, "part", part(type, field, text)));
        close(message(item, cut ? "incomplete" : "completed", List.of(part(type, field, text))));
    }

    private static Map<String, @Nullable Object> message(String item, String status, List<Object> content) {
        return Js.object("id", item, "type", "message", "status", status, "content", content, "role", "assistant");
    }

    private static Map<String, @Nullable Object> part(String type, String field, String text) {
        return type.equals("output_text")
                ? Js.object("type", type, "annotations", List.of(), "logprobs", List.of(), field, text)
                : Js.object("type", type, field, text);
    }

    private void addReasoning(String text) {
        String item = ids.hex("rs_", 48);
        boolean encrypted = Js.list(request.at("include")).contains("reasoning.encrypted_content");
        open(reasoning(item, List.of(), encrypted));
        Object[] where = {"item_id", item, "output_index", output.size(), "summary_index", 0};
        Map<String, @Nullable Object> summary = Js.object("type", "summary_text", "text", text);
        event(
                "response.reasoning_summary_part.added",
                with(where, "part", Js.object("type", "summary_text", "text", "")));
        for (String piece : ToyModel.words(text)) {
            content(
                    "response.reasoning_summary_text.delta",
                    piece,
                    with(where, "delta", piece, "obfuscation", ids.padding()));
        }
        event("response.reasoning_summary_text.done", with(where, "text", text));
        event("response.reasoning_summary_part.done", with(where, "part", summary));
        close(reasoning(item, List.of(summary), encrypted));
    }

    private static Map<String, @Nullable Object> reasoning(String item, List<Object> summary, boolean encrypted) {
        Map<String, @Nullable Object> reasoning = Js.object("id", item, "type", "reasoning");
        if (encrypted) {
            reasoning.put("encrypted_content", "ZmFrZS1lbmNyeXB0ZWQ-" + item);
        }
        reasoning.put("summary", summary);
        return reasoning;
    }

    private void addCall(Part.ToolCall call) {
        String item = ids.hex("fc_", 48);
        String callId = ids.callId(call, "call_");
        open(call(item, "in_progress", "", callId, call.name()));
        Object[] where = {"item_id", item, "output_index", output.size()};
        for (String piece : ToyModel.snippets(call.arguments())) {
            content(
                    "response.function_call_arguments.delta",
                    piece,
                    with(where, "delta", piece, "obfuscation", ids.padding()));
        }
        event("response.function_call_arguments.done", with(where, "arguments", call.arguments()));
        close(call(item, "completed", call.arguments(), callId, call.name()));
    }

    private static Map<String, @Nullable Object> call(
            String item, String status, String arguments, String callId, String name) {
        return Js.object(
                "id", item,
                "type", "function_call",
                "status", status,
                "arguments", arguments,
                "call_id", callId,
                "name", name);
    }

    private void open(Map<String, @Nullable Object> item) {
        event("response.output_item.added", Js.object("output_index", output.size(), "item", item));
    }

    private void close(Map<String, @Nullable Object> item) {
        event("response.output_item.done", Js.object("output_index", output.size(), "item", item));
        output.add(item);
    }

    private static Map<String, @Nullable Object> with(Object[] where, @Nullable Object... more) {
        Map<String, @Nullable Object> fields = Js.object(where);
        fields.putAll(Js.object(more));
        return fields;
    }

    private void event(String type, String name, Map<String, @Nullable Object> value) {
        event(type, Js.object(name, value));
    }

    private void event(String type, Map<String, @Nullable Object> fields) {
        events.add(WireEvent.meta(frame(type, fields)));
    }

    private void content(String type, String carried, Map<String, @Nullable Object> fields) {
        events.add(WireEvent.content(frame(type, fields), carried));
    }

    private String frame(String type, Map<String, @Nullable Object> fields) {
        Map<String, @Nullable Object> event =
                new LinkedHashMap<>(Js.object("type", type, "sequence_number", sequence++));
        event.putAll(fields);
        return "event: " + type + "\ndata: " + Js.write(event) + "\n\n";
    }
}
