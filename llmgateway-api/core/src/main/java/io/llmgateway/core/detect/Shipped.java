package io.llmgateway.core.detect;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The lists that are shipped beside the classes. What starts waits for them, so they are read by plain loops over chars: all else
 * takes long before it is compiled.
 */
public final class Shipped {
    private Shipped() {}

    /**
     * The words of each line of a list, without lines that are empty or comments.
     *
     * @param beside the class it lies beside
     * @param name the list's
     * @return the lines
     */
    public static List<String[]> lines(Class<?> beside, String name) {
        String all;
        try (InputStream in = beside.getResourceAsStream(name)) {
            all = new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the shipped list " + name + " cannot be read", e);
        }
        List<String[]> lines = new ArrayList<>();
        int start = 0;
        while (start < all.length()) {
            int end = all.indexOf('\n', start);
            end = end < 0 ? all.length() : end;
            String[] words = words(all.substring(start, end));
            if (words.length > 0 && all.charAt(start) != '#') {
                lines.add(words);
            }
            start = end + 1;
        }
        return lines;
    }

    /** The words of a text, as blanks part them. */
    static String[] words(String text) {
        char[] chars = text.toCharArray();
        String[] words = new String[chars.length / 2 + 1];
        int size = 0;
        int start = 0;
        for (int i = 0; i <= chars.length; i++) {
            if (i == chars.length || chars[i] <= ' ') {
                if (start < i) {
                    words[size++] = text.substring(start, i);
                }
                start = i + 1;
            }
        }
        return Arrays.copyOf(words, size);
    }
}
