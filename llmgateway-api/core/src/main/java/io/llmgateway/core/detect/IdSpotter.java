package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Numbers of persons, by tables of their kinds: those of states, of passports, licences, patients and vehicles. What a kind's
 * form proves, and what stands around, make up the score: a number that could be anything needs a cue, or to be from a country
 * where the users are, or to be all there is in the text.
 */
final class IdSpotter implements Spotter {
    private static final int LONGEST = 20;
    private static final int NEAR = 12; // tokens: the farthest cue, and the groups of a number
    private static final int UNKNOWN = -1;
    private static final int NO = 0;
    private static final int SOME = 1;
    private static final int PERSONS = 0; // the first sets of cues
    private static final int OTHERS = 1;

    static final String PERSONAL =
            "national nationalid identity identitynumber idnumber taxid taxnumber personalid identification identifier citizen citizenship taxpayer tax"
                    + " fiscal tin social ssn resident identité identidad identidade identità identiteit identität ausweis";
    static final String OTHER =
            "order orders invoice ticket tracking phone telephone tel mobile cell fax call isbn issn"
                    + " ean upc gtin sku serial model part version build commit timestamp epoch transaction txn case issue iban"
                    + " amount total price qty bytes hash uuid bestellnummer bestellung rechnung rechnungsnummer auftrag auftragsnummer"
                    + " kundennummer telefon handy commande facture téléphone pedido factura teléfono ordine fattura telefono"
                    + " zamówienie zamówienia faktura faktury telefonu bestelling factuur telefoon encomenda fatura telefone"
                    + " sendungsnummer artikelnummer shipment parcel package batch lot port size length offset zip plz barcode"
                    + " orderid ordernumber invoiceid invoicenumber requestid traceid customer client";

    // by the length of the token, and whether the form goes on after it
    private final IdForm[][] digits = new IdForm[2 * LONGEST + 2][0];
    private final IdForm[][] mixed = new IdForm[2 * LONGEST + 2][0];
    private final CueBook book;
    private final List<String> regions;

    /**
     * One for all kinds.
     *
     * @param regions where users are, ISO 3166-1 codes
     */
    IdSpotter(Collection<String> regions) {
        this.regions = List.copyOf(regions);
        List<String> cues = new ArrayList<>(List.of(PERSONAL, OTHER));
        Map<String, Integer> sets = new HashMap<>();
        Map<String, List<IdForm.Kind>> byForm = new TreeMap<>();
        for (List<IdFormat> table : tables()) {
            for (IdFormat format : table) {
                Integer set = sets.get(format.cues());
                if (set == null) {
                    set = cues.size();
                    sets.put(format.cues(), set);
                    cues.add(format.cues());
                }
                for (String form : format.forms().split("\\|", -1)) {
                    Proof proof = IdForm.grouped(form) ? format.grouped() : format.bare();
                    List<IdForm.Kind> kinds = byForm.get(form);
                    if (kinds == null) {
                        kinds = new ArrayList<>();
                        byForm.put(form, kinds);
                    }
                    kinds.add(new IdForm.Kind(format, proof, set));
                }
            }
        }
        book = new CueBook(cues);
        for (Map.Entry<String, List<IdForm.Kind>> form : byForm.entrySet()) {
            index(form.getKey(), form.getValue());
        }
    }

