package io.llmgateway.core.route;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How hard a question looks, from 0 to 1: a cheap sum of signs, not an understanding.
 *
 * <table>
 * <caption>The signs, each up to its most</caption>
 * <tr><th>sign</th><th>each</th><th>most</th></tr>
 * <tr><td>length of the text</td><td>0.1 for 1,000 characters</td><td>0.20</td></tr>
 * <tr><td>words such as why, explain, compare, prove (English, German, French, Spanish)</td><td>0.1</td><td>0.20</td></tr>
 * <tr><td>code: a fence of three backticks, or two lines that end like code</td><td></td><td>0.20</td></tr>
 * <tr><td>mathematics: a sign such as √ or ≤, a formula of TeX, an equation of digits</td><td></td><td>0.15</td></tr>
 * <tr><td>items of a list, and question marks after the first</td><td>0.05</td><td>0.15</td></tr>
 * <tr><td>messages of the user before this one</td><td>0.02</td><td>0.10</td></tr>
 * </table>
 */
final class Complexity {
    private static final int LOOKED_AT = 10_000;

    private static final Set<String> HARD_WORDS = Set.of(
            ("why how explain compare prove derive analyze analyse evaluate design optimize optimise refactor debug"
                            + " warum erkläre vergleiche beweise begründe analysiere bewerte entwirf"
                            + " pourquoi explique comparez prouve démontre analysez"
                            + " explica compara demuestra analiza")
                    .split(" ", -1));
    private static final Pattern NO_LETTERS = Pattern.compile("[^\\p{L}]+");
    private static final Pattern END_OF_CODE = Pattern.compile("[;{}]\\h*$", Pattern.MULTILINE);
    private static final Pattern MATHEMATICS =
            Pattern.compile("[√∑∏∫∂≤≥≠≈∞∀∃∈]|\\$\\$|\\\\(?:frac|sum|int|sqrt)\\b|\\d\\h?[=+*/^]\\h?\\d");
    private static final Pattern ITEM = Pattern.compile("^\\h{0,8}(?:[-*•]|\\d{1,3}[.)])\\h", Pattern.MULTILINE);

    private Complexity() {}

    static double of(String text, long turns) {
        String head = text.substring(0, Math.min(text.length(), LOOKED_AT));
        long hard = NO_LETTERS
                .splitAsStream(head.toLowerCase(Locale.ROOT))
                .filter(HARD_WORDS::contains)
                .count();
        boolean code =
                head.contains("```") || END_OF_CODE.matcher(head).results().count() >= 2;
        long asked = head.chars().filter(c -> c == '?' || c == '？').count();
        long items = ITEM.matcher(head).results().count() + Math.max(0, asked - 1);
        double sum = Math.min(0.20, head.length() / 10_000.0)
                + Math.min(0.20, 0.1 * hard)
                + (code ? 0.20 : 0)
                + (MATHEMATICS.matcher(head).find() ? 0.15 : 0)
                + Math.min(0.15, 0.05 * items)
                + Math.min(0.10, 0.02 * Math.max(0, turns - 1));
        return Math.min(1, sum);
    }
}
