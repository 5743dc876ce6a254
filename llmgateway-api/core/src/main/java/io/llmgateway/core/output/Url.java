package io.llmgateway.core.output;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An address as a browser reads it (WHATWG URL): character references and chars nobody sees are no disguise, nor are
 * backslashes, users before the host, or slashes too many or too few.
 *
 * @param scheme such as {@code https}; empty where there is none
 * @param host in small letters; null where it names none
 * @param rest what follows the host, or the scheme
 */
record Url(String scheme, @Nullable String host, String rest) {
    private static final Set<String> WEB = Set.of("http", "https", "ftp", "ws", "wss");
    private static final Set<String> CODE = Set.of("javascript", "vbscript", "livescript", "jscript", "mocha");

    static Url of(String written) {
        return parse(Disguise.value(written));
    }

    /** The same to a reader who knows no character references. */
    static Url asWritten(String written) {
        return parse(Disguise.visible(written));
    }

    private static Url parse(String text) {
        int colon = scheme(text);
        String scheme = colon < 0 ? "" : text.substring(0, colon);
        int at = colon + 1;
        int start = at;
        while (start < text.length() && slash(text.charAt(start))) {
            start++;
        }
        if (!WEB.contains(scheme) && start - at < 2) {
            return new Url(scheme, null, text.substring(at));
        }
        int end = start;
        while (end < text.length() && !slash(text.charAt(end)) && text.charAt(end) != '?' && text.charAt(end) != '#') {
            end++;
        }
        return new Url(scheme, host(text.substring(start, end)), text.substring(end));
    }

    private static int scheme(String text) {
        int i = 0;
        while (i < text.length() && (Character.isLetterOrDigit(text.charAt(i)) || "+.-".indexOf(text.charAt(i)) >= 0)) {
            i++;
        }
        return i > 0 && i < text.length() && text.charAt(i) == ':' && Disguise.letter(text.charAt(0)) ? i : -1;
    }

    private static boolean slash(char c) {
        return c == '/' || c == '\\';
    }

    private static String host(String authority) {
        String host = authority.substring(authority.lastIndexOf('@') + 1);
        int port = host.lastIndexOf(':');
        if (port > host.lastIndexOf(']')) {
            host = host.substring(0, port);
        }
        if (host.indexOf('%') >= 0) {
            try {
                host = URLDecoder.decode(host.replace("+", "%2B"), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) { // no host at all; it is in no list either
                return host;
            }
        }
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    /** Whether to follow it is to run what it says. */
    boolean runs() {
        return CODE.contains(scheme) || (scheme.equals("data") && !inline());
    }

    /** Whether it holds a picture, sound or plain text itself. */
    boolean inline() {
        return scheme.equals("data")
                && (rest.startsWith("image/")
                        || rest.startsWith("audio/")
                        || rest.startsWith("video/")
                        || rest.startsWith("text/plain"))
                && !rest.startsWith("image/svg");
    }

    /** Whether it is a place in the same house: it names neither a host nor a scheme. */
    boolean near() {
        return host == null && (scheme.isEmpty() || rest.startsWith(":")); // a::b is code, not an address
    }
}
