package io.llmgateway.providers.openai;

import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.Part;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.providers.kit.WireJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes the content of messages that are no answers. For one request. */
final class PartWriter {
    private static final Duration LONG = Duration.ofHours(1);

    private final Dialect dialect;
    private final Permit permit;

    PartWriter(Dialect dialect, Permit permit) {
        this.dialect = dialect;
        this.permit = permit;
    }

    // a part, and the hint that stands behind it
    private record Hinted(Part part, Part.@Nullable CachePoint hint) {}

    /**
     * Writes content as a value: a text where it is no more than that, and a list otherwise.
     *
     * @param message the number of the message it belongs to
     * @param prefix what the fields of its parts are called by, such as {@code "toolResult."}, or empty
     */
    void content(JsonGenerator json, List<Part> parts, int message, String prefix) {
        if (parts.size() == 1 && parts.get(0) instanceof Part.Text text) { // as most are
            json.writeString(text.text());
            return;
        }
        List<Hinted> taken = new ArrayList<>(parts.size());
        for (Part part : parts) {
            if (part instanceof Part.CachePoint point) {
                hint(taken, point);
            } else if (takes(part, message, prefix)) {
                taken.add(new Hinted(part, null));
            }
        }
        if (taken.isEmpty()) {
            json.writeString("");
        } else if (taken.size() == 1
                && taken.get(0).part() instanceof Part.Text text
                && taken.get(0).hint() == null) {
            json.writeString(text.text());
        } else {
            json.writeStartArray();
            taken.forEach(item -> write(json, item));
            json.writeEndArray();
        }
    }

    private void hint(List<Hinted> taken, Part.CachePoint point) {
        if (dialect.has(Dialect.Trait.CACHE_CONTROL) && !taken.isEmpty()) {
            int last = taken.size() - 1;
            taken.set(last, new Hinted(taken.get(last).part(), point));
        }
    }

    private boolean takes(Part part, int message, String prefix) {
        if (part instanceof Part.Text) {
            return true;
        }
        if (part instanceof Part.Image image) {
            return permit.takes("image") && within(prefix, "image") && source(image.source(), "image");
        }
        if (part instanceof Part.Document document) {
            return permit.takes("document") && within(prefix, "document") && source(document.source(), "document");
        }
        if (part instanceof Part.Audio audio) {
            return permit.takes("audio") && within(prefix, "audio") && source(audio.source(), "audio");
        }
        if (part instanceof Part.Opaque opaque) {
            return opaque.state().format().equals(ReasoningState.FORMAT);
        }
        throw new InvalidRequestException(
                "message " + message + " holds a " + part.getClass().getSimpleName()
                        + ", which only an answer can hold: put it into a message of the role assistant");
    }

    private boolean within(String prefix, String kind) {
        return prefix.isEmpty() || permit.takes(prefix + kind);
    }

    private boolean source(MediaSource source, String kind) {
        if (source instanceof MediaSource.Url) {
            if (kind.equals("audio") && !dialect.has(Dialect.Trait.PLAIN_MEDIA)) {
                permit.leaveOut("audio.url", "it takes no address of a sound, only the bytes");
                return false;
            }
            return permit.takes(kind + ".url");
        }
        if (source instanceof MediaSource.FileId && !kind.equals("document")) {
            permit.leaveOut(kind + ".file", "it takes no file id here, only the bytes");
            return false;
        }
        return true;
    }

    private void write(JsonGenerator json, Hinted item) {
        if (item.part() instanceof Part.Opaque opaque) {
            WireJson.raw(json, opaque.state().data(), "an opaque part");
            return;
        }
        json.writeStartObject();
        if (item.part() instanceof Part.Text text) {
            json.writeStringProperty("type", "text");
            json.writeStringProperty("text", text.text());
        } else if (item.part() instanceof Part.Image image) {
            image(json, image);
        } else if (item.part() instanceof Part.Document document) {
            document(json, document);
        } else if (item.part() instanceof Part.Audio audio) {
            audio(json, audio);
        }
        if (item.hint() != null) {
            cacheControl(json, item.hint());
        }
        json.writeEndObject();
    }

    private static void cacheControl(JsonGenerator json, Part.CachePoint hint) {
        json.writeObjectPropertyStart("cache_control");
        json.writeStringProperty("type", "ephemeral");
        if (hint.ttl() != null) {
            json.writeStringProperty("ttl", hint.ttl().compareTo(LONG) < 0 ? "5m" : "1h");
        }
        json.writeEndObject();
    }

    /** The fields of an image. */
    static void image(JsonGenerator json, Part.Image image) {
        json.writeStringProperty("type", "image_url");
        json.writeObjectPropertyStart("image_url");
        json.writeStringProperty("url", url(image.source()));
        if (image.detail() != null) {
            json.writeStringProperty("detail", image.detail());
        }
        json.writeEndObject();
    }

    private static String url(MediaSource source) {
        if (source instanceof MediaSource.Inline inline) {
            return "data:" + inline.mediaType() + ";base64," + inline.base64();
        }
        return source instanceof MediaSource.Url url ? url.url() : ((MediaSource.FileId) source).id();
    }

    private void document(JsonGenerator json, Part.Document document) {
        boolean plain = dialect.has(Dialect.Trait.PLAIN_MEDIA);
        if (document.source() instanceof MediaSource.FileId file) {
            json.writeStringProperty("type", "file");
            if (plain) {
                json.writeStringProperty("file_id", file.id());
            } else {
                json.writeObjectPropertyStart("file");
                json.writeStringProperty("file_id", file.id());
                json.writeEndObject();
            }
        } else if (plain) {
            json.writeStringProperty("type", "document_url");
            json.writeStringProperty("document_url", url(document.source()));
            if (document.title() != null) {
                json.writeStringProperty("document_name", document.title());
            }
        } else {
            json.writeStringProperty("type", "file");
            json.writeObjectPropertyStart("file");
            json.writeStringProperty("filename", name(document));
            json.writeStringProperty("file_data", url(document.source()));
            json.writeEndObject();
        }
    }

    // a file must have a name
    private static String name(Part.Document document) {
        if (document.title() != null) {
            return document.title();
        }
        return "application/pdf".equals(document.source().mediaType()) ? "document.pdf" : "document";
    }

    private static void audio(JsonGenerator json, Part.Audio audio) {
        json.writeStringProperty("type", "input_audio");
        if (audio.source() instanceof MediaSource.Inline inline) {
            json.writeObjectPropertyStart("input_audio");
            json.writeStringProperty("data", inline.base64());
            json.writeStringProperty("format", format(inline.mediaType()));
            json.writeEndObject();
        } else {
            json.writeStringProperty("input_audio", url(audio.source()));
        }
    }

    private static String format(String mediaType) {
        return switch (mediaType) {
            case "audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave" -> "wav";
            case "audio/mpeg", "audio/mp3" -> "mp3";
            default -> mediaType.substring(mediaType.indexOf('/') + 1);
        };
    }
}
