package io.llmgateway.chat;

import io.llmgateway.error.InvalidRequestException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Reads addresses that carry their bytes, by RFC 2397. */
final class DataAddress {
    private static final String SCHEME = "data:";
    private static final String USUAL_TYPE = "text/plain";

    private DataAddress() {}

    static boolean is(String url) {
        return url.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    static MediaSource.Inline read(String url) {
        int comma = url.indexOf(',');
        if (comma < 0) {
            throw new InvalidRequestException(
                    "a data: address has no comma: it must be like data:image/png;base64,iVBORw0KGgo=");
        }
        String head = url.substring(SCHEME.length(), comma);
        String content = url.substring(comma + 1);
        int last = head.lastIndexOf(';');
        boolean base64 = last >= 0 && head.substring(last + 1).strip().equalsIgnoreCase("base64");
        String type = (base64 ? head.substring(0, last) : head).strip();
        return new MediaSource.Inline(
                type.isEmpty() || type.startsWith(";") ? USUAL_TYPE + type : type,
                base64 ? standard(content) : Base64.getEncoder().encodeToString(unescaped(content)));
    }

    // escaped as in any address, in either alphabet, with blanks: who reads it otherwise reads something else
    private static String standard(String base64) {
        String text = base64.indexOf('%') < 0 ? base64 : new String(unescaped(base64), StandardCharsets.ISO_8859_1);
        text = text.replace('-', '+').replace('_', '/');
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ') {
                return withoutBlanks(text);
            }
        }
        return text;
    }

    private static String withoutBlanks(String text) {
        StringBuilder rest = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > ' ') {
                rest.append(text.charAt(i));
            }
        }
        return rest.toString();
    }

    private static byte[] unescaped(String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '%') {
                out.write(bytes[i]);
                continue;
            }
            int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
            int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                throw new InvalidRequestException(
                        "a data: address cannot be read: \"%\" is not followed by two hexadecimal digits");
            }
            out.write(high << 4 | low);
            i += 2;
        }
        return out.toByteArray();
    }
}
