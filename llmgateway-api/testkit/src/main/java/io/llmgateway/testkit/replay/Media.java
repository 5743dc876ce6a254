package io.llmgateway.testkit.replay;

import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.Part;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Media and cache marks as the vendors' requests write them. */
final class Media {
    private Media() {}

    /** A source by its URL; a data URL holds the bytes. */
    static MediaSource url(String url, @Nullable String mediaType) {
        MediaSource source = MediaSource.url(url);
        return source instanceof MediaSource.Inline ? source : new MediaSource.Url(url, mediaType);
    }

    /** The part that fits a source: an image, a sound, or else a document. */
    static Part part(MediaSource source) {
        String type = String.valueOf(source.mediaType());
        if (type.startsWith("image/")) {
            return new Part.Image(source);
        }
        return type.startsWith("audio/") ? new Part.Audio(source) : new Part.Document(source);
    }

    /** A mark of Anthropic's kind, {@code cache_control{type: ephemeral, ttl}}. */
    static Part.CachePoint cachePoint(Fields control) throws Inexpressible {
        String type = control.needed("type");
        String ttl = control.text("ttl");
        control.done();
        if (!type.equals("ephemeral")) {
            throw new Inexpressible(control.where() + " is of type " + type);
        }
        return new Part.CachePoint(ttl == null ? null : ttl(ttl, control.where()));
    }

    private static Duration ttl(String text, String where) throws Inexpressible {
        return switch (text) {
            case "5m" -> Duration.ofMinutes(5);
            case "1h" -> Duration.ofHours(1);
            default -> throw new Inexpressible(where + " lives for " + text);
        };
    }
}
