package io.llmgateway.providers.openai;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.Part;
import io.llmgateway.providers.kit.Answer;
import io.llmgateway.providers.kit.WireJson;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The sound of an answer, in one piece or in many, and its transcript, which is the answer's text. For one answer. */
final class SpokenAnswer {
    private final String format;
    private @Nullable ByteArrayOutputStream sound;
    private String transcript = "";
    private boolean unreadable;

    private SpokenAnswer(String format) {
        this.format = format;
    }

    /** The answer does not tell its format: it has the one that was asked for. */
    static SpokenAnswer to(ChatRequest request) {
        Object asked = request.extra().get("audio");
        Object format = asked instanceof Map<?, ?> audio ? audio.get("format") : null;
        return new SpokenAnswer(format == null ? "wav" : format.toString());
    }

    private String mediaType() {
        return switch (format) {
            case "mp3" -> "audio/mpeg";
            case "pcm16" -> "audio/pcm";
            default -> "audio/" + format;
        };
    }

    void read(JsonParser json) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        for (String field = WireJson.nextField(json); field != null; field = WireJson.nextField(json)) {
            boolean text = json.currentToken() == JsonToken.VALUE_STRING;
            if (text && field.equals("data")) {
                data(json.getString());
            } else if (text && field.equals("transcript")) {
                transcript += json.getString();
            }
            json.skipChildren();
        }
    }

    private void data(String base64) {
        if (sound == null) {
            sound = new ByteArrayOutputStream(base64.length());
        }
        try {
            sound.writeBytes(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            unreadable = true;
        }
    }

    /** Tells the text that has come. */
    void tell(Answer answer) {
        answer.text(transcript);
        transcript = "";
    }

    /** Nothing more comes. */
    void end(Answer answer) {
        if (unreadable) {
            throw answer.failed(Failure.of(FailureClass.MALFORMED, "the sound of the answer is no Base64"));
        }
        if (sound != null) {
            answer.part(new Part.Audio(MediaSource.of(mediaType(), sound.toByteArray())));
            sound = null;
        }
    }
}
