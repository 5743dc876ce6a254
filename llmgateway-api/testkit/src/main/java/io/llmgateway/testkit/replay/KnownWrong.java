package io.llmgateway.testkit.replay;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Expectations that are wrong, or that name a thing in another way than the library does, with the reason. Each entry
 * looks at what was recorded, not at a recording's name, so that it holds for recordings nobody has seen yet.
 */
final class KnownWrong {
    /**
     * What is to be expected.
     *
     * @param expected the expectation, put right; null where nothing is known
     * @param reasons why it was changed, none if it was not
     */
    record Corrected(@Nullable JsonNode expected, List<String> reasons) {}

    /**
     * One kind of wrong expectation.
     *
     * @param why why it is wrong
     * @param applies whether an expectation (and the body as text) is such a case
     * @param correct puts it right
     */
    private record Entry(String why, BiPredicate<ObjectNode, String> applies, Consumer<ObjectNode> correct) {}

    private static final Pattern MISTRAL_CACHED = Pattern.compile("\"num_cached_tokens\":\\s*([1-9]\\d*)");

    private static final List<Entry> ENTRIES = List.of(
            new Entry(
                    "a request larger than the whole minute's budget never fits by waiting: it needs what a prompt too"
                            + " long needs, a larger limit elsewhere",
                    (expected, body) -> body.contains("Request too large for ")
                            && failure(expected).path("class").asString("").equals("rate_limited"),
                    expected -> ((ObjectNode) failure(expected)).put("class", "context_length")),
            new Entry(
                    "the answers to several requests were recorded one after the other, and the expectation mixes them:"
                            + " only that it can be read counts",
                    (expected, body) ->
                            several(body, "event: message_start") || several(body, "\"type\":\"response.created\""),
                    ObjectNode::removeAll),
            new Entry(
                    "stop beside tool calls is how OpenAI ends a forced call and TGI every call: the answer still waits"
                            + " for results",
                    (expected, body) -> expected.path("finish").asString("").equals("stop")
                            && !expected.path("tool_calls").isEmpty(),
                    expected -> expected.put("finish", "tool_calls")),
            new Entry(
                    "more tokens from the cache than prompt tokens: they are counted beside them",
                    (expected, body) -> usage(expected, "cache_read") > usage(expected, "input"),
                    expected -> ((ObjectNode) expected.path("usage"))
                            .put("input", usage(expected, "input") + usage(expected, "cache_read"))),
            new Entry(
                    "more tokens of reasoning than generated tokens, of which they are a part",
                    (expected, body) -> usage(expected, "reasoning") > usage(expected, "output"),
                    expected -> ((ObjectNode) expected.path("usage"))
                            .put("reasoning", usage(expected, "output"))
                            .put("estimated", true)),
            new Entry(
                    "Mistral's name for tokens from the cache was not known",
                    (expected, body) -> usage(expected, "cache_read") == 0
                            && MISTRAL_CACHED.matcher(body).find(),
                    expected -> ((ObjectNode) expected.path("usage")).putNull("cache_read")),
            new Entry(
                    "the vendor's sums leave out what another model's advice used, at another price",
                    (expected, body) -> body.contains("\"advisor_message\""),
                    expected -> ((ObjectNode) expected.path("usage"))
                            .putNull("input")
                            .putNull("output")
                            .put("estimated", true)),
            new Entry(
                    "the thoughts themselves, beside summaries of them, were not known",
                    (expected, body) -> !expected.has("reasoning") && body.contains("\"reasoning_text\""),
                    expected -> expected.putNull("reasoning")),
            new Entry(
                    "the pieces of the arguments say another thing than the whole: names were changed in the latter",
                    (expected, body) -> !expected.path("tool_calls").isEmpty() && piecesDiffer(body),
                    expected -> Trees.in(expected.path("tool_calls")).forEach(call -> call.putNull("arguments"))),
            new Entry(
                    "a bare array of numbers is one vector, not one vector for each number",
                    (expected, body) ->
                            expected.has("vectors") && expected.path("dim").isNull(),
                    expected -> {
                        expected.put("dim", expected.path("vectors").asInt());
                        expected.put("vectors", 1);
                    }));

    private KnownWrong() {}

    private static JsonNode failure(JsonNode expected) {
        return expected.path(expected.has("error") ? "error" : "stream_error");
    }

    private static long usage(JsonNode expected, String name) {
        return expected.path("usage").path(name).asLong(0);
    }

    private static boolean several(String body, String begin) {
        return body.indexOf(begin) != body.lastIndexOf(begin);
    }

    private static boolean piecesDiffer(String body) {
        if (!body.contains("response.function_call_arguments.done")) {
            return false;
        }
        Map<String, String> pieces = new HashMap<>();
        for (Matcher line = Pattern.compile("(?m)^data: ?(\\{.*})").matcher(body); line.find(); ) {
            JsonNode event = event(line.group(1));
            String item = event.path("item_id").asString("");
            String type = event.path("type").asString("");
            if (type.equals("response.function_call_arguments.delta")) {
                pieces.merge(item, event.path("delta").asString(""), String::concat);
            } else if (type.equals("response.function_call_arguments.done")
                    && pieces.containsKey(item)
                    && !event.path("arguments").asString("").equals(pieces.get(item))) {
                return true;
            }
        }
        return false;
    }

    private static JsonNode event(String json) {
        try {
            return Recording.JSON.readTree(json);
        } catch (JacksonException e) {
            return Recording.JSON.missingNode();
        }
    }

    /** What is to be expected of a recording with this body. */
    static Corrected expected(Recording recording, byte[] body) {
        ObjectNode expected = Recording.JSON.createObjectNode();
        if (recording.expected() instanceof ObjectNode given) {
            expected = given.deepCopy();
        } else if (recording.failureClass().isPresent()) {
            expected.putObject("error").put("class", recording.failureClass().get());
        } else {
            return new Corrected(null, List.of());
        }
        String text = new String(body, StandardCharsets.UTF_8);
        List<String> reasons = new ArrayList<>(0);
        for (Entry entry : ENTRIES) {
            if (entry.applies().test(expected, text)) {
                entry.correct().accept(expected);
                reasons.add(entry.why());
            }
        }
        return new Corrected(expected, reasons);
    }
}
