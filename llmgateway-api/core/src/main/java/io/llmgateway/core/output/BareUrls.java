package io.llmgateway.core.output;

import java.util.Locale;
import java.util.function.Consumer;

/** Takes addresses out of plain text, since many readers make links of them, unless their hosts are allowed. */
final class BareUrls {
    /** What stands in the place of an address. */
    static final String REMOVED = "(link removed)";

    private static final String[] BEGINNINGS = {"https:", "http:", "ftp:", "www."};
    private static final int LONGEST = 300;

    private final LinkPolicy policy;
    private final Consumer<String> told;
    private final StringBuilder held = new StringBuilder();
    private boolean address;
    private boolean dropping;

    BareUrls(LinkPolicy policy, Consumer<String> told) {
        this.policy = policy;
        this.told = told;
    }

    void next(char c, StringBuilder out) {
        if (dropping) {
            if (!ends(c)) {
                return;
            }
            dropping = false;
        }
        if (address) {
            // the host says it all, but what is no host yet may become another one
            if (!ends(c) && held.length() < LONGEST) {
                held.append(c);
                return;
            }
            decide(out, !ends(c));
            if (dropping) {
                return;
            }
        }
        held.append(c);
        int begun = begun();
        if (begun > 0) {
            address = true;
        } else if (begun == 0) {
            release(out);
        }
    }

    // above 0 where an address has begun, below where it may have
    private int begun() {
        String text = held.toString().toLowerCase(Locale.ROOT);
        for (String beginning : BEGINNINGS) {
            if (text.equals(beginning)) {
                return 1;
            }
            if (beginning.startsWith(text)) {
                return -1;
            }
        }
        return 0;
    }

    // the first char goes on; the rest may still begin one
    private void release(StringBuilder out) {
        String rest = held.toString();
        held.setLength(0);
        out.append(rest.charAt(0));
        for (int i = 1; i < rest.length(); i++) {
            next(rest.charAt(i), out);
        }
    }

    private void decide(StringBuilder out, boolean goesOn) {
        address = false;
        String text = held.toString();
        String written = text.startsWith("w") || text.startsWith("W") ? "https://" + text : text;
        Url url = Url.of(written);
        boolean names = url.host() != null && !url.host().isEmpty();
        if ((!names && !goesOn) || policy.link(written)) {
            out.append(text);
        } else {
            told.accept("link");
            out.append(REMOVED);
            dropping = goesOn;
        }
        held.setLength(0);
    }

    /** The text is over, or markup follows. */
    void end(StringBuilder out) {
        dropping = false;
        if (address) {
            decide(out, false);
        } else {
            out.append(held);
            held.setLength(0);
        }
    }

    private static boolean ends(char c) {
        return Disguise.blank(c)
                || c == '<'
                || c == '>'
                || c == '"'
                || c == '\''
                || c == '`'
                || c == '('
                || c == ')'
                || c == '|'
                || c == ']'
                || c == '[';
    }
}
