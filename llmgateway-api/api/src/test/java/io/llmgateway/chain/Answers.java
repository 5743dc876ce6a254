package io.llmgateway.chain;

import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ProviderState;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Random answers, and sources that give their events cut at random. */
final class Answers {
    static final ResponseInfo INFO = ResponseInfo.builder("toy", "toy-1")
            .id("answer-1")
            .requestId("request-1")
            .build();

    private static final String ALPHABET = "ab \n<EMAIL_1>é漢😀\"\\{}";

    private Answers() {}

    static ChatResponse random(Random random) {
        List<Part> parts = new ArrayList<>();
        int size = random.nextInt(5);
        for (int i = 0; i < size; i++) {
            parts.add(part(random, parts.isEmpty() ? null : parts.get(parts.size() - 1)));
        }
        FinishReason reason = random.nextBoolean() ? FinishReason.STOP.as("end_turn") : FinishReason.TOOL_CALLS;
        Usage usage = Usage.builder()
                .input(random.nextInt(1000))
                .cacheRead(random.nextInt(10))
                .output(random.nextInt(1000))
                .reasoning(random.nextInt(10))
                .build();
        return new ChatResponse(parts, reason, usage, INFO);
    }

    private static Part part(Random random, @Nullable Part before) {
        ProviderState state =
                random.nextInt(3) == 0 ? new ProviderState("toy", "{\"n\":" + random.nextInt() + "}") : null;
        int kind = random.nextInt(5);
        if (kind == 0 && !(before instanceof Part.Text)) {
            return new Part.Text(text(random), state);
        }
        if (kind == 1 && !(before instanceof Part.Reasoning)) {
            return new Part.Reasoning(text(random), state);
        }
        if (kind == 2 && !(before instanceof Part.Refusal)) {
            return new Part.Refusal(text(random));
        }
        if (kind == 3) {
            return new Part.Image(MediaSource.of("image/png", new byte[] {1, 2, 3}));
        }
        String arguments = random.nextInt(4) == 0 ? "{}" : "{\"a\":\"" + random.nextInt() + "\"}";
        return new Part.ToolCall("call-" + random.nextInt(), "tool", arguments, true, state);
    }

    static String text(Random random) {
        StringBuilder out = new StringBuilder();
        int size = random.nextInt(40);
        int[] points = ALPHABET.codePoints().toArray();
        for (int i = 0; i < size; i++) {
            out.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return out.toString();
    }

    /** The events of an answer, with its texts cut at random places, also inside surrogate pairs. */
    static List<ChatEvent> events(ChatResponse response, Random random) {
        List<ChatEvent> events = new ArrayList<>();
        ChatAssembler.takeApart(response, event -> cut(event, random, events));
        return events;
    }

    private static void cut(ChatEvent event, Random random, List<ChatEvent> into) {
        if (event instanceof ChatEvent.TextDelta delta) {
            pieces(delta.text(), random).forEach(piece -> into.add(new ChatEvent.TextDelta(delta.part(), piece)));
        } else if (event instanceof ChatEvent.ReasoningDelta delta) {
            pieces(delta.text(), random).forEach(piece -> into.add(new ChatEvent.ReasoningDelta(delta.part(), piece)));
        } else if (event instanceof ChatEvent.RefusalDelta delta) {
            pieces(delta.text(), random).forEach(piece -> into.add(new ChatEvent.RefusalDelta(delta.part(), piece)));
        } else if (event instanceof ChatEvent.ToolCallDelta delta) {
            pieces(delta.arguments(), random)
                    .forEach(piece -> into.add(new ChatEvent.ToolCallDelta(delta.part(), piece)));
        } else {
            into.add(event);
        }
    }

    private static List<String> pieces(String text, Random random) {
        List<String> pieces = new ArrayList<>();
        int from = 0;
        while (text.length() - from > 1 && random.nextInt(4) != 0) {
            int to = from + 1 + random.nextInt(text.length() - from - 1);
            pieces.add(text.substring(from, to));
            from = to;
        }
        pieces.add(text.substring(from));
        return pieces;
    }

    /** A source that gives these events and then, if it is set, fails. */
    static final class Scripted implements ReplySource {
        private final Deque<ChatEvent> events;
        private final @Nullable RuntimeException failure;
        int closed;

        Scripted(List<ChatEvent> events, @Nullable RuntimeException failure) {
            this.events = new ArrayDeque<>(events);
            this.failure = failure;
        }

        @Override
        public ChatEvent next() {
            if (events.isEmpty() && failure != null) {
                throw failure;
            }
            return events.remove();
        }

        @Override
        public ResponseInfo info() {
            return INFO;
        }

        @Override
        public void close() {
            closed++;
        }
    }
}
