package io.llmgateway.chain;

import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A reply whose text passes filters, one filter a part. */
final class TextMapping implements ReplySource {
    private final Reply upstream;
    private final Function<TextKind, @Nullable TextFilter> filters;
    private final Map<Integer, Open> open = new TreeMap<>();
    private final Deque<ChatEvent> ready = new ArrayDeque<>(2);
    private @Nullable RuntimeException failure;

    private record Open(TextKind kind, @Nullable TextFilter filter) {}

    TextMapping(Reply upstream, Function<TextKind, @Nullable TextFilter> filters) {
        this.upstream = upstream;
        this.filters = filters;
    }

    /** The same on an answer that is there. */
    static ChatResponse map(ChatResponse response, Function<TextKind, @Nullable TextFilter> filters) {
        List<Part> parts = response.parts();
        if (parts.size() == 1) { // as most have: spares it three lists
            Part mapped = map(parts.get(0), filters);
            return mapped.equals(parts.get(0)) ? response : response.withParts(List.of(mapped));
        }
        List<Part> mapped = new ArrayList<>(parts.size());
        for (Part part : parts) {
            mapped.add(map(part, filters));
        }
        return mapped.equals(parts) ? response : response.withParts(mapped);
    }

    private static Part map(Part part, Function<TextKind, @Nullable TextFilter> filters) {
        if (part instanceof Part.Text text) {
            String mapped = map(text.text(), filters.apply(TextKind.TEXT));
            return mapped.equals(text.text()) ? part : new Part.Text(mapped, text.state());
        }
        if (part instanceof Part.Reasoning reasoning) {
            return new Part.Reasoning(map(reasoning.text(), filters.apply(TextKind.REASONING)), reasoning.state());
        }
        if (part instanceof Part.Refusal refusal) {
            return new Part.Refusal(map(refusal.text(), filters.apply(TextKind.REFUSAL)));
        }
        if (part instanceof Part.ToolCall call) {
            String arguments = map(call.arguments(), filters.apply(TextKind.TOOL_ARGUMENTS));
            return new Part.ToolCall(call.id(), call.name(), arguments, call.complete(), call.state());
        }
        return part;
    }

    private static String map(String text, @Nullable TextFilter filter) {
        return filter == null ? text : filter.last(text);
    }

    @Override
    public ChatEvent next() {
        while (ready.isEmpty()) {
            if (failure != null) {
                throw failure;
            }
            advance();
        }
        return ready.remove();
    }

    private void advance() {
        ChatEvent event;
        try {
            event = Objects.requireNonNull(upstream.next(), "a reply was read to its end before its text was mapped");
        } catch (RuntimeException e) {
            failure = e;
            flushAfter(e);
            return;
        }
        if (event instanceof ChatEvent.TextDelta delta) {
            piece(delta, delta.part(), TextKind.TEXT, delta.text());
        } else if (event instanceof ChatEvent.ReasoningDelta delta) {
            piece(delta, delta.part(), TextKind.REASONING, delta.text());
        } else if (event instanceof ChatEvent.RefusalDelta delta) {
            piece(delta, delta.part(), TextKind.REFUSAL, delta.text());
        } else if (event instanceof ChatEvent.ToolCallDelta delta) {
            piece(delta, delta.part(), TextKind.TOOL_ARGUMENTS, delta.arguments());
        } else if (event instanceof ChatEvent.ToolCallStarted call) {
            // other tool calls may still be open: their pieces come interleaved
            flushTexts();
            ready.add(call);
        } else if (event instanceof ChatEvent.StateAttached || event instanceof ChatEvent.Continued) {
            ready.add(event);
        } else {
            flushAll();
            ready.add(event);
        }
    }

    private void piece(ChatEvent event, int part, TextKind kind, String text) {
        Open known = open.get(part);
        if (known == null) {
            flushTexts();
            known = new Open(kind, filters.apply(kind));
            open.put(part, known);
            // the part itself must exist downstream, even while its text is held back
            String passed = known.filter == null ? text : known.filter.push(text);
            ready.add(passed.equals(text) ? event : event(part, kind, passed));
            return;
        }
        String passed = known.filter == null ? text : known.filter.push(text);
        if (!passed.isEmpty()) {
            ready.add(passed.equals(text) ? event : event(part, kind, passed));
        }
    }

    private void flushTexts() {
        open.entrySet().removeIf(entry -> {
            if (entry.getValue().kind == TextKind.TOOL_ARGUMENTS) {
                return false;
            }
            flush(entry.getKey(), entry.getValue());
            return true;
        });
    }

    private void flushAll() {
        open.forEach(this::flush);
        open.clear();
    }

    // a filter that refuses the rest of a broken answer must not hide why it broke
    private void flushAfter(RuntimeException failure) {
        try {
            flushAll();
        } catch (RuntimeException refused) {
            failure.addSuppressed(refused);
        }
    }

    private void flush(int part, Open filter) {
        String rest = filter.filter == null ? "" : filter.filter.flush();
        if (!rest.isEmpty()) {
            ready.add(event(part, filter.kind, rest));
        }
    }

    private static ChatEvent event(int part, TextKind kind, String text) {
        return switch (kind) {
            case TEXT -> new ChatEvent.TextDelta(part, text);
            case REASONING -> new ChatEvent.ReasoningDelta(part, text);
            case REFUSAL -> new ChatEvent.RefusalDelta(part, text);
            case TOOL_ARGUMENTS -> new ChatEvent.ToolCallDelta(part, text);
        };
    }

    @Override
    public ResponseInfo info() {
        return upstream.info();
    }

    @Override
    public @Nullable Usage usageSoFar() {
        return upstream.soFar().usage();
    }

    @Override
    public void close() {
        upstream.close();
    }
}
