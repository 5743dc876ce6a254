package io.llmgateway.providers.gemini;

import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ProviderState;
import io.llmgateway.providers.kit.Answer;
import io.llmgateway.providers.kit.WireJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads the parts of one answer. Their fields come in any order, so a part is read first and handed on then. A part with
 * a thought signature stays a part of its own, since the signature is valid for just that part.
 */
final class PartReader {
    private final CallReader calls = new CallReader();
    private @Nullable String text;
    private boolean thought;
    private @Nullable String signature;
    private boolean called;
    private @Nullable Part media;
    private @Nullable StringBuilder rest;

    void read(JsonParser json, Answer answer) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        clear();
        for (String field = WireJson.nextField(json); field != null; field = WireJson.nextField(json)) {
            readField(field, json);
        }
        if (called) {
            calls.handOn(signature, answer);
        } else if (media != null) {
            handOnMedia(media, answer);
        } else if (text == null && rest != null) {
            answer.part(new Part.Opaque(new ProviderState(GeminiState.FORMAT, whole(rest))));
        } else if (text != null || signature != null) {
            handOnText(text == null ? "" : text, answer);
        }
    }

    private void clear() {
        text = null;
        thought = false;
        signature = null;
        called = false;
        media = null;
        rest = null;
    }

    private void readField(String field, JsonParser json) {
        switch (field) {
            case "text" -> text = WireJson.text(json);
            case "thought" -> thought = json.currentToken() == JsonToken.VALUE_TRUE;
            case "thoughtSignature" -> signature = WireJson.text(json);
            case "functionCall" -> {
                calls.read(json);
                called = true;
            }
            case "inlineData", "fileData" -> media = media(json);
            default -> keep(field, json);
        }
    }

    // code that ran, calls of the vendor's own tools, and whatever comes next
    private void keep(String field, JsonParser json) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        if (rest == null) {
            rest = new StringBuilder("{");
        } else {
            rest.append(',');
        }
        rest.append(quoted(field)).append(':').append(WireJson.copy(json));
    }

    private String whole(StringBuilder fields) {
        if (thought) {
            fields.append(",\"thought\":true");
        }
        if (signature != null) {
            fields.append(",\"thoughtSignature\":").append(quoted(signature));
        }
        return fields.append('}').toString();
    }

    private static String quoted(String text) {
        return WireJson.mapper().writeValueAsString(text);
    }

    private void handOnText(String words, Answer answer) {
        if (signature != null) {
            answer.endPart();
        }
        if (thought) {
            answer.reasoning(words);
        } else {
            answer.text(words);
        }
        if (signature != null) {
            ProviderState state = new GeminiState(signature, null).attached();
            if (state != null && thought) {
                answer.reasoningState(state);
            } else if (state != null) {
                answer.textState(state);
            }
            answer.endPart();
        }
    }

    // sketches made while thinking are neither the answer nor wanted back
    private void handOnMedia(Part part, Answer answer) {
        if (thought) {
            return;
        }
        answer.part(part);
        ProviderState state = new GeminiState(signature, null).attached();
        if (state != null) {
            answer.part(new Part.Opaque(state));
        }
    }

    private static @Nullable Part media(JsonParser json) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return null;
        }
        String type = null;
        String data = null;
        String uri = null;
        for (String field = WireJson.nextField(json); field != null; field = WireJson.nextField(json)) {
            switch (field) {
                case "mimeType" -> type = WireJson.text(json);
                case "data" -> data = WireJson.text(json);
                case "fileUri" -> uri = WireJson.text(json);
                default -> json.skipChildren();
            }
        }
        if (data == null && uri == null) {
            return null;
        }
        String known = type == null ? "application/octet-stream" : type;
        MediaSource source = data == null
                ? new MediaSource.Url(uri == null ? "" : uri, type)
                : new MediaSource.Inline(known, standard(data));
        if (known.startsWith("image/")) {
            return new Part.Image(source);
        }
        return known.startsWith("audio/") ? new Part.Audio(source) : new Part.Document(source);
    }

    // some of Google's servers use the alphabet for addresses
    private static String standard(String base64) {
        return base64.indexOf('-') < 0 && base64.indexOf('_') < 0
                ? base64
                : base64.replace('-', '+').replace('_', '/');
    }

    /** The answer is over: what is still open is closed. */
    void end(Answer answer) {
        calls.end(answer);
    }
}
