package io.llmgateway.testkit;

import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One answer of OpenAI's chat completions. */
final class OpenAiChat {
    private final Said answer;
    private final Ids ids;
    private final Usage usage;
    private final String model;
    private final String id;
    private final boolean includeUsage;

    OpenAiChat(FakeRequest request, Said answer, Ids ids) {
        this.answer = answer;
        this.ids = ids;
        List<String> prompt = Js.texts(request.at("messages"), List.of("content", "text"));
        this.usage = answer.usage(ToyModel.tokens(prompt));
        this.model = answer.servedBy(String.valueOf(request.at("model")));
        this.id = ids.letters("chatcmpl-", 29);
        this.includeUsage = Boolean.TRUE.equals(request.at("stream_options.include_usage"));
    }

    WireAnswer answer(boolean streamed) {
        Map<String, String> headers = OpenAiWire.headers(streamed, ids);
        WireAnswer written = streamed
                ? new WireAnswer(200, headers, true, events())
                : WireAnswer.whole(200, headers, Js.write(body()), usage.totalOutput());
        return streamed && !includeUsage ? written : written.telling(usage);
    }

    private String finish() {
        FinishReason reason = answer.finish();
        if (reason == null) {
            return answer.callsTools() ? "tool_calls" : "stop";
        }
        return reason.raw();
    }

    private Map<String, @Nullable Object> body() {
        return Js.object(
                "id",
                id,
                "object",
                "chat.completion",
                "created",
                Ids.CREATED,
                "model",
                model,
                "choices",
                List.of(Js.object("index", 0, "message", message(), "logprobs", null, "finish_reason", finish())),
                "usage",
                OpenAiWire.usage(usage, "prompt", "completion"),
                "service_tier",
                answer.tier("default"),
                "system_fingerprint",
                null);
    }

    private Map<String, @Nullable Object> message() {
        StringBuilder text = new StringBuilder();
        StringBuilder thoughts = new StringBuilder();
        StringBuilder refusal = new StringBuilder();
        List<Object> calls = new ArrayList<>();
        for (Part part : answer.parts()) {
            if (part instanceof Part.Text said) {
                text.append(said.text());
            } else if (part instanceof Part.Reasoning thought) {
                thoughts.append(thought.text());
            } else if (part instanceof Part.Refusal refused) {
                refusal.append(refused.text());
            } else if (part instanceof Part.ToolCall call) {
                calls.add(Js.object(
                        "id",
                        ids.callId(call, "call_"),
                        "type",
                        "function",
                        "function",
                        Js.object("name", call.name(), "arguments", call.arguments())));
            }
        }
        boolean silent = text.isEmpty() && (answer.callsTools() || answer.refuses());
        Map<String, @Nullable Object> message = Js.object(
                "role",
                "assistant",
                "content",
                silent ? null : text.toString(),
                "refusal",
                answer.refuses() ? refusal.toString() : null,
                "annotations",
                List.of());
        if (!thoughts.isEmpty()) {
            message.put("reasoning_content", thoughts.toString());
        }
        if (!calls.isEmpty()) {
            message.put("tool_calls", calls);
        }
        return message;
    }

    private List<WireEvent> events() {
        List<WireEvent> events = new ArrayList<>();
        events.add(meta(chunk(Js.object("role", "assistant", "content", "", "refusal", null), null)));
        int calls = 0;
        for (Part part : answer.parts()) {
            if (part instanceof Part.ToolCall call) {
                addCall(call, calls++, events);
            } else if (part instanceof Part.Text text) {
                addText("content", text.text(), events);
            } else if (part instanceof Part.Reasoning thoughts) {
                addText("reasoning_content", thoughts.text(), events);
            } else if (part instanceof Part.Refusal refusal) {
                addText("refusal", refusal.text(), events);
            }
        }
        events.add(meta(chunk(Js.object(), finish())));
        if (includeUsage) {
            Map<String, @Nullable Object> last = chunk(Js.object(), null);
            last.put("choices", List.of());
            last.put("usage", OpenAiWire.usage(usage, "prompt", "completion"));
            events.add(meta(last));
        }
        events.add(WireEvent.meta("data: [DONE]\n\n"));
        return events;
    }

    private void addText(String field, String text, List<WireEvent> events) {
        for (String piece : ToyModel.words(text)) {
            events.add(content(chunk(Js.object(field, piece), null), piece));
        }
    }

    private void addCall(Part.ToolCall call, int index, List<WireEvent> events) {
        Map<String, @Nullable Object> first = Js.object(
                "index",
                index,
                "id",
                ids.callId(call, "call_"),
                "type",
                "function",
                "function",
                Js.object("name", call.name(), "arguments", ""));
        events.add(content(chunk(Js.object("tool_calls", List.of(first)), null), ""));
        for (String piece : ToyModel.snippets(call.arguments())) {
            Map<String, @Nullable Object> more = Js.object("index", index, "function", Js.object("arguments", piece));
            events.add(content(chunk(Js.object("tool_calls", List.of(more)), null), piece));
        }
    }

    private Map<String, @Nullable Object> chunk(Map<String, @Nullable Object> delta, @Nullable String finish) {
        Map<String, @Nullable Object> chunk = Js.object(
                "id",
                id,
                "object",
                "chat.completion.chunk",
                "created",
                Ids.CREATED,
                "model",
                model,
                "service_tier",
                answer.tier("default"),
                "system_fingerprint",
                null,
                "choices",
                List.of(Js.object("index", 0, "delta", delta, "logprobs", null, "finish_reason", finish)));
        if (includeUsage) {
            chunk.put("usage", null);
        }
        chunk.put("obfuscation", ids.padding());
        return chunk;
    }

    private static WireEvent meta(Map<String, @Nullable Object> chunk) {
        return WireEvent.meta("data: " + Js.write(chunk) + "\n\n");
    }

    private static WireEvent content(Map<String, @Nullable Object> chunk, String carried) {
        return WireEvent.content("data: " + Js.write(chunk) + "\n\n", carried);
    }
}
