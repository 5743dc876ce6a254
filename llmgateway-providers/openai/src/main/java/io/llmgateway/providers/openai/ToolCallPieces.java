package io.llmgateway.providers.openai;

import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.providers.kit.Answer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Puts pieces of tool calls to the calls they belong to. Most vendors number the calls; some leave the number out, give
 * all calls the same one, repeat the id or the name in every piece, or send each call at once. For one answer.
 */
final class ToolCallPieces {
    private final Dialect dialect;
    private final List<Open> calls = new ArrayList<>(0);

    ToolCallPieces(Dialect dialect) {
        this.dialect = dialect;
    }

    /**
     * One piece as it came.
     *
     * @param index the call's number, or -1 if there was none
     * @param id the call's id, empty if there was none
     * @param name the tool's name, empty if there was none
     * @param arguments a piece of arguments, may be empty
     * @param extra what the vendor wants back with the call, or null
     */
    record Piece(int index, String id, String name, String arguments, @Nullable JsonNode extra) {
        boolean named() {
            return !name.isEmpty();
        }

        boolean identified() {
            return !id.isBlank();
        }
    }

    private static final class Open {
        private final int index;
        private String id = "";
        private boolean begun;
        private String last = "";
        // what came before the name
        private String early = "";

        Open(int index) {
            this.index = index;
        }

        boolean complete() {
            return last.endsWith("}");
        }
    }

    /** Takes a call that came whole. */
    void whole(Piece piece, Answer answer) {
        add(open(piece), piece, answer);
    }

    /** Takes a piece of a call. */
    void piece(Piece piece, Answer answer) {
        Open call = find(piece);
        add(call == null ? open(piece) : call, piece, answer);
    }

    private Open open(Piece piece) {
        Open call = new Open(piece.index());
        calls.add(call);
        return call;
    }

    private @Nullable Open find(Piece piece) {
        if (piece.index() >= 0) {
            Open call = byIndex(piece.index());
            return call == null || another(call, piece) ? null : call;
        }
        if (piece.identified()) {
            return byId(piece.id());
        }
        return piece.named() || calls.isEmpty() ? null : calls.get(calls.size() - 1);
    }

    // the latest one, as a number may be used again
    private @Nullable Open byIndex(int index) {
        for (int i = calls.size() - 1; i >= 0; i--) {
            if (calls.get(i).index == index) {
                return calls.get(i);
            }
        }
        return null;
    }

    private @Nullable Open byId(String id) {
        for (int i = calls.size() - 1; i >= 0; i--) {
            if (id.equals(calls.get(i).id)) {
                return calls.get(i);
            }
        }
        return null;
    }

    private static boolean another(Open call, Piece piece) {
        if (!piece.named() || !call.begun) {
            return false;
        }
        if (piece.identified() && !call.id.isEmpty()) {
            return !piece.id().equals(call.id);
        }
        return call.complete() && piece.arguments().startsWith("{");
    }

    private void add(Open call, Piece piece, Answer answer) {
        if (call.id.isEmpty() && piece.identified()) {
            call.id = piece.id();
        }
        if (!call.begun) {
            if (!piece.named()) {
                call.early += piece.arguments();
                return;
            }
            call.begun = true;
            answer.toolCall(call, call.id, piece.name());
            answer.toolArguments(call, call.early);
        }
        answer.toolArguments(call, piece.arguments());
        if (!piece.arguments().isEmpty()) {
            call.last = piece.arguments();
        }
        if (piece.extra() != null) {
            answer.toolState(call, ReasoningState.state(dialect, "extra_content", piece.extra()));
        }
    }

    /** All pieces have come. */
    void end(Answer answer) {
        for (Open call : calls) {
            if (!call.begun) {
                throw answer.failed(Failure.of(FailureClass.MALFORMED, "a tool call without a name"));
            }
        }
    }
}
