package io.llmgateway.chat;

import io.llmgateway.error.InvalidRequestException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where the bytes of an image, a document or a sound are. */
public sealed interface MediaSource {
    /**
     * The IANA media type, such as {@code image/png}.
     *
     * @return the type, or null where the source does not tell
     */
    @Nullable
    String mediaType();

    /**
     * Bytes that travel with the message.
     *
     * @param mediaType the IANA media type
     * @param base64 the bytes in standard Base64 (RFC 4648, section 4)
     */
    record Inline(String mediaType, String base64) implements MediaSource {
        private static final Set<String> TEXTS = Set.of(
                "application/json",
                "application/xml",
                "application/yaml",
                "application/x-yaml",
                "application/csv",
                "application/javascript",
                "application/x-ndjson",
                "application/jsonl",
                "application/sql",
                "application/toml",
                "application/rtf",
                "message/rfc822");
        private static final Pattern CHARSET = Pattern.compile("(?i);\\s*charset\\s*=\\s*[\"']?([^\\s;\"']+)");

        public Inline {
            Objects.requireNonNull(mediaType, "mediaType");
            Objects.requireNonNull(base64, "base64");
        }

        /**
         * The bytes.
         *
         * @return a fresh array
         * @throws IllegalArgumentException if the text is no Base64
         */
        public byte[] bytes() {
            return Base64.getDecoder().decode(base64);
        }

        /**
         * Whether the bytes are text.
         *
         * @return true for {@code text/…}, JSON, XML, YAML, CSV and the like, whatever parameters the media type has
         */
        public boolean isText() {
            int end = mediaType.indexOf(';');
            String type =
                    (end < 0 ? mediaType : mediaType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
            return type.startsWith("text/") || TEXTS.contains(type) || type.endsWith("+json") || type.endsWith("+xml");
        }

        /**
         * The bytes as text.
         *
         * @return the text, by the charset the media type names (RFC 2046), or else as UTF-8
         * @throws InvalidRequestException if they are no Base64, or Java knows no such charset
         */
        public String text() {
            try {
                return new String(bytes(), charset());
            } catch (IllegalArgumentException e) {
                throw new InvalidRequestException("a document of type " + mediaType
                        + " is no Base64: make the source with MediaSource.of(mediaType, bytes)");
            }
        }

        /**
         * The same with another text.
         *
         * @param text the text
         * @return the source, of the same media type and in its charset
         * @throws InvalidRequestException if Java knows no such charset
         */
        public Inline withText(String text) {
            return new Inline(mediaType, Base64.getEncoder().encodeToString(text.getBytes(charset())));
        }

        private Charset charset() {
            Matcher named = CHARSET.matcher(mediaType);
            try {
                return named.find() ? Charset.forName(named.group(1)) : StandardCharsets.UTF_8;
            } catch (IllegalArgumentException e) {
                throw new InvalidRequestException("a document cannot be read: no charset is called " + named.group(1));
            }
        }

        @Override
        public String toString() {
            return "Inline[" + mediaType + ", " + base64.length() + " chars]";
        }
    }

    /**
     * An address the vendor fetches.
     *
     * @param url an absolute URL; none that begins with {@code data:}, which {@link MediaSource#url} reads
     * @param mediaType the media type, or null if unknown
     */
    record Url(String url, @Nullable String mediaType) implements MediaSource {
        public Url {
            Objects.requireNonNull(url, "url");
            if (DataAddress.is(url)) {
                throw new InvalidRequestException(
                        "a data: address carries its bytes, and nobody fetches it: make the source with MediaSource.url(address)");
            }
        }

        @Override
        public String toString() {
            return "Url[" + url.length() + " chars]";
        }
    }

    /**
     * A file uploaded to the vendor before.
     *
     * @param id the vendor's id of the file
     * @param mediaType the media type, or null if unknown
     */
    record FileId(String id, @Nullable String mediaType) implements MediaSource {
        public FileId {
            Objects.requireNonNull(id, "id");
        }
    }

    /**
     * Bytes that travel with the message.
     *
     * @param mediaType the IANA media type
     * @param bytes the bytes; encoded at once, so later changes of the array do not show
     * @return the source
     */
    static MediaSource of(String mediaType, byte[] bytes) {
        return new Inline(mediaType, Base64.getEncoder().encodeToString(bytes));
    }

    /**
     * An address the vendor fetches, or a {@code data:} address (RFC 2397), which carries its bytes.
     *
     * @param url an absolute URL
     * @return the source; {@link Inline} where the address carries the bytes
     * @throws InvalidRequestException if a {@code data:} address cannot be read
     */
    static MediaSource url(String url) {
        return DataAddress.is(url) ? DataAddress.read(url) : new Url(url, null);
    }
}
