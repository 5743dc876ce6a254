package io.llmgateway.providers.gemini;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.providers.kit.Answer;
import io.llmgateway.providers.kit.ChatWire;
import io.llmgateway.providers.kit.FrameJson;
import io.llmgateway.providers.kit.Frames;
import io.llmgateway.providers.kit.WireJson;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/**
 * Reads a {@code GenerateContentResponse}, which a whole answer is one of and a streamed answer many. Servers that were
 * not asked for events, or do not know them, send the many as one array.
 */
final class ChunkReader implements ChatWire.Reader {
    private final FrameJson frames = new FrameJson();
    private final PartReader parts = new PartReader();
    private final boolean several;
    private boolean begun;

    ChunkReader(ChatRequest request) {
        this.several = request.extra().get("generationConfig") instanceof Map<?, ?> settings
                && settings.containsKey("candidateCount");
    }

    @Override
    public void whole(JsonParser json, Answer answer) {
        readDocument(json, answer);
    }

    @Override
    public void frame(Frames frame, Answer answer) {
        if (!begun) {
            begun = true;
            announce(frame, answer);
        }
        readDocument(frames.parser(frame), answer);
    }

    // model and id stand behind the content, and are to be told before it
    private static void announce(Frames frame, Answer answer) {
        String model = null;
        String id = null;
        try (JsonParser json = WireJson.parser(frame)) {
            if (!WireJson.enterObject(json)) {
                return;
            }
            for (String field = WireJson.nextField(json); field != null; field = WireJson.nextField(json)) {
                switch (field) {
                    case "modelVersion" -> model = WireJson.text(json);
                    case "responseId" -> id = WireJson.text(json);
                    // what follows is read, and thrown, when the frame is read
                    case "error" -> {
                        return;
                    }
                    default -> json.skipChildren();
                }
            }
        }
        answer.started(model, id);
    }

    private void readDocument(JsonParser json, Answer answer) {
        JsonToken token = json.nextToken();
        if (token == JsonToken.START_ARRAY) {
            for (token = json.nextToken(); token == JsonToken.START_OBJECT; token = json.nextToken()) {
                readChunk(json, answer);
            }
        } else if (token == JsonToken.START_OBJECT) {
            readChunk(json, answer);
        } else {
            throw answer.failed(Failure.of(FailureClass.MALFORMED, "the answer is no JSON object"));
        }
    }

    private void readChunk(JsonParser json, Answer answer) {
        String model = null;
        String id = null;
        for (String field = WireJson.nextField(json); field != null; field = WireJson.nextField(json)) {
            switch (field) {
                case "candidates" -> readCandidates(json, answer);
                case "promptFeedback" -> readFeedback(json, answer);
                case "usageMetadata" -> UsageReader.read(json, answer);
                case "modelVersion" -> model = WireJson.text(json);
                case "responseId" -> id = WireJson.text(json);
                case "error" -> throw answer.failed(GeminiFailures.inside(WireJson.tree(json)));
                default -> json.skipChildren();
            }
        }
        if (model != null || id != null) {
            answer.started(model, id);
        }
    }

    private void readCandidates(JsonParser json, Answer answer) {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
            return;
        }
        boolean first = true;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (several && json.currentToken() == JsonToken.START_OBJECT) {
                readNumbered(WireJson.tree(json), answer);
            } else if (first && json.currentToken() == JsonToken.START_OBJECT) {
                readCandidate(json, answer);
            } else {
                json.skipChildren();
            }
            first = false;
        }
    }

    // a chunk may hold any of them, and the number of each stands behind its content
    private void readNumbered(JsonNode candidate, Answer answer) {
        if (candidate.path("index").asInt(0) == 0) {
            try (JsonParser tokens = WireJson.mapper().treeAsTokens(candidate)) {
                tokens.nextToken();
                readCandidate(tokens, answer);
            }
        }
    }

    private void readCandidate(JsonParser json, Answer answer) {
        FinishReason reason = null;
        String message = null;
        for (String field = WireJson.nextField(json); field != null; field = WireJson.nextField(json)) {
            switch (field) {
                case "content" -> readContent(json, answer);
                case "finishReason" -> reason = reason(json);
                case "finishMessage" -> message = WireJson.text(json);
                default -> json.skipChildren();
            }
        }
        if (reason == null) {
            return;
        }
        parts.end(answer);
        answer.finish(reason);
        boolean natural = reason.equals(FinishReason.STOP) || reason.equals(FinishReason.LENGTH);
        if (message != null && !natural) {
            answer.warn("finish_message", message);
        }
    }

    private static @Nullable FinishReason reason(JsonParser json) {
        String word = WireJson.text(json);
        return word == null || word.isEmpty() ? null : FinishReasons.of(word);
    }

    private void readContent(JsonParser json, Answer answer) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        for (String field = WireJson.nextField(json); field != null; field = WireJson.nextField(json)) {
            if (field.equals("parts") && json.currentToken() == JsonToken.START_ARRAY) {
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    parts.read(json, answer);
                }
            } else {
                json.skipChildren();
            }
        }
    }

    private static void readFeedback(JsonParser json, Answer answer) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        String reason = null;
        String message = null;
        for (String field = WireJson.nextField(json); field != null; field = WireJson.nextField(json)) {
            switch (field) {
                case "blockReason" -> reason = WireJson.text(json);
                case "blockReasonMessage" -> message = WireJson.text(json);
                default -> json.skipChildren();
            }
        }
        if (reason != null && !reason.endsWith("_UNSPECIFIED")) {
            answer.finish(FinishReason.CONTENT_FILTER.as(reason));
        }
        if (message != null) {
            answer.warn("blocked", message);
        }
    }
}
