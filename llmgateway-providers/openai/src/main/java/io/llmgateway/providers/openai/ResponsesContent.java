package io.llmgateway.providers.openai;

import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.Part;
import io.llmgateway.error.InvalidRequestException;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/** Writes what users say and what tools give back. */
final class ResponsesContent {
    private static final Map<String, String> ENDINGS = Map.of("plain", "txt", "markdown", "md", "x-markdown", "md");

    private final JsonGenerator json;
    private final Permit permit;

    ResponsesContent(JsonGenerator json, Permit permit) {
        this.json = json;
        this.permit = permit;
    }

    /** Whether an opaque part is an item of its own; one whose type begins with {@code input_} is a piece of content. */
    boolean isItem(Part.Opaque opaque, String where) {
        return permit.owns(opaque.state())
                && !ResponsesTurn.tree(opaque.state(), where)
                        .path("type")
                        .asString("")
                        .startsWith("input_");
    }

    /** Whether a part can be written as content; asks to leave it out if not. */
    boolean takes(Part part, String where) {
        if (part instanceof Part.Text) {
            return true;
        }
        if (part instanceof Part.Image image) {
            return permit.takes("image") && (!(image.source() instanceof MediaSource.Url) || permit.takes("image.url"));
        }
        if (part instanceof Part.Document) {
            return permit.takes("document");
        }
        if (part instanceof Part.Audio) {
            permit.leaveOut("audio", "the Responses API takes no sounds");
            return false;
        }
        if (part instanceof Part.CachePoint) {
            return false;
        }
        if (part instanceof Part.Opaque opaque) {
            return permit.owns(opaque.state()) && !isItem(opaque, where);
        }
        throw new InvalidRequestException(where + " holds a " + part.getClass().getSimpleName()
                + ", which only an answer can hold: put it into a message of role assistant");
    }

    /** Writes parts that can be written: as a text if there is only one, else as a list. */
    void write(List<Part> parts) {
        if (parts.size() == 1 && parts.get(0) instanceof Part.Text text) {
            json.writeString(text.text());
            return;
        }
        json.writeStartArray();
        parts.forEach(this::part);
        json.writeEndArray();
    }

    private void part(Part part) {
        if (part instanceof Part.Opaque opaque) {
            json.writeRawValue(opaque.state().data());
            return;
        }
        json.writeStartObject();
        if (part instanceof Part.Text text) {
            json.writeStringProperty("type", "input_text");
            json.writeStringProperty("text", text.text());
        } else if (part instanceof Part.Image image) {
            json.writeStringProperty("type", "input_image");
            source(image.source(), "image_url", "image_url");
            json.writeStringProperty("detail", image.detail() == null ? "auto" : image.detail());
        } else if (part instanceof Part.Document document) {
            json.writeStringProperty("type", "input_file");
            source(document.source(), "file_data", "file_url");
            fileName(document);
        }
        json.writeEndObject();
    }

    private void source(MediaSource source, String dataField, String urlField) {
        if (source instanceof MediaSource.Inline inline) {
            json.writeStringProperty(dataField, "data:" + inline.mediaType() + ";base64," + inline.base64());
        } else if (source instanceof MediaSource.Url url) {
            json.writeStringProperty(urlField, url.url());
        } else if (source instanceof MediaSource.FileId file) {
            json.writeStringProperty("file_id", file.id());
        }
    }

    private void fileName(Part.Document document) {
        if (document.title() != null) {
            json.writeStringProperty("filename", document.title());
        } else if (document.source() instanceof MediaSource.Inline inline) {
            // bytes without a name are refused
            String type = inline.mediaType();
            String kind = type.substring(type.indexOf('/') + 1);
            json.writeStringProperty("filename", "document." + ENDINGS.getOrDefault(kind, kind));
        }
    }
}