    static List<List<IdFormat>> tables() {
        return List.of(
                MiddleIds.all(),
                WestIds.all(),
                NorthIds.all(),
                EastIds.all(),
                AmericaIds.all(),
                LatinIds.all(),
                FarEastIds.all(),
                AsiaIds.all(),
                PacificIds.all(),
                PaperIds.all(),
                HealthIds.all());
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
            int second = end + 1;
            while (second < form.length() && !IdForm.between(form.charAt(second))) {
                second++;
            }
            IdForm here = new IdForm(
                    form,
                    start,
                    end < form.length() ? form.charAt(end) : 0,
                    second - end - 1,
                    start > 1 && form.charAt(start - 2) == 'A',
                    cued(kinds),
                    List.copyOf(kinds));
            boolean letters = group.indexOf('A') >= 0;
            boolean sure = group.indexOf('9') >= 0;
            boolean either = group.indexOf('*') >= 0;
            int place = 2 * group.length() + (here.next() == 0 ? 0 : 1);
            if (!letters && (sure || either)) {
                digits[place] = with(digits[place], here);
            }
            if ((letters && sure) || either) {
                mixed[place] = with(mixed[place], here);
            }
            if (sure) {
                return;
            }
            start = end + 1;
        }
    }

    private static boolean cued(List<IdForm.Kind> kinds) {
        for (IdForm.Kind kind : kinds) {
            if (kind.proof().expected != 0) {
                return false;
            }
        }
        return true;
    }

    private static IdForm[] with(IdForm[] known, IdForm one) {
        IdForm[] all = Arrays.copyOf(known, known.length + 1);
        all[known.length] = one;
        return all;
    }

    @Override
    public Triggers triggers() {
        return Triggers.DIGITS;
    }

    @Override
    public void spot(Sheet sheet, int at, Finds finds) {
        int length = sheet.length(at);
        if (length > LONGEST || (sheet.flags(at) & Sheet.BEYOND) != 0) {
            return;
        }
        IdForm[][] forms = sheet.digits(at) ? digits : mixed;
        char next = sheet.at(sheet.end(at));
        look(sheet, at, forms[2 * length], (char) 0, finds);
        if (IdForm.between(next)) {
            look(sheet, at, forms[2 * length + 1], next, finds);
        }
    }

    private void look(Sheet sheet, int at, IdForm[] forms, char next, Finds finds) {
        int start = sheet.start(at);
        boolean free = IdForm.cutOff(sheet, start, -1, next);
        boolean lettered = !sheet.digit(start - 2);
        int second = at + 1 < sheet.tokens() ? sheet.length(at + 1) : 0;
        Candidate last = null;
        int cues = UNKNOWN;
        for (IdForm form : forms) {
            if ((form.anchor() == 0 && !free)
                    || (form.lettered() && !lettered)
                    || (next != 0 && (form.second() != second || !form.goesOn(next)))) {
                continue;
            }
            int from = start - form.anchor();
            int end = form.end(sheet, from);
            if (end > 0 && cues == UNKNOWN) {
                cues = book.near(sheet, at - NEAR, at + NEAR) ? SOME : NO;
            }
            if (end > 0 && (cues == SOME || !form.cued())) {
                last = last != null && last.start == from && last.end == end
                        ? last
                        : new Candidate(sheet, book, from, end);
                judge(form, last, cues == SOME, finds);
            }
        }
    }

    private void judge(IdForm form, Candidate candidate, boolean cues, Finds finds) {
        if (candidate.uniform()) {
            return;
        }
        IdFormat best = null;
        double surest = 0;
        for (IdForm.Kind kind : form.kinds()) {
            // what must have a cue is asked for it first, for all else the arithmetic is quicker than a look around
            boolean cued = kind.proof().expected == 0;
            if ((cued && !cues) || (!cued && !kind.format().valid().test(candidate.code))) {
                continue;
            }
            double score = score(kind, candidate);
            if (score > surest && (!cued || kind.format().valid().test(candidate.code))) {
                surest = score;
                best = kind.format();
            }
        }
        if (best != null) {
            finds.add(best.type(), candidate.start, candidate.end, surest, best.rule());
        }
    }

    private double score(IdForm.Kind kind, Candidate candidate) {
        IdFormat format = kind.format();
        Surroundings around = candidate.around();
        Proof usual = kind.proof();
        Proof proof = candidate.small ? usual.weaker() : usual;
        boolean bare = usual == Proof.FORM && candidate.digits;
        int before = around.before(kind.cues());
        int others = around.before(OTHERS);
        if (before < others && (before <= 6 || !bare)) {
            return proof.named - before * 0.004;
        }
        int after = around.after(kind.cues());
        if (after < Surroundings.FAR && others == Surroundings.FAR && !bare) {
            return proof.named - (after + 4) * 0.004;
        }
        if (format.type().equals(EntityType.NATIONAL_ID) && around.before(PERSONS) < others) {
            return proof.general;
        }
        if (proof.expected == 0) {
            return 0;
        }
        if (others <= 4 || around.joined() || (candidate.plain && around.listed())) {
            return proof.otherwise;
        }
        boolean home = regions.contains(format.country());
        if (candidate.plain && (!home || proof == Proof.WEAK) && candidate.ordinary()) {
            return proof.weaker().unsaid;
        }
        boolean alone = around.alone() && (proof != Proof.WEAK || !candidate.plain);
        return alone || home ? proof.expected : proof.unsaid;
    }
}
