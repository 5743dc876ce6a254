package io.llmgateway.providers.gemini;

import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.Part;
import io.llmgateway.error.InvalidRequestException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes images, sounds and documents: as bytes, or as an address Google fetches. */
final class MediaWriter {
    private static final String FILES = "https://generativelanguage.googleapis.com/v1beta/";
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("webp", "image/webp"),
            Map.entry("gif", "image/gif"),
            Map.entry("heic", "image/heic"),
            Map.entry("heif", "image/heif"),
            Map.entry("pdf", "application/pdf"),
            Map.entry("txt", "text/plain"),
            Map.entry("md", "text/markdown"),
            Map.entry("csv", "text/csv"),
            Map.entry("html", "text/html"),
            Map.entry("json", "application/json"),
            Map.entry("xml", "text/xml"),
            Map.entry("mp3", "audio/mp3"),
            Map.entry("wav", "audio/wav"),
            Map.entry("flac", "audio/flac"),
            Map.entry("aac", "audio/aac"),
            Map.entry("ogg", "audio/ogg"),
            Map.entry("mp4", "video/mp4"),
            Map.entry("mov", "video/quicktime"),
            Map.entry("webm", "video/webm"));

    private final JsonGenerator json;
    private final @Nullable String name;

    /**
     * For one part.
     *
     * @param json stands inside the part
     * @param name to show, or null; only parts of a function's result have names
     */
    MediaWriter(JsonGenerator json, @Nullable String name) {
        this.json = json;
        this.name = name;
    }

    /** Writes the fields of the part. */
    void write(Part part) {
        MediaSource source = sourceOf(part);
        if (source instanceof MediaSource.Inline inline) {
            writeBytes(inline.mediaType(), inline.base64());
        } else if (source instanceof MediaSource.Url url) {
            writeUrl(url);
        } else if (source instanceof MediaSource.FileId file) {
            String uri = file.id().startsWith("files/") ? FILES + file.id() : file.id();
            writeFile(uri, file.mediaType());
        }
    }

    private static MediaSource sourceOf(Part part) {
        if (part instanceof Part.Image image) {
            return image.source();
        }
        if (part instanceof Part.Document document) {
            return document.source();
        }
        if (part instanceof Part.Audio audio) {
            return audio.source();
        }
        throw new InvalidRequestException("a message holds what cannot stand there: " + part);
    }

    private void writeUrl(MediaSource.Url url) {
        String scheme =
                url.url().substring(0, Math.max(0, url.url().indexOf(':'))).toLowerCase(Locale.ROOT);
        switch (scheme) {
            case "http", "https", "gs" -> writeFile(url.url(), url.mediaType());
            default ->
                throw new InvalidRequestException("an address of an image, sound or document begins with \"" + scheme
                        + ":\": https, gs and data addresses can be fetched, anything else must be sent as bytes");
        }
    }

    private void writeBytes(String type, String base64) {
        json.writeObjectPropertyStart("inlineData");
        int parameters = type.indexOf(';');
        json.writeStringProperty("mimeType", (parameters < 0 ? type : type.substring(0, parameters)).strip());
        json.writeStringProperty("data", base64);
        writeName();
        json.writeEndObject();
    }

    private void writeName() {
        if (name != null) {
            json.writeStringProperty("displayName", name);
        }
    }

    private void writeFile(String uri, @Nullable String type) {
        String known = type == null ? typeOf(uri) : type;
        json.writeObjectPropertyStart("fileData");
        if (known != null) {
            json.writeStringProperty("mimeType", known);
        }
        json.writeStringProperty("fileUri", uri);
        writeName();
        json.writeEndObject();
    }

    // Vertex AI does not look by itself; the ending of a path mostly tells
    private static @Nullable String typeOf(String uri) {
        int end = uri.length();
        for (char c : new char[] {'?', '#'}) {
            int at = uri.indexOf(c);
            end = at >= 0 && at < end ? at : end;
        }
        String path = uri.substring(0, end);
        int dot = path.lastIndexOf('.');
        return dot < path.lastIndexOf('/')
                ? null
                : TYPES.get(path.substring(dot + 1).toLowerCase(Locale.ROOT));
    }
}
