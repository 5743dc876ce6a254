package io.llmgateway.providers.openai;

import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.Part;
import io.llmgateway.providers.kit.Consent;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/** Writes what users say and what tools give back. */
final class ResponsesContent {
    private static final Map<String, String> ENDINGS = Map.of("plain", "txt", "markdown", "md", "x-markdown", "md");

    private final JsonGenerator json;
    private final Dialect dialect;
    private final Consent consent;

    ResponsesContent(JsonGenerator json, Dialect dialect, Consent consent) {
        this.json = json;
        this.dialect = dialect;
        this.consent = consent;
    }

    /** Whether a part can be written; asks to leave it out if not. */
    boolean takes(Part part) {
        if (part instanceof Part.Text) {
            return true;
        }
        if (part instanceof Part.Image image) {
            return takes("image") && (!(image.source() instanceof MediaSource.Url) || takes("image.url"));
        }
        if (part instanceof Part.Document) {
            return takes("document");
        }
        if (part instanceof Part.Audio) {
            consent.leaveOut("audio", "the Responses API takes no sounds");
            return false;
        }
        if (part instanceof Part.CachePoint || part instanceof Part.Reasoning || part instanceof Part.Opaque) {
            // a hint, or another vendor's state
            return false;
        }
        consent.leaveOut(part.getClass().getSimpleName(), "only the model says such a thing");
        return false;
    }

    private boolean takes(String field) {
        String why = dialect.refused().get(field);
        if (why != null) {
            consent.leaveOut(field, why);
        }
        return why == null;
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
