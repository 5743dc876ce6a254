package io.llmgateway.core.guard;

import io.llmgateway.chain.TextFilter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Looks for a mark in one text of an answer, in any case, with anything but letters and digits between its letters, backwards,
 * in hexadecimal or Base64. What may be the beginning of it is held back, some hundred chars at most.
 */
final class Leak implements TextFilter {
    private static final int MOST_HELD = 800;
    private static final int LEAST_BEGUN = 3;

    private final List<String> any = new ArrayList<>(); // whatever the case
    private final List<String> exact = new ArrayList<>();
    private final int longest;
    private final boolean json;
    private final Supplier<? extends RuntimeException> refusal;
    private final StringBuilder held = new StringBuilder();
    private final StringBuilder before = new StringBuilder(); // letters and digits of what went on

    /**
     * A look at one text.
     *
     * @param mark the mark
     * @param json whether escapes are read as JSON means them
     * @param refusal what is thrown
     */
    Leak(String mark, boolean json, Supplier<? extends RuntimeException> refusal) {
        this.json = json;
        this.refusal = refusal;
        any.add(mark);
        any.add(new StringBuilder(mark).reverse().toString());
        StringBuilder hex = new StringBuilder();
        mark.chars().forEach(c -> hex.append(Integer.toHexString(c)));
        any.add(hex.toString());
        for (String written : List.of(mark, mark.toUpperCase(Locale.ROOT))) {
            for (int shift = 0; shift < 3; shift++) {
                exact.add(base64(written, shift));
            }
        }
        longest = any.stream().mapToInt(String::length).max().orElse(0);
    }

    // what encodes the mark alone, wherever it stands in what is encoded: groups of three bytes that hold nothing else
    private static String base64(String mark, int shift) {
        byte[] bytes = mark.getBytes(StandardCharsets.US_ASCII);
        int whole = (bytes.length - shift) / 3 * 3;
        return Base64.getEncoder().encodeToString(Arrays.copyOfRange(bytes, shift, shift + whole));
    }

    @Override
    public String push(String piece) {
        held.append(piece);
        return release(false);
    }

    @Override
    public String flush() {
        return release(true);
    }

    private String release(boolean last) {
        StringBuilder letters = new StringBuilder(before);
        int[] places = new int[held.length()];
        int count = 0;
        int end = held.length();
        for (int i = 0, length; i < end; i += length) {
            char c = held.charAt(i);
            length = json && c == '\\' ? JsonStrings.escape(held, i) : 1;
            if (i + length > end) { // the rest of the escape is to come
                end = last ? end : i;
                break;
            }
            c = length == 1 ? c : JsonStrings.escaped(held, i);
            if (Character.isLetterOrDigit(c)) {
                letters.append(c);
                places[count++] = i;
            }
        }
        String text = letters.toString();
        String small = text.toLowerCase(Locale.ROOT);
        boolean found = any.stream().anyMatch(small::contains) || exact.stream().anyMatch(text::contains);
        if (found) {
            throw refusal.get();
        }
        int begun = last ? 0 : Math.max(begun(small, any), begun(text, exact));
        int kept = Math.min(begun, count);
        int out = kept == 0 ? end : places[count - kept];
        if (end - out > MOST_HELD) {
            out = end;
            kept = 0;
        }
        int gone = before.length() + count - kept;
        before.setLength(0);
        before.append(text, Math.max(0, gone - longest), gone);
        String released = held.substring(0, out);
        held.delete(0, out);
        return released;
    }

    // how much of the end may be the beginning of one
    private static int begun(String text, List<String> wanted) {
        int most = 0;
        for (String one : wanted) {
            for (int length = Math.min(one.length() - 1, text.length());
                    length >= LEAST_BEGUN && length > most;
                    length--) {
                if (text.endsWith(one.substring(0, length))) {
                    most = length;
                }
            }
        }
        return most;
    }
}
