package io.llmgateway.providers.kit;

import io.llmgateway.chat.Failure;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes text of a vendor fit for an error message or a log line: what is or looks like a credential becomes
 * {@code ***}, control characters and runs of white space become one blank, and the text is cut at a length.
 *
 * <p>Masked are the credentials given (also percent-encoded, and where the text breaks off inside one), tokens with the
 * beginnings known to us ({@code sk-}, {@code hf_}, {@code AIza} …), what follows {@code Bearer}, and the values of
 * names like {@code x-api-key:} or {@code ?key=}. Masking too much is preferred to masking too little.
 *
 * <p>Immutable and safe for use by several threads. The time needed is linear in the length of the text, and mostly far
 * less: nothing is read beyond what fits.
 */
public final class Redaction {
    /** The length at which text is cut unless set otherwise, in {@code char}s: 500. */
    public static final int DEFAULT_LENGTH = 500;

    private static final String MASK = "***";
    private static final int SHORTEST_SECRET = 4;
    private static final int SHORTEST_REST = 8;

    private final List<String> secrets; // the longest first
    private final int maxLength;

    private Redaction(List<String> secrets, int maxLength) {
        this.secrets = secrets;
        this.maxLength = maxLength;
    }

    /**
     * Masks these credentials, besides everything that looks like one, and cuts at {@link #DEFAULT_LENGTH}.
     *
     * @param secrets credentials in use; those shorter than four characters are ignored, as masking them would leave
     *     nothing legible
     */
    public static Redaction of(Collection<String> secrets) {
        return of(secrets, DEFAULT_LENGTH);
    }

    /**
     * Masks these credentials, besides everything that looks like one.
     *
     * @param maxLength how many {@code char}s a text may have at most, with the sign that it was cut; at least 1
     */
    public static Redaction of(Collection<String> secrets, int maxLength) {
        if (maxLength < 1) {
            throw new IllegalArgumentException("maxLength must be at least 1: " + maxLength);
        }
        List<String> forms = new ArrayList<>();
        for (String secret : secrets) {
            add(secret, forms);
            add(secret.strip(), forms);
            add(URLEncoder.encode(secret, StandardCharsets.UTF_8), forms);
        }
        return new Redaction(forms, maxLength);
    }

    // each once, the longest first
    private static void add(String form, List<String> forms) {
        if (form.strip().length() < SHORTEST_SECRET || forms.contains(form)) {
            return;
        }
        int at = 0;
        while (at < forms.size() && forms.get(at).length() >= form.length()) {
            at++;
        }
        forms.add(at, form);
    }

    /** The vendor's error code without credentials: some servers put what they dislike into it. Null for null. */
    @Nullable
    String code(@Nullable String code) {
        return code == null ? null : apply(code);
    }

    /** The text without credentials, on one line; empty for null. */
    public String apply(@Nullable String text) {
        if (text == null) {
            return "";
        }
        OneLine line = new OneLine(maxLength);
        CredentialScan looks = new CredentialScan(text);
        int at = 0;
        while (at < text.length() && !line.full()) {
            int behind = behindSecret(text, at);
            if (behind == at && looks.findAt(at)) {
                line.append(text, at, looks.from());
                at = looks.from();
                behind = looks.to();
            }
            if (behind > at) {
                line.append(MASK);
                at = behindUnion(text, at, behind);
            } else {
                at = line.appendCodePoint(text, at);
            }
        }
        return line.toString();
    }

    /** The failure with its message made fit, and with the request id where it has none. */
    Failure apply(Failure failure, @Nullable String requestId) {
        return new Failure(
                failure.kind(),
                apply(failure.message()),
                failure.status(),
                code(failure.code()),
                failure.requestId() == null ? requestId : failure.requestId(),
                failure.retryAfter(),
                failure.rateLimits());
    }

    @Override
    public String toString() {
        return "Redaction[" + secrets.size() + " secrets, at most " + maxLength + " chars]";
    }

    /** Behind the range and every secret that begins inside it, so that no tail of one is left over. */
    private int behindUnion(String text, int from, int to) {
        int behind = to;
        for (int i = from; i < behind; i++) {
            behind = Math.max(behind, behindSecret(text, i));
        }
        return behind;
    }

    /** Where the secret ends that begins here; the same place if none does. */
    private int behindSecret(String text, int at) {
        int rest = text.length() - at;
        for (String secret : secrets) {
            boolean brokenOff = rest >= SHORTEST_REST && rest < secret.length();
            int length = brokenOff ? rest : secret.length();
            if (text.regionMatches(at, secret, 0, length)) {
                return at + length;
            }
        }
        return at;
    }
}
