package io.llmgateway.providers.openai;

import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.Part;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.providers.kit.Answer;
import io.llmgateway.providers.kit.WireJson;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/**
 * Reads messages and pieces of messages. Fields come in any order, so what one message holds is collected first and
 * then told in the order it was made: reasoning, text, tool calls. For one answer.
 */
final class MessageReader {
    private final ReasoningState state;
    private final ToolCallPieces calls;
    private final SpokenAnswer spoken;
    private final List<Consumed> content = new ArrayList<>(1);
    private final List<ToolCallPieces.Piece> pieces = new ArrayList<>(0);
    private final List<JsonNode> details = new ArrayList<>(0);
    private String detailed = "";
    private String reasoning = "";
    // whether there is a field for reasoning to be shown, even if it is empty
    private boolean shown;
    private String refusal = "";
    private boolean refused;
    private boolean unreadable;

    MessageReader(Dialect dialect, SpokenAnswer spoken) {
        this.state = new ReasoningState(dialect);
        this.calls = new ToolCallPieces(dialect);
        this.spoken = spoken;
    }

    // one piece of content: text, a thought, or a part
    private record Consumed(
            @Nullable String text, @Nullable String thought, @Nullable String signature, @Nullable Part part) {}

    /**
     * Reads the message the parser stands on.
     *
     * @param whole whether tool calls are whole, not pieces
     */
    void read(JsonParser json, boolean whole, Answer answer) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        for (String field = WireJson.nextField(json); field != null; field = WireJson.nextField(json)) {
            field(field, json);
        }
        tell(whole, answer);
    }

    private void field(String field, JsonParser json) {
        switch (field) {
            case "content" -> content(json);
            case "reasoning_content", "reasoning" -> {
                shown = true;
                if (json.currentToken() == JsonToken.VALUE_STRING && reasoning.isEmpty()) {
                    reasoning = json.getString();
                }
                json.skipChildren();
            }
            case "reasoning_details" -> reasoningDetails(json);
            case "refusal" -> {
                refusal = text(json);
                json.skipChildren();
            }
            case "tool_calls" -> toolCalls(json);
            case "function_call" -> toolCall(json, true);
            case "audio" -> spoken.read(json);
            case "images" -> parts(json);
            default -> json.skipChildren();
        }
    }

    private static String text(JsonParser json) {
        return json.currentToken() == JsonToken.VALUE_STRING ? json.getString() : "";
    }

    private void content(JsonParser json) {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            content.add(new Consumed(json.getString(), null, null, null));
        } else if (json.currentToken() == JsonToken.START_OBJECT) {
            part(json);
        } else {
            parts(json);
        }
    }

    private void parts(JsonParser json) {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == JsonToken.VALUE_STRING) {
                content.add(new Consumed(json.getString(), null, null, null));
            } else if (json.currentToken() == JsonToken.START_OBJECT) {
                part(json);
            } else {
                json.skipChildren();
            }
        }
    }

    private void part(JsonParser json) {
        for (String field = WireJson.nextField(json); field != null; field = WireJson.nextField(json)) {
            switch (field) {
                case "text" -> content.add(new Consumed(text(json), null, null, null));
                case "thinking" -> thinking(json);
                case "signature" -> content.add(new Consumed(null, "", text(json), null));
                case "refusal" -> refusal += text(json);
                case "image_url" -> image(json);
                default -> {}
            }
            json.skipChildren();
        }
    }

    // a text, or a list of parts with text in them
    private void thinking(JsonParser json) {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            content.add(new Consumed(null, text(json), null, null));
            return;
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == JsonToken.START_OBJECT) {
                for (String field = WireJson.nextField(json); field != null; field = WireJson.nextField(json)) {
                    if (field.equals("text")) {
                        content.add(new Consumed(null, text(json), null, null));
                    }
                    json.skipChildren();
                }
            }
            json.skipChildren();
        }
    }

    private void image(JsonParser json) {
        String url = text(json);
        if (json.currentToken() == JsonToken.START_OBJECT) {
            for (String field = WireJson.nextField(json); field != null; field = WireJson.nextField(json)) {
                url = field.equals("url") ? text(json) : url;
                json.skipChildren();
            }
        }
        if (!url.isEmpty()) {
            try {
                content.add(new Consumed(null, null, null, new Part.Image(MediaSource.url(url))));
            } catch (InvalidRequestException e) { // no reason to lose an answer that is paid for
                unreadable = true;
            }
        }
    }

    // rare and small, and wanted back as it is
    private void reasoningDetails(JsonParser json) {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
            return;
        }
        for (JsonNode detail : WireJson.tree(json)) {
            details.add(detail);
            detailed +=
                    detail.path("text").asString("") + detail.path("summary").asString("");
        }
    }

    private void toolCalls(JsonParser json) {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            toolCall(json, false);
        }
    }

    /** A call, or the function in it, which is all there is of a call in the oldest form. */
    private void toolCall(JsonParser json, boolean bare) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        CallFields call = new CallFields();
        if (bare) {
            call.index = 0;
            call.function(json);
        } else {
            call.fields(json);
        }
        pieces.add(new ToolCallPieces.Piece(call.index, call.id, call.name, call.arguments, call.extra));
    }

    private static final class CallFields {
        private int index = -1;
        private String id = "";
        private String name = "";
        private String arguments = "";
        private @Nullable JsonNode extra;

        void fields(JsonParser json) {
            for (String field = WireJson.nextField(json); field != null; field = WireJson.nextField(json)) {
                switch (field) {
                    case "index" -> index(json);
                    case "id" -> id = scalar(json);
                    case "function" -> {
                        if (json.currentToken() == JsonToken.START_OBJECT) {
                            function(json);
                        }
                        json.skipChildren();
                    }
                    case "extra_content" -> extra = WireJson.tree(json);
                    default -> json.skipChildren();
                }
            }
        }

        private void index(JsonParser json) {
            if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
                index = (int) WireJson.number(json);
            }
            json.skipChildren();
        }

        void function(JsonParser json) {
            for (String field = WireJson.nextField(json); field != null; field = WireJson.nextField(json)) {
                switch (field) {
                    case "name" -> name = scalar(json);
                    case "arguments" -> arguments = arguments(json);
                    default -> json.skipChildren();
                }
            }
        }

        private static String scalar(JsonParser json) {
            String text = json.currentToken().isScalarValue() ? WireJson.text(json) : null;
            json.skipChildren();
            return text == null ? "" : text;
        }

        private static String arguments(JsonParser json) {
            return switch (json.currentToken()) {
                case VALUE_STRING -> json.getString();
                case START_OBJECT -> WireJson.copy(json);
                default -> {
                    json.skipChildren();
                    yield "";
                }
            };
        }
    }

    private void tell(boolean whole, Answer answer) {
        answer.reasoning(shown ? reasoning : detailed);
        // an answer that is over is sometimes repeated with its details
        if (!answer.hasFinishReason()) {
            for (JsonNode detail : details) {
                state.detail(detail);
            }
        }
        for (Consumed item : content) {
            tell(item, answer);
        }
        spoken.tell(answer);
        if (unreadable) {
            unreadable = false;
            answer.warn("unreadable_image", "an image of the answer is at a data: address that cannot be read");
        }
        if (!refusal.isEmpty()) {
            state.attach(answer);
            answer.refusal(refusal);
            refused = true;
        }
        for (ToolCallPieces.Piece piece : pieces) {
            state.attach(answer);
            if (whole) {
                calls.whole(piece, answer);
            } else {
                calls.piece(piece, answer);
            }
        }
        clear();
    }

    private void tell(Consumed item, Answer answer) {
        if (item.thought() != null) {
            answer.reasoning(item.thought());
            state.thought(item.signature());
        } else if (item.part() != null) {
            state.attach(answer);
            answer.part(item.part());
        } else if (item.text() != null && !item.text().isEmpty()) {
            state.attach(answer);
            answer.text(item.text());
        }
    }

    private void clear() {
        content.clear();
        pieces.clear();
        details.clear();
        detailed = "";
        reasoning = "";
        shown = false;
        refusal = "";
    }

    /** Whether the model has refused by now. */
    boolean refused() {
        return refused;
    }

    /** Nothing more comes. */
    void end(Answer answer) {
        state.attach(answer);
        calls.end(answer);
        spoken.end(answer);
    }
}
