package io.llmgateway.core.detect;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.llmgateway.guard.EntityType;
import io.llmgateway.guard.Finding;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of the application's own, in RE2's syntax, whose time grows evenly with the text. It is looked for in the text as
 * it is written and as it is folded. Thread-safe.
 */
public final class CustomPattern {
    private static final java.util.regex.Pattern MARKS = java.util.regex.Pattern.compile("\\p{M}");

    private final String name;
    private final EntityType type;
    private final Pattern pattern;
    private final double score;
    private final @Nullable CueBook near;

    /**
     * A pattern.
     *
     * @param name the rule of its finds
     * @param type what it finds
     * @param pattern the regular expression
     * @param ignoreCase whether capitals count as small letters
     * @param score how sure a find is, above 0 and at most 1
     * @param near words of which one must stand up to eight words before it or four after it; none need to where empty
     * @throws com.google.re2j.PatternSyntaxException if it is none
     * @throws IllegalArgumentException if it finds nothing at all in every text, or what should be near is no word
     */
    public CustomPattern(
            String name, EntityType type, String pattern, boolean ignoreCase, double score, List<String> near) {
        this.name = name;
        this.type = type;
        this.pattern = Pattern.compile(pattern, ignoreCase ? Pattern.CASE_INSENSITIVE : 0);
        this.score = score;
        this.near = near.isEmpty() ? null : new CueBook(List.of(String.join(" ", words(near))));
        if (this.pattern.matches("")) {
            throw new IllegalArgumentException("the pattern \"" + pattern + "\" fits an empty text, and so everywhere");
        }
    }

    /**
     * What it finds.
     *
     * @return the type of its finds
     */
    public EntityType type() {
        return type;
    }

    private static List<String> words(List<String> near) {
        for (String word : near) {
            Sheet sheet = new Sheet(word);
            if (sheet.tokens() != 1 || sheet.length(0) != word.length()) {
                throw new IllegalArgumentException(
                        "near has \"" + word + "\": write single words, of a phrase the most telling one");
            }
        }
        List<String> words = new ArrayList<>(near.size());
        for (String word : near) {
            String small = word.toLowerCase(Locale.ROOT);
            words.add(small);
            if (!Sheet.unspaced(small.charAt(0))) { // the book has the accents of the house's own cues, and no others
                words.add(MARKS.matcher(Normalizer.normalize(small, Normalizer.Form.NFD))
                        .replaceAll(""));
            }
        }
        return words;
    }

    /**
     * Looks for it.
     *
     * @param text the text
     * @param folded the text of the sheet
     * @param sheet the folded text
     * @param found gets what is found
     */
    void look(String text, String folded, Sheet sheet, List<Finding> found) {
        Matcher matcher = pattern.matcher(folded);
        while (matcher.find()) {
            add(matcher, sheet.origin(matcher.start()), sheet.origin(matcher.end()), matcher.start(), sheet, found);
        }
        if (!folded.equals(text)) {
            matcher = pattern.matcher(text);
            while (matcher.find()) {
                add(matcher, matcher.start(), matcher.end(), place(sheet, matcher.start()), sheet, found);
            }
        }
    }

    private void add(Matcher matcher, int start, int end, int place, Sheet sheet, List<Finding> found) {
        int length = matcher.end() - matcher.start();
        if (length > 0 && start < end && near(sheet, place, Math.min(sheet.length(), place + length))) {
            found.add(new Finding(type, start, end, score, name));
        }
    }

    private boolean near(Sheet sheet, int start, int end) {
        if (near == null) {
            return true;
        }
        Surroundings around = new Surroundings(sheet, near, start, Math.max(start + 1, end));
        return around.before(0) < Surroundings.FAR || around.after(0) < Surroundings.FAR;
    }

    // of the folded text
    private static int place(Sheet sheet, int origin) {
        int low = 0;
        int high = sheet.length();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sheet.origin(middle) < origin) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
