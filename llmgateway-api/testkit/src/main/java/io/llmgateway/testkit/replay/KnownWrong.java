package io.llmgateway.testkit.replay;

import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Expectations that are wrong, or that name a thing in another way than the library does, with the reason. Each entry
 * looks at what was recorded, not at a recording's name, so that it holds for recordings nobody has seen yet.
 */
final class KnownWrong {
    /**
     * One such expectation.
     *
     * @param why why it is wrong
     * @param applies whether a recording (with its body as text) is such a case
     * @param correct what is expected instead
     */
    record Entry(String why, BiPredicate<Recording, String> applies, Correction correct) {}

    /** Puts an expectation right. */
    @FunctionalInterface
    interface Correction {
        void apply(ObjectNode expected);
    }

    private static final List<Entry> ENTRIES = List.of(
            new Entry(
                    "a request that is larger than the whole minute's budget never fits by waiting: it needs what a"
                            + " prompt too long needs, a larger limit elsewhere",
                    (recording, body) -> body.contains("Request too large for ")
                            && !failure(recording).isEmpty(),
                    expected -> failureClass(expected, "context_length")),
            new Entry(
                    "the answers to two requests were recorded one after the other, and the expectation mixes them:"
                            + " only that it can be read counts",
                    (recording, body) ->
                            body.indexOf("event: message_start") != body.lastIndexOf("event: message_start"),
                    ObjectNode::removeAll),
            new Entry(
                    "an answer that asks for tools waits for them, whatever word the vendor stops with",
                    (recording, body) -> !field(recording, "tool_calls").isEmpty()
                            && field(recording, "finish").asString("").equals("stop"),
                    expected -> expected.put("finish", "tool_calls")),
            new Entry(
                    "more than the whole prompt cannot come from a cache: the vendor counts it beside the prompt",
                    (recording, body) ->
                            field(recording, "usage").path("cache_read").asLong(0)
                                    > field(recording, "usage").path("input").asLong(0),
                    expected -> {
                        ObjectNode usage = (ObjectNode) expected.path("usage");
                        usage.put(
                                "input",
                                usage.path("input").asLong()
                                        + usage.path("cache_read").asLong());
                    }),
            new Entry(
                    "more than all that was generated cannot be reasoning",
                    (recording, body) ->
                            field(recording, "usage").path("reasoning").asLong(0)
                                    > field(recording, "usage").path("output").asLong(0),
                    expected -> {
                        ObjectNode usage = (ObjectNode) expected.path("usage");
                        usage.put("reasoning", usage.path("output").asLong());
                    }),
            new Entry(
                    "a bare array of numbers is one vector, not one vector for each number",
                    (recording, body) -> recording.expected() != null
                            && recording.expected().has("vectors")
                            && recording.expected().path("dim").isNull(),
                    expected -> {
                        expected.put("dim", expected.path("vectors").asInt());
                        expected.put("vectors", 1);
                    }));

    private KnownWrong() {}

    private static JsonNode field(Recording recording, String name) {
        JsonNode expected = recording.expected();
        return expected == null ? Recording.JSON.missingNode() : expected.path(name);
    }

    private static String failure(Recording recording) {
        JsonNode expected = recording.expected();
        if (expected == null) {
            return recording.failureClass().orElse("");
        }
        return expected.path(expected.has("error") ? "error" : "stream_error")
                .path("class")
                .asString("");
    }

    private static void failureClass(ObjectNode expected, String name) {
        ((ObjectNode) expected.path(expected.has("error") ? "error" : "stream_error")).put("class", name);
    }

    /** What is to be expected of a recording; empty where nothing is known. */
    static Optional<JsonNode> expected(Recording recording, byte[] body) {
        ObjectNode expected = Recording.JSON.createObjectNode();
        if (recording.expected() instanceof ObjectNode given) {
            expected = given.deepCopy();
        } else if (recording.failureClass().isPresent()) {
            expected.putObject("error").put("class", recording.failureClass().get());
        } else {
            return Optional.empty();
        }
        String text = new String(body, java.nio.charset.StandardCharsets.UTF_8);
        for (Entry entry : ENTRIES) {
            if (entry.applies().test(recording, text)) {
                entry.correct().apply(expected);
            }
        }
        return Optional.of(expected);
    }
}
