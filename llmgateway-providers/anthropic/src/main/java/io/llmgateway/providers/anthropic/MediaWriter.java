package io.llmgateway.providers.anthropic;

import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.Part;
import io.llmgateway.providers.kit.Consent;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes images and documents. For one request, on one thread. */
final class MediaWriter {
    private static final Set<String> IMAGES = Set.of("image/png", "image/jpeg", "image/gif", "image/webp");
    private static final String PDF = "application/pdf";

    private final JsonGenerator json;
    private boolean files;

    MediaWriter(JsonGenerator json) {
        this.json = json;
    }

    /** Whether Anthropic takes an image or document; asks for leave to drop it if not. */
    static boolean takes(Part part, Consent consent) {
        if (part instanceof Part.Image image) {
            if (image.detail() != null && !image.detail().equals("auto")) {
                consent.warn("passed_over", "Anthropic has one resolution for images; their detail was passed over");
            }
            if (image.source() instanceof MediaSource.Inline inline && !IMAGES.contains(imageType(inline))) {
                consent.leaveOut("an image of type " + inline.mediaType(), "Anthropic takes PNG, JPEG, GIF and WebP");
                return false;
            }
        } else if (part instanceof Part.Document document
                && document.source() instanceof MediaSource.Inline inline
                && !bare(inline.mediaType()).equals(PDF)
                && !inline.isText()) {
            consent.leaveOut("a document of type " + inline.mediaType(), "Anthropic takes PDF and text");
            return false;
        }
        return true;
    }

    /** Whether something written refers to an uploaded file. */
    boolean files() {
        return files;
    }

    void image(Part.Image image, @Nullable String cacheTtl) {
        MediaSource source = image.source();
        json.writeStartObject();
        json.writeStringProperty("type", "image");
        source(source, source instanceof MediaSource.Inline inline ? imageType(inline) : "");
        BlockWriter.cacheControl(json, cacheTtl);
        json.writeEndObject();
    }

    void document(Part.Document document, @Nullable String cacheTtl) {
        MediaSource source = document.source();
        json.writeStartObject();
        json.writeStringProperty("type", "document");
        if (source instanceof MediaSource.Inline inline && inline.isText()) {
            plain(inline);
        } else {
            source(source, PDF);
        }
        if (document.title() != null) {
            json.writeStringProperty("title", document.title());
        }
        BlockWriter.cacheControl(json, cacheTtl);
        json.writeEndObject();
    }

    private static String imageType(MediaSource.Inline inline) {
        String type = bare(inline.mediaType());
        return type.equals("image/jpg") ? "image/jpeg" : type;
    }

    private static String bare(String mediaType) {
        int parameters = mediaType.indexOf(';');
        return (parameters < 0 ? mediaType : mediaType.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    // whatever kind of text it is, Anthropic takes it as plain text
    private void plain(MediaSource.Inline inline) {
        json.writeObjectPropertyStart("source");
        json.writeStringProperty("type", "text");
        json.writeStringProperty("media_type", "text/plain");
        json.writeStringProperty("data", inline.text());
        json.writeEndObject();
    }

    private void source(MediaSource source, String mediaType) {
        json.writeObjectPropertyStart("source");
        if (source instanceof MediaSource.Inline inline) {
            json.writeStringProperty("type", "base64");
            json.writeStringProperty("media_type", mediaType);
            json.writeStringProperty("data", inline.base64());
        } else if (source instanceof MediaSource.Url url) {
            json.writeStringProperty("type", "url");
            json.writeStringProperty("url", url.url());
        } else if (source instanceof MediaSource.FileId file) {
            json.writeStringProperty("type", "file");
            json.writeStringProperty("file_id", file.id());
            files = true;
        }
        json.writeEndObject();
    }
}
