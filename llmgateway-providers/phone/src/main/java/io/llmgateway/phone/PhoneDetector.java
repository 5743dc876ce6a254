package io.llmgateway.phone;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import io.llmgateway.guard.EntityType;
import io.llmgateway.guard.Finding;
import io.llmgateway.spi.Detector;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Telephone numbers that are valid in the numbering plans of libphonenumber: with {@code +} those of all countries, without
 * it those of the regions users are in. Only what stands there as a number may is looked up, so that other texts cost next to
 * nothing. Thread-safe.
 */
public final class PhoneDetector implements Detector {
    private static final double SURE = 0.95;
    private static final double NAMED = 0.9;
    private static final double GROUPED = 0.8;
    private static final double TRUNK = 0.6;
    private static final double MAYBE = 0.4;
    private static final double OTHER = 0.2;
    private static final int NATIONAL = 12; // digits, with what is dialled before them
    private static final int REGIONS = 10;

    private final PhoneNumberUtil plans = PhoneNumberUtil.getInstance();

    /** Made by the service loader. */
    public PhoneDetector() {}

    @Override
    public String name() {
        return "phone";
    }

    @Override
    public Set<EntityType> types() {
        return Set.of(EntityType.PHONE);
    }

    /**
     * Looks for numbers.
     *
     * @param text the text
     * @param regions where users are; the first ten count. Without any, only numbers with {@code +} are found
     * @return numbers that are valid somewhere; those that may be of another kind with a score below 0.5
     */
    @Override
    public List<Finding> find(String text, List<String> regions) {
        List<Finding> found = new ArrayList<>(2);
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (!(c < 128 ? c >= '0' && c <= '9' : Signs.digit(c) >= 0)) {
                at++;
                continue;
            }
            Candidate candidate = Candidate.at(text, at);
            at = candidate.next();
            if (candidate.possible()) {
                Finding finding = judged(text, candidate, regions);
                if (finding != null) {
                    found.add(finding);
                    at = Math.max(at, finding.end());
                }
            }
        }
        return found;
    }

    private @Nullable Finding judged(String text, Candidate candidate, List<String> regions) {
        if (candidate.plus()) {
            for (Candidate part = candidate; part != null && part.digits() >= 7; part = part.shorter()) {
                if (number(part, "ZZ") != null) {
                    return finding(text, part, SURE, "phone-plan");
                }
            }
            return null;
        }
        if (regions.isEmpty() || candidate.digits() > NATIONAL + 2) {
            return null;
        }
        Words words = Words.around(text, candidate.start(), candidate.end());
        if (candidate.ordinary() || (words == Words.NONE && (candidate.odd() || candidate.digits() > NATIONAL))) {
            return null;
        }
        Finding best = null;
        for (String region : regions.subList(0, Math.min(regions.size(), REGIONS))) {
            PhoneNumber number = number(candidate, region);
            if (number != null) {
                double score = score(candidate, number, words);
                if (best == null || score > best.score()) {
                    best = finding(text, candidate, score, "phone-" + region.toLowerCase(Locale.ROOT));
                }
                if (words != Words.NONE) {
                    break; // no other region makes it surer
                }
            }
        }
        return best;
    }

    private double score(Candidate candidate, PhoneNumber number, Words words) {
        return switch (words) {
            case PHONE -> NAMED;
            case OTHER -> OTHER;
            case NONE -> {
                boolean whole = candidate.groups().length() > 1 && grouped(candidate, number);
                yield whole ? GROUPED : candidate.trunk() ? TRUNK : MAYBE;
            }
        };
    }

    // as its country writes it
    private boolean grouped(Candidate candidate, PhoneNumber number) {
        String groups = candidate.groups();
        return groups.equals(Candidate.groups(plans.format(number, PhoneNumberFormat.NATIONAL)))
                || groups.equals(Candidate.groups(plans.format(number, PhoneNumberFormat.INTERNATIONAL)));
    }

    private @Nullable PhoneNumber number(Candidate candidate, String region) {
        try {
            PhoneNumber number = plans.parse(candidate.dialled(), region);
            return plans.isValidNumber(number) ? number : null;
        } catch (NumberParseException e) {
            return null; // no number of this region
        }
    }

    private static Finding finding(String text, Candidate candidate, double score, String rule) {
        return new Finding(EntityType.PHONE, candidate.start(), Extension.after(text, candidate.end()), score, rule);
    }
}
