package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Numbers of persons, by tables of their kinds: those of states, of passports, licences, patients and vehicles. What a kind's
 * form proves, and what stands around, make up the score: a number that could be anything needs a cue, or to be from a country
 * where the users are, or to be all there is in the text.
 */
final class IdSpotter implements Spotter {
    private static final int LONGEST = 20;

    private static final String PERSONAL =
            "national identity identification identifier citizen citizenship taxpayer tax"
                    + " fiscal tin social ssn resident identité identidad identidade identità identiteit identität ausweis";
    private static final String OTHER =
            "order orders invoice ticket tracking phone telephone tel mobile cell fax call isbn issn"
                    + " ean upc gtin sku serial model part version build commit timestamp epoch transaction txn case issue iban"
                    + " amount total price qty bytes hash uuid bestellnummer bestellung rechnung rechnungsnummer auftrag auftragsnummer"
                    + " kundennummer telefon handy commande facture téléphone pedido factura teléfono ordine fattura telefono"
                    + " zamówienie zamówienia faktura faktury telefonu bestelling factuur telefoon encomenda fatura telefone"
                    + " sendungsnummer artikelnummer shipment parcel package batch lot port size length offset zip plz barcode"
                    + " orderid ordernumber invoiceid invoicenumber requestid traceid customer client";

    private final IdForm[][] digits = new IdForm[LONGEST + 1][0];
    private final IdForm[][] mixed = new IdForm[LONGEST + 1][0];
    private final CueBook book = new CueBook();
    private final int personal = book.enter(PERSONAL);
    private final int other = book.enter(OTHER);
    private final List<String> regions;

    /**
     * One for all kinds.
     *
     * @param regions where users are, ISO 3166-1 codes
     */
    IdSpotter(Collection<String> regions) {
        this.regions = List.copyOf(regions);
        Map<String, List<IdForm.Kind>> byForm = new TreeMap<>();
        Stream.of(
                        WestIds.all(),
                        NorthIds.all(),
                        EastIds.all(),
                        AmericaIds.all(),
                        AsiaIds.all(),
                        PacificIds.all(),
                        PaperIds.all(),
                        HealthIds.all())
                .flatMap(List::stream)
                .forEach(format -> {
                    IdForm.Kind kind = new IdForm.Kind(format, book.enter(format.cues()));
                    for (String form : parts(format.forms())) {
                        byForm.computeIfAbsent(form, unknown -> new ArrayList<>())
                                .add(kind);
                    }
                });
        byForm.forEach(this::index);
    }

    private static List<String> parts(String forms) {
        return List.of(forms.split("\\|", -1));
    }

    // at each token that may be the first one with a digit
    private void index(String form, List<IdForm.Kind> kinds) {
        int start = 0;
        while (start < form.length()) {
            int end = start;
            while (end < form.length() && !IdForm.between(form.charAt(end))) {
                end++;
            }
            String group = form.substring(start, end);
            IdForm here = new IdForm(form, start, List.copyOf(kinds));
            boolean letters = group.indexOf('A') >= 0;
            boolean sure = group.indexOf('9') >= 0;
            boolean either = group.indexOf('*') >= 0;
            if (!letters && (sure || either)) {
                digits[group.length()] = with(digits[group.length()], here);
            }
            if ((letters && sure) || either) {
                mixed[group.length()] = with(mixed[group.length()], here);
            }
            if (sure) {
                return;
            }
            start = end + 1;
        }
    }

    private static IdForm[] with(IdForm[] known, IdForm one) {
        return Stream.concat(Stream.of(known), Stream.of(one)).toArray(IdForm[]::new);
    }

    @Override
    public Triggers triggers() {
        return Triggers.DIGITS;
    }

    @Override
    public void spot(Sheet sheet, int at, Finds finds) {
        int start = sheet.start(at);
        int end = sheet.end(at);
        int flags = sheet.flags(at);
        if ((flags & Sheet.BEYOND) == 0) {
            look(sheet, start, end - start, sheet.digits(at) ? digits : mixed, finds);
            return;
        }
        // letters of scripts without blanks cling to numbers
        int i = start;
        while (i < end) {
            int run = i;
            boolean digit = false;
            boolean letter = false;
            while (i < end && sheet.at(i) < 128) {
                digit |= sheet.digit(i);
                letter |= !sheet.digit(i);
                i++;
            }
            if (digit) {
                look(sheet, run, i - run, letter ? mixed : digits, finds);
            }
            i = Math.max(i, run + 1);
        }
    }

    private void look(Sheet sheet, int start, int length, IdForm[][] forms, Finds finds) {
        if (length > LONGEST) {
            return;
        }
        for (IdForm form : forms[length]) {
            int from = start - form.anchor();
            int end = form.end(sheet, from);
            if (end > 0) {
                judge(sheet, form, from, end, finds);
            }
        }
    }

    private void judge(Sheet sheet, IdForm form, int start, int end, Finds finds) {
        String written = sheet.text(start, end);
        String code = code(written);
        boolean small = !written.toUpperCase(Locale.ROOT).equals(written);
        Surroundings around = null;
        IdFormat best = null;
        double surest = 0;
        for (IdForm.Kind kind : form.kinds()) {
            IdFormat format = kind.format();
            if (format.valid().test(code)) {
                around = around == null ? new Surroundings(sheet, book, start, end) : around;
                double score = score(kind, form, small, code, around);
                if (score > surest) {
                    surest = score;
                    best = format;
                }
            }
        }
        if (best != null) {
            finds.add(best.type(), start, end, surest, best.rule());
        }
    }

    private double score(IdForm.Kind kind, IdForm form, boolean small, String code, Surroundings around) {
        IdFormat format = kind.format();
        Proof usual = form.grouped() ? format.grouped() : format.bare();
        Proof proof = small ? usual.weaker() : usual;
        int set = kind.cues();
        int before = around.before(set);
        boolean bare = usual == Proof.FORM && code.chars().allMatch(c -> c <= '9');
        int cue = before <= (bare ? 6 : Surroundings.FAR - 1) ? before : Surroundings.FAR;
        int others = around.before(other);
        if (cue < others) {
            return proof.named - cue * 0.004;
        }
        int after = around.after(set);
        if (after < Surroundings.FAR && others == Surroundings.FAR && !bare) {
            return proof.named - (after + 4) * 0.004;
        }
        if (format.type().equals(EntityType.NATIONAL_ID) && around.before(personal) < others) {
            return proof.general;
        }
        if (others <= 4 || around.joined()) {
            return proof.otherwise;
        }
        boolean home = regions.contains(format.country()) || around.alone();
        return home && !(proof == Proof.WEAK && common(code)) ? proof.expected : proof.unsaid;
    }

    // digits typed in order, and seconds or milliseconds since 1970
    private static boolean common(String code) {
        boolean rising = true;
        for (int i = 1; i < code.length(); i++) {
            rising &= (code.charAt(i) - '0') % 10 == (code.charAt(i - 1) - '0' + 1) % 10;
        }
        boolean time = (code.length() == 10 || code.length() == 13) && code.charAt(0) == '1' && code.charAt(1) >= '4';
        return rising || time;
    }

    private static String code(String written) {
        StringBuilder code = new StringBuilder(written.length());
        for (int i = 0; i < written.length(); i++) {
            char c = written.charAt(i);
            if (!IdForm.between(c)) {
                code.append(c >= 'a' && c <= 'z' ? (char) (c - 32) : c);
            }
        }
        return code.toString();
    }
}
