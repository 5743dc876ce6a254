package io.llmgateway.providers.anthropic;

import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.Usage;
import io.llmgateway.providers.kit.Answer;
import io.llmgateway.providers.kit.ChatWire;
import io.llmgateway.providers.kit.FrameJson;
import io.llmgateway.providers.kit.Frames;
import io.llmgateway.providers.kit.WireJson;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads one answer. A stream is read to its end, not to {@code message_stop}: gateways that run tools on the way put a
 * second message behind the first.
 */
final class MessageReader implements ChatWire.Reader {
    private final FrameJson frames = new FrameJson();
    private final Map<Integer, ReadBlock> open = new HashMap<>(2);
    private UsageCount count = new UsageCount();
    private Usage before = Usage.NONE;
    private boolean begun;

    @Override
    public void whole(JsonParser json, Answer answer) {
        if (!WireJson.enterObject(json)) {
            throw answer.failed(Failure.of(FailureClass.MALFORMED, "the answer is no JSON object"));
        }
        String model = null;
        String id = null;
        Stop stop = new Stop();
        boolean content = false;
        for (String name = WireJson.nextField(json); name != null; name = WireJson.nextField(json)) {
            switch (name) {
                case "model" -> model = WireJson.text(json);
                case "id" -> id = WireJson.text(json);
                case "content" -> {
                    content = true;
                    content(json, answer);
                }
                case "usage" -> count = UsageCount.read(json);
                case "error" -> failIfError(json, answer);
                default -> stop.field(name, json);
            }
        }
        if (!content) {
            throw answer.failed(Failure.of(FailureClass.MALFORMED, "the answer has no content"));
        }
        answer.started(model, id);
        tellUsage(answer);
        stop.tell(answer);
    }

    private static void content(JsonParser json, Answer answer) {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            answer.text(json.getString());
        }
        if (json.currentToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            ReadBlock block = ReadBlock.read(json);
            block.begin(answer);
            block.end(answer);
        }
    }

    @Override
    public void frame(Frames frame, Answer answer) {
        JsonParser json = frames.parser(frame);
        if (!WireJson.enterObject(json)) {
            return; // such as the [DONE] some gateways add
        }
        Event event = new Event();
        for (String name = WireJson.nextField(json); name != null; name = WireJson.nextField(json)) {
            field(name, json, event, answer);
        }
        String type = event.type.isEmpty() ? frame.name() : event.type;
        if (type.equals("error") || frame.name().equals("error")) {
            throw answer.failed(Failures.inAnswer(frame.text()));
        }
        apply(type, event, answer);
    }

    private static final class Event {
        private String type = "";
        private int index;
        private @Nullable ReadBlock block;
        private @Nullable Delta delta;
    }

    private void field(String name, JsonParser json, Event event, Answer answer) {
        switch (name) {
            case "type" -> event.type = String.valueOf(WireJson.text(json));
            case "index" -> event.index = (int) WireJson.number(json);
            case "delta" -> event.delta = Delta.read(json);
            case "content_block" -> event.block = ReadBlock.read(json);
            case "message" -> start(json, answer);
            case "usage" -> {
                count.correct(UsageCount.read(json));
                tellUsage(answer);
            }
            case "error" -> failIfError(json, answer);
            default -> json.skipChildren();
        }
    }

    private void start(JsonParser json, Answer answer) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            return;
        }
        String model = null;
        String id = null;
        UsageCount fresh = new UsageCount();
        for (String name = WireJson.nextField(json); name != null; name = WireJson.nextField(json)) {
            switch (name) {
                case "model" -> model = WireJson.text(json);
                case "id" -> id = WireJson.text(json);
                case "usage" -> fresh = UsageCount.read(json);
                default -> json.skipChildren();
            }
        }
        if (begun) {
            before = before.plus(count.usage());
            open.clear();
            begun = false;
            answer.startedAgain(model, id);
        } else {
            answer.started(model, id);
        }
        count = fresh;
        tellUsage(answer);
    }

    private void tellUsage(Answer answer) {
        if (count.told()) {
            count.tell(before, answer);
        }
    }

    private void apply(String type, Event event, Answer answer) {
        switch (type) {
            case "content_block_start" -> {
                begun = true;
                endBlock(event.index, answer);
                if (event.block != null) {
                    open.put(event.index, event.block);
                    event.block.begin(answer);
                }
            }
            case "content_block_delta" -> {
                if (event.delta != null) {
                    begun = true;
                    event.delta.tell(open.get(event.index), answer);
                }
            }
            case "content_block_stop" -> endBlock(event.index, answer);
            case "message_delta" -> {
                if (event.delta != null) {
                    event.delta.tellStop(answer);
                }
            }
            case "message_stop" -> endAll(answer);
            default -> {} // ping, and what is yet to be invented
        }
    }

    private void endBlock(int index, Answer answer) {
        ReadBlock block = open.remove(index);
        if (block != null) {
            block.end(answer);
        }
    }

    private void endAll(Answer answer) {
        open.values().forEach(block -> block.end(answer));
        open.clear();
    }

    private static void failIfError(JsonParser json, Answer answer) {
        if (json.currentToken() != JsonToken.VALUE_NULL) {
            throw answer.failed(Failures.inAnswer("{\"error\":" + WireJson.copy(json) + "}"));
        }
    }
}
