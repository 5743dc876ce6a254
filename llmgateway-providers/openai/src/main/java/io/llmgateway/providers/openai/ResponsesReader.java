package io.llmgateway.providers.openai;

import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.providers.kit.Answer;
import io.llmgateway.providers.kit.ChatWire;
import io.llmgateway.providers.kit.FrameJson;
import io.llmgateway.providers.kit.Frames;
import io.llmgateway.providers.kit.WireJson;
import io.llmgateway.providers.openai.ResponsesItem.Content;
import io.llmgateway.providers.openai.ResponsesItem.Kind;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads one answer of the Responses API. An event is known by the {@code type} in its data; its name says the same,
 * and some vendors give none.
 */
final class ResponsesReader implements ChatWire.Reader {
    private final Dialect dialect;
    private final FrameJson frames = new FrameJson();
    private final Event event = new Event();
    private @Nullable ResponsesParts parts;

    ResponsesReader(Dialect dialect) {
        this.dialect = dialect;
    }

    /** What the fields of one event say. */
    private static final class Event {
        String type = "";
        String delta = "";
        String text = "";
        String itemId = "";
        int index = -1;
        int position;

        @Nullable
        ResponsesItem item;

        @Nullable
        Content part;

        boolean error;

        void clear() {
            type = "";
            delta = "";
            text = "";
            itemId = "";
            index = -1;
            position = 0;
            item = null;
            part = null;
            error = false;
        }
    }

    private ResponsesParts parts(Answer answer) {
        ResponsesParts known = parts;
        if (known == null) {
            known = new ResponsesParts(answer, ResponsesWire.format(dialect));
            parts = known;
        }
        return known;
    }

    @Override
    public void whole(JsonParser json, Answer answer) {
        if (!WireJson.enterObject(json)) {
            throw answer.failed(Failure.of(FailureClass.MALFORMED, "the answer is no JSON object"));
        }
        new ResponsesBody(parts(answer), answer, dialect).read(json, "");
    }

    @Override
    public void frame(Frames frame, Answer answer) {
        if (frame.buffer()[frame.offset()] == '[') {
            return; // [DONE]: some send it behind the last event
        }
        event.clear();
        JsonParser json = frames.parser(frame);
        if (WireJson.enterObject(json)) {
            fields(json, frame, answer);
        }
        if (event.type.equals("error") || (event.type.isEmpty() && event.error)) {
            throw answer.failed(OpenAiFailures.inAnswer(WireJson.mapper().readTree(frame.text())));
        }
        act(parts(answer));
    }

    private void fields(JsonParser json, Frames frame, Answer answer) {
        for (String name = WireJson.nextField(json); name != null; name = WireJson.nextField(json)) {
            JsonToken token = json.currentToken();
            if (token == JsonToken.VALUE_STRING) {
                string(name, json);
            } else if (token == JsonToken.VALUE_NUMBER_INT) {
                number(name, json);
            } else if (token == JsonToken.START_OBJECT) {
                object(name, json, frame, answer);
            } else {
                json.skipChildren();
            }
        }
    }

    private void string(String name, JsonParser json) {
        switch (name) {
            case "type" -> event.type = json.getString();
            case "delta" -> event.delta = json.getString();
            case "text", "refusal", "arguments" -> event.text = json.getString();
            case "item_id" -> event.itemId = json.getString();
            case "error" -> event.error = true;
            default -> {}
        }
    }

    private void number(String name, JsonParser json) {
        switch (name) {
            case "output_index" -> event.index = (int) WireJson.number(json);
            case "content_index", "summary_index" -> event.position = (int) WireJson.number(json);
            default -> {}
        }
    }

    private void object(String name, JsonParser json, Frames frame, Answer answer) {
        switch (name) {
            case "item" -> event.item = ResponsesItem.read(json);
            case "part" -> event.part = ResponsesItem.content(json);
            case "error" -> {
                event.error = true;
                json.skipChildren();
            }
            case "response" -> response(json, event.type.isEmpty() ? typeOf(frame) : event.type, answer);
            default -> json.skipChildren();
        }
    }

    private static String typeOf(Frames frame) {
        try (JsonParser json = WireJson.parser(frame)) {
            WireJson.enterObject(json);
            for (String name = WireJson.nextField(json); name != null; name = WireJson.nextField(json)) {
                if (name.equals("type")) {
                    return json.getString();
                }
                json.skipChildren();
            }
        }
        return "";
    }

    private void response(JsonParser json, String type, Answer answer) {
        switch (type) {
            case "response.created" -> ResponsesBody.started(json, answer);
            case "response.completed",
                    "response.incomplete",
                    "response.failed",
                    "response.cancelled",
                    "response.done" -> {
                String status = type.substring("response.".length());
                new ResponsesBody(parts(answer), answer, dialect)
                        .read(json, status.equals("done") ? "completed" : status);
                answer.end();
            }
            default -> json.skipChildren();
        }
    }

    private void act(ResponsesParts to) {
        switch (event.type) {
            case "response.output_text.delta", "response.content_part.delta" -> piece(to, Kind.TEXT);
            case "response.output_text.done" -> whole(to, Kind.TEXT);
            case "response.reasoning_summary_text.delta" -> piece(to, Kind.SUMMARY);
            case "response.reasoning_summary_text.done" -> whole(to, Kind.SUMMARY);
            case "response.reasoning_text.delta" -> piece(to, Kind.THOUGHT);
            case "response.reasoning_text.done" -> whole(to, Kind.THOUGHT);
            case "response.refusal.delta" -> piece(to, Kind.REFUSAL);
            case "response.refusal.done" -> whole(to, Kind.REFUSAL);
            case "response.content_part.done", "response.reasoning_summary_part.done" -> part(to);
            case "response.function_call_arguments.delta" -> to.arguments(index(to), event.delta);
            case "response.function_call_arguments.done" -> to.wholeArguments(index(to), event.text);
            case "response.output_item.added", "response.output_item.done" -> item(to);
            default -> {}
        }
    }

    private int index(ResponsesParts to) {
        return to.index(event.index, event.itemId, false);
    }

    private void piece(ResponsesParts to, Kind kind) {
        to.piece(kind, index(to), event.position, event.delta);
    }

    private void whole(ResponsesParts to, Kind kind) {
        to.whole(kind, index(to), event.position, event.text);
    }

    private void part(ResponsesParts to) {
        Content part = event.part;
        if (part != null && part.kind() != null) {
            to.whole(part.kind(), index(to), event.position, part.text());
        }
    }

    private void item(ResponsesParts to) {
        ResponsesItem item = event.item;
        if (item == null) {
            return;
        }
        int index = to.index(event.index, item.text("id"), true);
        if (event.type.equals("response.output_item.added")) {
            to.added(item, index);
        } else {
            to.done(item, index);
        }
    }
}
