package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;
import io.llmgateway.guard.Finding;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Numbers written digit by digit, as words or figures: {@code four one five, five five five, oh one three two}, {@code 5 3 6 9
 * 0 4 3 9 9}; and Internet addresses with their dots as words.
 */
final class SpelledSpotter implements Spotter {
    private static final int LEAST = 7;
    private static final int MOST = 34;
    private static final double SURE = 0.6;
    private static final Map<String, Character> DIGITS = new HashMap<>();

    static {
        for (String language : new String[] {
            "zero one two three four five six seven eight nine",
            "oh",
            "null eins zwei drei vier fünf sechs sieben acht neun",
            "zéro un deux trois quatre cinq six sept huit neuf",
            "cero uno dos tres cuatro cinco seis siete ocho nueve",
            "zero uno due tre quattro cinque sei sette otto nove",
            "zero um dois três quatro cinco seis sete oito nove",
            "nul een twee drie vier vijf zes zeven acht negen"
        }) {
            String[] words = language.split(" ", -1);
            for (int i = 0; i < words.length; i++) {
                DIGITS.putIfAbsent(words[i], (char) ('0' + i));
            }
        }
    }

    private static final Cues WORDS = Cues.of(DIGITS.keySet().toArray(new String[0]));

    private final Reading reading;

    SpelledSpotter(Reading reading) {
        this.reading = reading;
    }

    @Override
    public Triggers triggers() {
        Set<String> words = new HashSet<>(DIGITS.keySet());
        words.add("dot");
        return new Triggers(true, "", words, Set.of());
    }

    @Override
    public void spot(Sheet sheet, int at, Finds finds) {
        if (sheet.is(sheet.start(at), "dot")) {
            dots(sheet, at, finds);
            return;
        }
        if (digit(sheet, at) == 0
                || at + LEAST > sheet.tokens()
                || (at > 0 && near(sheet, at) && digit(sheet, at - 1) != 0)) {
            return;
        }
        if (!near(sheet, at + 1) || digit(sheet, at + 1) == 0) {
            return; // "one", as in any text
        }
        StringBuilder digits = new StringBuilder();
        boolean words = false;
        int token = at;
        while (token < sheet.tokens() && digits.length() <= MOST && (token == at || near(sheet, token))) {
            char digit = digit(sheet, token);
            if (digit == 0) {
                break;
            }
            digits.append(digit);
            words |= !sheet.digit(sheet.start(token++));
        }
        if (digits.length() < LEAST || digits.length() > MOST) {
            return;
        }
        boolean plus = at > 0 && sheet.is(sheet.start(at - 1), "plus") && sheet.length(at - 1) == 4;
        int start = sheet.start(plus ? at - 1 : at);
        int end = sheet.end(token - 1);
        Finding best = reading.best(sheet, start, end, plus ? "+" + digits : digits.toString());
        // cards are found by figures one by one anyway
        if (best != null && best.score() >= SURE && (words || !best.type().equals(EntityType.CREDIT_CARD))) {
            finds.add(best.type(), start, end, best.score(), "spelled-" + best.rule());
        }
    }

    private static char digit(Sheet sheet, int token) {
        int length = sheet.length(token);
        if (sheet.digits(token)) {
            return length == 1 ? sheet.at(sheet.start(token)) : 0;
        }
        return length < 2 || length > 6 ? 0 : DIGITS.getOrDefault(WORDS.word(sheet, token), (char) 0);
    }

    // up to three signs, none of which ends a sentence or a line
    private static boolean near(Sheet sheet, int token) {
        int gap = sheet.end(token - 1);
        int length = sheet.start(token) - gap;
        for (int i = gap; i < gap + length && length <= 3; i++) {
            if (" -,._/()".indexOf(sheet.at(i)) < 0) {
                return false;
            }
        }
        return length <= 3;
    }

    // "203 dot 0 dot 113 dot 77"
    private static void dots(Sheet sheet, int at, Finds finds) {
        int first = at - 1;
        int last = at + 5;
        if (first < 0 || last >= sheet.tokens()) {
            return;
        }
        for (int token = first; token <= last; token++) {
            boolean number = (token - first) % 2 == 0;
            boolean fits = number
                    ? sheet.digits(token) && sheet.length(token) <= 3
                    : sheet.length(token) == 3 && sheet.is(sheet.start(token), "dot");
            if (!fits || (number && Integer.parseInt(sheet.text(sheet.start(token), sheet.end(token))) > 255)) {
                return;
            }
        }
        finds.add(EntityType.IP_ADDRESS, sheet.start(first), sheet.end(last), 0.8, "spelled-ipv4");
    }
}
