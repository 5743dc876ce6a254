package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Keys and tokens that vendors mark by their form, as the shipped list has them. */
final class KeySpotter implements Spotter {
    private static final KeyForm[] NONE = {};

    private final boolean byWord;
    private final Triggers triggers;
    private final KeyForm[][] forms; // by the first two chars, or by the mark

    private KeySpotter(List<KeyForm> all, boolean byWord) {
        this.byWord = byWord;
        this.triggers = byWord ? Triggers.prefixes(prefixes(all)) : Triggers.marks(marks(all));
        forms = new KeyForm[byWord ? 1 << 14 : 1 << 7][];
        Arrays.fill(forms, NONE);
        for (KeyForm form : all) {
            int place = byWord ? place(form.prefix().charAt(0), form.prefix().charAt(1)) : form.mark();
            KeyForm[] more = Arrays.copyOf(forms[place], forms[place].length + 1);
            more[more.length - 1] = form;
            forms[place] = more;
        }
    }

    private static int place(char first, char second) {
        return first << 7 | second;
    }

    private static Set<String> prefixes(List<KeyForm> forms) {
        Set<String> prefixes = new HashSet<>();
        for (KeyForm form : forms) {
            prefixes.add(form.prefix());
        }
        return prefixes;
    }

    private static String marks(List<KeyForm> forms) {
        StringBuilder marks = new StringBuilder();
        for (KeyForm form : forms) {
            if (marks.indexOf(String.valueOf(form.mark())) < 0) {
                marks.append(form.mark());
            }
        }
        return marks.toString();
    }

    /** The spotters of all forms: one looks for words, one for marks. */
    static List<Spotter> all() {
        List<KeyForm> words = new ArrayList<>();
        List<KeyForm> marks = new ArrayList<>();
        for (String[] line : Shipped.lines(KeySpotter.class, "keys.txt")) {
            for (KeyForm form : KeyForm.read(line)) {
                (form.anchoredByWord() ? words : marks).add(form);
            }
        }
        return List.of(new KeySpotter(words, true), new KeySpotter(marks, false));
    }

    @Override
    public Triggers triggers() {
        return triggers;
    }

    @Override
    public void spot(Sheet sheet, int at, Finds finds) {
        int place = byWord ? sheet.start(at) : at;
        KeyForm[] possible = forms[byWord ? place(sheet.at(place), sheet.at(place + 1)) : sheet.at(place)];
        char third = sheet.at(place + 2);
        KeyForm longest = null;
        int end = -1;
        for (KeyForm form : possible) {
            if (!form.goesOn(third)) {
                continue;
            }
            if (finds.within(EntityType.SECRET, place)) {
                return;
            }
            int one = form.end(sheet, form.start(place));
            if (one > end) {
                longest = form;
                end = one;
            }
        }
        if (longest != null) {
            int start = longest.start(place);
            if (!Value.of(sheet, start, end).blank()) {
                finds.add(EntityType.SECRET, start, end, longest.score(sheet, start, end), longest.rule());
            }
        }
    }
}
