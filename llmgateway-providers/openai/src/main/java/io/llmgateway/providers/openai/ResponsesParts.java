package io.llmgateway.providers.openai;

import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ProviderState;
import io.llmgateway.providers.kit.Answer;
import io.llmgateway.providers.openai.ResponsesItem.Content;
import io.llmgateway.providers.openai.ResponsesItem.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes parts of what the items of one answer bring. The same text may come up to five times (pieces, their end, the
 * end of the content, of the item, of the answer), or at any one of these places only: it is taken where it comes
 * first.
 */
final class ResponsesParts {
    private final Answer answer;
    private final String format;
    private final Set<Integer> done = new HashSet<>(4);
    private final Map<Integer, Progress> arguments = new HashMap<>(2);
    private final Map<String, Integer> indexes = new HashMap<>(2);
    private final Map<Place, Progress> texts = new HashMap<>(4);
    private @Nullable Place current;
    private Progress progress = new Progress();
    private int last = -1;
    private boolean refused;

    /** Where a text stands: in which item, and where in it. */
    private record Place(Kind kind, int index, int position) {}

    /** How far a text has come, so that its end can be told from another text without keeping it. */
    private static final class Progress {
        private int length;
        private int hash;

        void add(String piece) {
            for (int i = 0; i < piece.length(); i++) {
                hash = 31 * hash + piece.charAt(i);
            }
            length += piece.length();
        }

        /** What is still missing of the whole; nothing where what came is another text. */
        String missing(String whole) {
            return whole.length() > length && whole.substring(0, length).hashCode() == hash
                    ? whole.substring(length)
                    : "";
        }
    }

    /**
     * For one answer.
     *
     * @param answer takes the parts
     * @param format the name of the format in states
     */
    ResponsesParts(Answer answer, String format) {
        this.answer = answer;
        this.format = format;
    }

    boolean refused() {
        return refused;
    }

    /**
     * Which item is meant.
     *
     * @param index its place as the event tells it, or -1
     * @param id its id, may be empty
     * @param fresh whether an item unknown so far is a new one; else it is the last
     */
    int index(int index, String id, boolean fresh) {
        // places first: xAI gives several items of an answer the same id
        Integer known = index >= 0 ? Integer.valueOf(index) : indexes.get(id);
        int found = known != null ? known : fresh ? last + 1 : Math.max(0, last);
        if (fresh && !id.isEmpty()) {
            indexes.put(id, found);
        }
        last = Math.max(last, found);
        return found;
    }

    /**
     * Which item is meant at the end of an answer, where the places may be others than in the stream.
     *
     * @param place its place in the list
     * @param id its id, may be empty
     */
    int indexAtEnd(int place, String id) {
        return indexes.getOrDefault(id, place);
    }

    boolean done(int index) {
        return done.contains(index);
    }

    /** A piece of a text. */
    void piece(Kind kind, int index, int position, String text) {
        if (text.isEmpty()) {
            return;
        }
        if (!isOpen(kind, index) || position != position()) {
            open(new Place(kind, index, position));
        }
        progress.add(text);
        emit(kind, text);
    }

    /** A text as a whole, which may have come in pieces before. */
    void whole(Kind kind, int index, int position, String text) {
        Progress before = texts.get(new Place(kind, index, position));
        piece(kind, index, position, before == null ? text : before.missing(text));
    }

    private void open(Place place) {
        answer.endPart();
        current = place;
        progress = texts.computeIfAbsent(place, fresh -> new Progress());
    }

    private void emit(Kind kind, String text) {
        switch (kind) {
            case TEXT -> answer.text(text);
            case REFUSAL -> {
                refused = true;
                answer.refusal(text);
            }
            case SUMMARY, THOUGHT -> answer.reasoning(text);
        }
    }

    private boolean isOpen(Kind kind, int index) {
        return current != null && current.kind() == kind && current.index() == index;
    }

    private int position() {
        return current == null ? -1 : current.position();
    }

    /** A piece of a call's arguments. */
    void arguments(int index, String piece) {
        // a call nobody announced is told by its item, name and all
        if (answer.knowsTool(index)) {
            progressOf(index).add(piece);
            answer.toolArguments(index, piece);
        }
    }

    /** All arguments of a call. */
    void wholeArguments(int index, String all) {
        arguments(index, progressOf(index).missing(all));
    }

    private Progress progressOf(int call) {
        return arguments.computeIfAbsent(call, fresh -> new Progress());
    }

    /** An item begins. */
    void added(ResponsesItem item, int index) {
        if (item.type().equals("function_call") && !item.text("name").isEmpty()) {
            beginCall(item, index);
        }
    }

    private void beginCall(ResponsesItem item, int index) {
        if (!answer.knowsTool(index)) {
            String callId = item.text("call_id");
            answer.toolCall(index, callId.isBlank() ? item.text("id") : callId, item.text("name"));
            current = null;
        }
    }

    /** An item is complete. */
    void done(ResponsesItem item, int index) {
        if (!done.add(index)) {
            return;
        }
        switch (item.type()) {
            case "message" -> message(item, index);
            case "reasoning" -> reasoning(item, index);
            case "function_call" -> call(item, index);
            case "image_generation_call" -> image(item);
            default -> opaque(item.state(format));
        }
    }

    private void message(ResponsesItem item, int index) {
        contents(item.contents(), index);
        boolean empty = texts.keySet().stream().noneMatch(place -> place.index() == index);
        if (empty && item.contents().isEmpty()) {
            done.remove(index); // perhaps the end of the answer says more
        } else if (empty) {
            open(new Place(Kind.TEXT, index, 0));
        }
        if (isOpen(Kind.TEXT, index)) {
            // even if it says nothing: it marks where the item ends
            answer.textState(item.stateWithout(format, "type", "role"));
        }
    }

    private void contents(List<Content> contents, int index) {
        for (int i = 0; i < contents.size(); i++) {
            Content content = contents.get(i);
            if (content.kind() != null) {
                whole(content.kind(), index, i, content.text());
            }
        }
    }

    private void reasoning(ResponsesItem item, int index) {
        contents(item.summaries(), index);
        contents(item.contents(), index);
        if (!isOpen(Kind.SUMMARY, index) && !isOpen(Kind.THOUGHT, index)) {
            answer.endPart();
        }
        // on the last part of the item, so that its summaries stay apart and it still goes back once
        answer.reasoningState(item.state(format));
        answer.endPart();
        current = null;
    }

    private void call(ResponsesItem item, int index) {
        beginCall(item, index);
        wholeArguments(index, item.text("arguments"));
        answer.toolState(index, item.stateWithout(format, "type", "call_id", "name", "arguments"));
    }

    // the image for the reader, and the rest of the item behind it for the vendor
    private void image(ResponsesItem item) {
        String result = item.text("result");
        if (result.isEmpty()) {
            opaque(item.state(format));
            return;
        }
        String kind = item.text("output_format");
        String mediaType = "image/" + (kind.isEmpty() ? "png" : kind);
        answer.part(new Part.Image(new MediaSource.Inline(mediaType, result)));
        opaque(item.stateWithout(format, "result"));
    }

    private void opaque(ProviderState state) {
        answer.part(new Part.Opaque(state));
        current = null;
    }
}
