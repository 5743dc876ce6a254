package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Keys and tokens that vendors mark by their form, as the shipped list has them. */
final class KeySpotter implements Spotter {
    private static final KeyForm[] NONE = {};

    private final boolean byWord;
    private final Triggers triggers;
    private final KeyForm[][] forms; // by the first two chars, or by the mark

    private KeySpotter(List<KeyForm> all, boolean byWord) {
        this.byWord = byWord;
        this.triggers = byWord
                ? Triggers.prefixes(all.stream().map(KeyForm::pair).collect(Collectors.toSet()))
                : Triggers.marks(all.stream()
                        .map(form -> String.valueOf(form.mark()))
                        .distinct()
                        .collect(Collectors.joining()));
        forms = new KeyForm[byWord ? 1 << 14 : 1 << 7][];
        Arrays.fill(forms, NONE);
        for (KeyForm form : all) {
            int place = byWord ? place(form.pair().charAt(0), form.pair().charAt(1)) : form.mark();
            KeyForm[] more = Arrays.copyOf(forms[place], forms[place].length + 1);
            more[more.length - 1] = form;
            forms[place] = more;
        }
    }

    private static int place(char first, char second) {
        return first << 7 | second;
    }

    /** The spotters of all forms: one looks for words, one for marks. */
    static List<Spotter> all() {
        List<KeyForm> forms = Shipped.lines("keys.txt")
                .flatMap(line -> KeyForm.read(line).stream())
                .toList();
        return List.of(
                new KeySpotter(forms.stream().filter(KeyForm::anchoredByWord).toList(), true),
                new KeySpotter(
                        forms.stream().filter(form -> !form.anchoredByWord()).toList(), false));
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
