package io.llmgateway.testkit.replay;

import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Holds what an answer says and what it used against what is expected of it. */
final class AnswerCheck {
    private static final int SHOWN = 120;

    private AnswerCheck() {}

    /** Text, reasoning, refusal and tool calls; of a partial answer what had come. */
    static List<String> content(JsonNode expected, ChatResponse got) {
        List<String> differences = new ArrayList<>(0);
        if (!expected.has("text")) {
            return differences;
        }
        text("text", expected.path("text"), got.text(), differences);
        // the expectation puts all parts of the reasoning together without anything between them
        text("reasoning", expected.path("reasoning"), withoutGaps(reasoning(got)), differences);
        // where the vendor's filter stopped an answer, a reader may show what the vendor says about it
        if (expected.has("refusal") || !expected.path("finish").asString("").equals("content_filter")) {
            text("refusal", expected.path("refusal"), got.refusal(), differences);
        }
        toolCalls(expected.path("tool_calls"), got.toolCalls(), differences);
        return differences;
    }

    private static String reasoning(ChatResponse got) {
        return got.parts().stream()
                .filter(Part.Reasoning.class::isInstance)
                .map(part -> ((Part.Reasoning) part).text())
                .collect(Collectors.joining());
    }

    // a reader may keep several summaries of one item as paragraphs of one part
    private static String withoutGaps(String text) {
        return text.replace("\n\n", "");
    }

    // null says that nothing can be expected
    private static void text(String name, JsonNode expected, String got, List<String> differences) {
        if (expected.isNull()) {
            return;
        }
        String wanted = expected.asString("");
        boolean same = wanted.equals(got)
                || (name.equals("reasoning") && withoutGaps(wanted).equals(got));
        if (!same) {
            int at = 0;
            while (at < Math.min(wanted.length(), got.length()) && wanted.charAt(at) == got.charAt(at)) {
                at++;
            }
            differences.add(name + ": expected " + shown(wanted, at) + ", got " + shown(got, at) + " (from character "
                    + at + " of " + wanted.length() + " and " + got.length() + ")");
        }
    }

    private static String shown(String text, int from) {
        String rest = text.substring(Math.min(from, text.length()));
        String cut = rest.length() > SHOWN ? rest.substring(0, SHOWN) + "…" : rest;
        return "\"" + cut.replace("\n", "\\n") + "\"";
    }

    private static void toolCalls(JsonNode expected, List<Part.ToolCall> got, List<String> differences) {
        if (expected.size() != got.size()) {
            differences.add("tool_calls: expected " + expected.size() + ", got " + got.size() + ": " + got);
            return;
        }
        for (int i = 0; i < got.size(); i++) {
            toolCall("tool_calls[" + i + "].", expected.get(i), got.get(i), differences);
        }
    }

    private static void toolCall(String where, JsonNode expected, Part.ToolCall got, List<String> differences) {
        String id = expected.path("id").asString("");
        if (!id.isEmpty() && !id.equals(got.id())) {
            differences.add(where + "id: expected " + id + ", got " + got.id());
        }
        if (got.id().isEmpty()) {
            differences.add(where + "id: is empty");
        }
        String name = expected.path("name").asString("");
        if (!name.equals(got.name())) {
            differences.add(where + "name: expected " + name + ", got " + got.name());
        }
        JsonNode arguments = expected.path("arguments");
        if (!arguments.isMissingNode() && !arguments.isNull() && !arguments.equals(parsed(got.arguments()))) {
            differences.add(where + "arguments: expected " + arguments + ", got " + shown(got.arguments(), 0));
        }
    }

    private static JsonNode parsed(String json) {
        try {
            return Recording.JSON.readTree(json);
        } catch (JacksonException e) {
            return Recording.JSON.missingNode();
        }
    }

    /** The sums and buckets of usage; nothing where the recording has none. */
    static List<String> usage(JsonNode expected, Usage got) {
        List<String> differences = new ArrayList<>(0);
        if (!expected.isObject()) {
            return differences;
        }
        number("input", expected, got.totalInput(), differences);
        number("output", expected, got.totalOutput(), differences);
        number("cache_read", expected, got.cacheRead(), differences);
        number("cache_write", expected, got.cacheWrite() + got.cacheWriteLong(), differences);
        number("reasoning", expected, got.reasoning(), differences);
        if (got.estimated() != expected.path("estimated").asBoolean(false)) {
            differences.add("usage: expected "
                    + (got.estimated() ? "what the vendor told" : "an estimate, as what the vendor told makes no sense")
                    + ", got " + got);
        }
        return differences;
    }

    private static void number(String name, JsonNode expected, long got, List<String> differences) {
        JsonNode wanted = expected.path(name);
        if (wanted.isNumber() && wanted.asLong() != got) {
            differences.add("usage." + name + ": expected " + wanted.asLong() + ", got " + got);
        }
    }
}
