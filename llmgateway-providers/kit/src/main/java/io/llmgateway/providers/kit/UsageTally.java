package io.llmgateway.providers.kit;

import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import io.llmgateway.chat.Warning;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/**
 * Reads what a vendor counted and notes where it makes no sense: a count below zero, a part larger than its whole, a
 * total that is not the sum. Such a usage is marked as an estimate, and the caller is warned by {@code
 * usage_inconsistent}; the answer stands. For one usage, on one thread.
 */
public final class UsageTally {
    // no sum of what a broken server tells may overflow
    private static final long MOST = 1L << 40;

    private static final Usage ESTIMATE = Usage.builder().estimated(true).build();

    private @Nullable String wrong;

    /** Nothing is wrong yet. */
    public UsageTally() {}

    /**
     * The count the parser stands on.
     *
     * @param json the parser; stands behind the value's children afterwards
     * @param name what is counted, for the warning
     * @return 0 or more; 0 for what is no number
     */
    public long count(JsonParser json, String name) {
        double told = json.currentToken().isNumeric() ? json.getDoubleValue() : 0;
        json.skipChildren();
        if (told < 0 || told > MOST) {
            note(name + " is " + told);
        }
        return (long) Math.max(0, Math.min(MOST, told));
    }

    /**
     * A part of a whole.
     *
     * @param name what is a part, for the warning
     * @param part how many tokens it has
     * @param whole how many tokens it is a part of
     * @return the part, or the whole if that is less
     */
    public long within(String name, long part, long whole) {
        if (part > whole) {
            note(part + " " + name + " among " + whole + " tokens");
        }
        return Math.min(part, whole);
    }

    /**
     * Holds the vendor's total against its parts.
     *
     * @param told the total
     * @param sum the sum of the parts
     */
    public void total(long told, long sum) {
        if (told != sum) {
            note("the total is " + told + ", and its parts make " + sum);
        }
    }

    /**
     * Notes that something makes no sense.
     *
     * @param what it is; the first one told is kept
     */
    public void note(String what) {
        if (wrong == null) {
            wrong = what;
        }
    }

    /**
     * Both together.
     *
     * @param other what was noted elsewhere of the same usage
     * @return a fresh tally
     */
    public UsageTally and(UsageTally other) {
        UsageTally both = new UsageTally();
        both.wrong = wrong == null ? other.wrong : wrong;
        return both;
    }

    /**
     * Marks a usage as an estimate if something makes no sense.
     *
     * @param used what was made of the counts
     * @return the same usage where all fits
     */
    public Usage checked(Usage used) {
        return wrong == null ? used : used.plus(ESTIMATE);
    }

    /**
     * The same for an answer that is read without {@link Answer}.
     *
     * @param used what was made of the counts
     * @param info gets the warning
     * @return the same usage where all fits
     */
    public Usage checked(Usage used, ResponseInfo.Builder info) {
        Warning warning = warning();
        if (warning != null) {
            List<Warning> warnings = new ArrayList<>(info.build().warnings());
            warnings.add(warning);
            info.warnings(warnings);
        }
        return checked(used);
    }

    @Nullable
    Warning warning() {
        return wrong == null
                ? null
                : new Warning(
                        "usage_inconsistent",
                        "the vendor's count of tokens makes no sense and is taken as an estimate: " + wrong);
    }
}
