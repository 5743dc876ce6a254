package io.llmgateway.chat;

import java.util.Base64;
import java.util.Objects;
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

        @Override
        public String toString() {
            return "Inline[" + mediaType + ", " + base64.length() + " chars]";
        }
    }

    /**
     * An address the vendor fetches.
     *
     * @param url an absolute URL
     * @param mediaType the media type, or null if unknown
     */
    record Url(String url, @Nullable String mediaType) implements MediaSource {
        public Url {
            Objects.requireNonNull(url, "url");
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
     * An address the vendor fetches.
     *
     * @param url an absolute URL
     * @return the source
     */
    static MediaSource url(String url) {
        return new Url(url, null);
    }
}
