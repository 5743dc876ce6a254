package io.llmgateway.providers.kit;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Finds what looks like a credential: words with a known beginning, the word behind {@code Bearer}, and values of
 * telling names in headers, queries and JSON.
 *
 * <p>Not safe for use by several threads at once.
 */
final class CredentialScan {
    private static final List<String> BEGINNINGS =
            List.of("sk-", "sk_", "hf_", "gsk_", "pplx-", "AIza", "ya29.", "ghp_");
    private static final int SHORTEST_TAIL = 6;

    /** Beginnings that ordinary words and names of models have too, so that only a long word counts. */
    private static final List<String> COMMON_BEGINNINGS = List.of("xai-", "nvapi-", "r8_", "eyJ", "AKIA", "ASIA");

    private static final int SHORTEST_COMMON_TAIL = 16;

    private static final Set<String> SCHEMES = Set.of("bearer", "basic");
    private static final int LONGEST_PLAIN_WORD = 14; // "authentication"

    /** Ends of names, without hyphens and underscores. */
    private static final List<String> NAMES = List.of(
            "apikey",
            "accesstoken",
            "refreshtoken",
            "idtoken",
            "securitytoken",
            "clientsecret",
            "secretkey",
            "accesskey",
            "privatekey",
            "subscriptionkey",
            "password",
            "amzsignature",
            "amzcredential");

    private static final Set<String> QUERY_NAMES = Set.of("key", "token", "secret", "sig", "signature");
    private static final Set<String> LINE_NAMES = Set.of("authorization", "proxyauthorization", "cookie", "setcookie");
    private static final int LONGEST_NAME = 40;

    private final String text;
    private int from;
    private int to;

    CredentialScan(String text) {
        this.text = text;
    }

    /** Whether a word begins here that is a credential or introduces one; then the range is what to mask. */
    boolean findAt(int at) {
        if (!isWordChar(charAt(at)) || isWordChar(charAt(at - 1))) {
            return false;
        }
        if (findBeginning(at, BEGINNINGS, SHORTEST_TAIL)
                || findBeginning(at, COMMON_BEGINNINGS, SHORTEST_COMMON_TAIL)) {
            return true;
        }
        int behind = at;
        while (isWordChar(charAt(behind)) || charAt(behind) == '-') {
            if (behind - at == LONGEST_NAME) {
                return false;
            }
            behind++;
        }
        String word = text.substring(at, behind).toLowerCase(Locale.ROOT);
        return SCHEMES.contains(word) ? findToken(behind) : findValue(word, behind);
    }

    /** Where the credential begins. */
    int from() {
        return from;
    }

    /** Behind the credential. */
    int to() {
        return to;
    }

    private boolean findBeginning(int at, List<String> beginnings, int shortestTail) {
        for (String beginning : beginnings) {
            if (text.startsWith(beginning, at)) {
                from = at + beginning.length();
                to = behindToken(from);
                return to - from >= shortestTail;
            }
        }
        return false;
    }

    private boolean findToken(int behindScheme) {
        from = skipBlanks(behindScheme);
        to = behindToken(from);
        return from > behindScheme && to > from && !isPlainWord();
    }

    /** Whether this is a word of a sentence, as in "bearer token is missing". */
    private boolean isPlainWord() {
        return to - from <= LONGEST_PLAIN_WORD
                && text.substring(from, to).chars().allMatch(c -> c >= 'a' && c <= 'z');
    }

    private boolean findValue(String word, int behindName) {
        String name = word.replace("-", "").replace("_", "");
        boolean query = QUERY_NAMES.contains(name);
        boolean wholeLine = LINE_NAMES.contains(name);
        if (!query && !wholeLine && NAMES.stream().noneMatch(name::endsWith)) {
            return false;
        }
        int separator = skipBlanks(skipQuote(behindName));
        char sign = charAt(separator);
        if (sign != '=' && (sign != ':' || query)) {
            return false;
        }
        int value = skipBlanks(separator + 1);
        from = skipQuote(value);
        to = from == value ? behindBare(wholeLine) : behindQuoted(charAt(value) == '\\');
        return to > from;
    }

    private int behindToken(int at) {
        int i = at;
        while (isTokenChar(charAt(i)) || isEscapedSlash(i)) {
            i++;
        }
        return i;
    }

    private int behindBare(boolean wholeLine) {
        int i = from;
        while (i < text.length() && !endsBare(i, wholeLine)) {
            i++;
        }
        return i;
    }

    private boolean endsBare(int i, boolean wholeLine) {
        char c = text.charAt(i);
        if (c == '"' || c == '\'' || c == '\n' || c == '\r' || (c == '\\' && !isEscapedSlash(i))) {
            return true;
        }
        return !wholeLine && (c <= ' ' || "&,;<>()[]{}".indexOf(c) >= 0);
    }

    /** Up to the closing quote, which has a backslash if the opening one had. */
    private int behindQuoted(boolean escaped) {
        char quote = text.charAt(from - 1);
        int i = from;
        while (i < text.length() && text.charAt(i) != quote) {
            if (charAt(i) == '\\') {
                if (escaped && charAt(i + 1) == quote) {
                    return i;
                }
                i++;
            }
            i++;
        }
        return Math.min(i, text.length());
    }

    /** A quote, with the backslash it has in JSON inside of JSON. */
    private int skipQuote(int at) {
        int quote = charAt(at) == '\\' ? at + 1 : at;
        return charAt(quote) == '"' || charAt(quote) == '\'' ? quote + 1 : at;
    }

    private int skipBlanks(int at) {
        int i = at;
        while (charAt(i) == ' ' || charAt(i) == '\t') {
            i++;
        }
        return i;
    }

    private boolean isEscapedSlash(int at) {
        return charAt(at) == '\\' && charAt(at + 1) == '/';
    }

    private static boolean isTokenChar(char c) {
        return isWordChar(c) || (c != 0 && "-.*+/=~%".indexOf(c) >= 0);
    }

    private static boolean isWordChar(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }

    /** The character at this place, 0 outside the text. */
    private char charAt(int at) {
        return at >= 0 && at < text.length() ? text.charAt(at) : 0;
    }
}
