package io.llmgateway.core.access;

/**
 * What the policy says of a call and a target.
 *
 * @param allowed whether the call may go there
 * @param enforced whether that counts; false where it is only told
 * @param rule the property of the rule that decided; empty where no rule is about it
 * @param why why not, and what to do; empty where it may
 * @param nearness of what is not allowed, how near it came: the higher, the more it tells
 */
public record Verdict(boolean allowed, boolean enforced, String rule, String why, int nearness) {
    static Verdict yes(String rule) {
        return new Verdict(true, true, rule, "", 0);
    }

    static Verdict no(String rule, String why, int nearness) {
        return new Verdict(false, true, rule, why, nearness);
    }

    Verdict unless(boolean watching) {
        return watching ? new Verdict(allowed, false, rule, why, nearness) : this;
    }

    /**
     * Whether the call must not go there.
     *
     * @return false also where a rule only watches
     */
    public boolean forbids() {
        return !allowed && enforced;
    }
}
