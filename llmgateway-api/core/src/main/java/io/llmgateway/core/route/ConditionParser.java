package io.llmgateway.core.route;

import io.llmgateway.chat.ModelRequest;
import io.llmgateway.core.route.Condition.Compared;
import io.llmgateway.core.route.Condition.Literal;
import io.llmgateway.core.route.Condition.Says;
import io.llmgateway.core.route.Condition.Within;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.spi.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Reads conditions, and rules made of them, in one pass without going back. What it may take is bounded: so many
 * characters, so many levels. Used once, by one thread.
 */
final class ConditionParser {
    private static final int MOST_CHARS = 4_000;
    private static final int MOST_LEVELS = 50;
    private static final int MOST_DIGITS = 15;
    private static final int MOST_SHOWN = 40;
    private static final Set<String> KEYWORDS =
            Set.of("and", "or", "not", "in", "true", "false", "contains", "startsWith", "like", "tag");

    private final String property;
    private final String text;
    private final Map<String, Predicate<ModelRequest>> own;
    private int at;
    private int level;

    ConditionParser(String property, String text, Map<String, Predicate<ModelRequest>> own) {
        this.property = property;
        this.text = text;
        this.own = own;
        if (text.length() > MOST_CHARS) {
            throw new MisconfiguredException(property + " has " + text.length() + " characters: it may have "
                    + MOST_CHARS + "; split it into several rules");
        }
    }

    /** Whether the application may give a condition of its own this name. */
    static boolean free(String name) {
        ConditionParser parser = new ConditionParser("", name, Map.of());
        return parser.name().equals(name)
                && !name.isEmpty()
                && name.indexOf('.') < 0
                && !KEYWORDS.contains(name)
                && !Fact.ALL.containsKey(name);
    }

    /** The whole text as one condition. */
    Condition condition() {
        Condition condition = any();
        if (!ended()) {
            throw expected("&&, || or the end", "and", "or");
        }
        return condition;
    }

    /** The whole text as rules: {@code condition -> target}, one or more, with {@code ;} between them. */
    List<Conditional.Rule> rules() {
        List<Conditional.Rule> rules = new ArrayList<>();
        do {
            Condition condition = any();
            if (!take("->")) {
                throw expected("&&, || or \"-> target\"", "and", "or");
            }
            int semicolon = text.indexOf(';', at);
            int end = semicolon < 0 ? text.length() : semicolon;
            String target = text.substring(at, end).strip();
            if (target.isEmpty()) {
                throw expected("a target of the model");
            }
            at = end;
            rules.add(new Conditional.Rule(condition, target));
        } while (take(";") && !ended());
        return rules;
    }

    private Condition any() {
        List<Condition> parts = new ArrayList<>();
        do {
            parts.add(all());
        } while (take("||") || take("or"));
        return parts.size() == 1 ? parts.get(0) : new Condition.Any(List.copyOf(parts));
    }

    private Condition all() {
        List<Condition> parts = new ArrayList<>();
        do {
            parts.add(one());
        } while (take("&&") || take("and"));
        return parts.size() == 1 ? parts.get(0) : new Condition.All(List.copyOf(parts));
    }

    private Condition one() {
        if (take("!") || take("not")) {
            return new Condition.Not(deeper(this::one));
        }
        if (take("(")) {
            Condition inner = deeper(this::any);
            if (!take(")")) {
                throw expected("&&, || or \")\"", "and", "or");
            }
            return inner;
        }
        if (take("true")) {
            return new Condition.Always(true);
        }
        return take("false") ? new Condition.Always(false) : question();
    }

    private Condition deeper(Supplier<Condition> inner) {
        level++;
        if (level > MOST_LEVELS) {
            throw wrong(at, "it is nested more than " + MOST_LEVELS + " levels deep");
        }
        Condition condition = inner.get();
        level--;
        return condition;
    }

    private Condition question() {
        Fact fact = fact();
        if (fact instanceof Fact.Truth truth) {
            return truth(truth);
        }
        boolean negated = take("not");
        Condition condition = fact instanceof Fact.Ordered ordered ? ordered(ordered) : text((Fact.Text) fact);
        return negated ? new Condition.Not(condition) : condition;
    }

    private Fact fact() {
        space();
        int begin = at;
        String name = name();
        if (name.isEmpty()) {
            throw expected("a fact such as tokens, \"(\" or \"!\"");
        }
        if (name.startsWith(Fact.TAG)) {
            return Fact.Text.tag(name.substring(Fact.TAG.length()));
        }
        Fact fact = Fact.ALL.get(name);
        if (fact != null) {
            return fact;
        }
        Predicate<ModelRequest> predicate = own.get(name);
        if (predicate != null) {
            return Fact.Truth.of(name, predicate);
        }
        Set<String> known = new TreeSet<>(Fact.ALL.keySet());
        known.addAll(own.keySet());
        known.add(Fact.TAG + "<name>");
        throw wrong(begin, "\"" + shown(name) + "\" is no fact; " + Nearest.hint(name, known));
    }

    private Condition truth(Fact.Truth fact) {
        boolean unequal = take("!=");
        boolean wanted = true;
        if (unequal || take("==")) {
            wanted = take("true");
            if (!wanted && !take("false")) {
                throw expected("true or false", "true", "false");
            }
        }
        Condition is = new Condition.Is(fact);
        return wanted == unequal ? new Condition.Not(is) : is;
    }

    private Condition ordered(Fact.Ordered fact) {
        for (Compared.Order order : Compared.Order.values()) {
            if (take(order.sign)) {
                return new Compared(fact, order, literal(fact));
            }
        }
        if (!take("in")) {
            throw expected("==, !=, <, <=, >, >= or in after " + fact.name(), "in");
        }
        return new Within(fact, starts("[") ? list(() -> range(fact)) : List.of(range(fact)));
    }

    private Condition text(Fact.Text fact) {
        for (Says.How how : Says.How.values()) {
            if (take(how.sign)) {
                return new Says(fact, how, value(fact, how == Says.How.EQUAL || how == Says.How.UNEQUAL));
            }
        }
        if (!take("in")) {
            throw expected(
                    "==, !=, contains, startsWith, like or in after " + fact.name(),
                    "contains",
                    "startsWith",
                    "like",
                    "in");
        }
        return new Condition.OneOf(fact, list(() -> value(fact, true)));
    }

    private <T> List<T> list(Supplier<T> item) {
        if (!take("[")) {
            throw expected("\"[\"");
        }
        List<T> items = new ArrayList<>();
        do {
            items.add(item.get());
        } while (take(","));
        if (!take("]")) {
            throw expected("\",\" or \"]\"");
        }
        return List.copyOf(items);
    }

    private Within.Range range(Fact.Ordered fact) {
        space();
        int begin = at;
        Literal from = literal(fact);
        Literal to = take("..") ? literal(fact) : from;
        if (from.value() > to.value()) {
            throw wrong(
                    begin,
                    "the range " + from + ".." + to + " is empty: name the smaller end first; around midnight, "
                            + "use two ranges in a list");
        }
        return new Within.Range(from, to);
    }

    private Literal literal(Fact.Ordered fact) {
        space();
        int begin = at;
        if (fact instanceof Fact.Amount) {
            return number();
        }
        String written = quoted("a date such as '2026-12-31'");
        Double day = Fact.Date.read(written);
        if (day == null) {
            throw wrong(begin, "\"" + shown(written) + "\" is no date: write it as '2026-12-31'");
        }
        return new Literal(day, "'" + written + "'");
    }

    private Literal number() {
        int begin = at;
        digits();
        if (at == begin) {
            throw expected("a number of 0 or more");
        }
        if (text.startsWith(".", at) && at + 1 < text.length() && isDigit(text.charAt(at + 1))) {
            at++;
            digits();
        }
        if (at - begin > MOST_DIGITS) {
            throw wrong(begin, "the number has more than " + MOST_DIGITS + " digits");
        }
        String written = text.substring(begin, at);
        return new Literal(Double.parseDouble(written), written);
    }

    private void digits() {
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
    }

    private String value(Fact.Text fact, boolean whole) {
        space();
        int begin = at;
        String value = quoted("a text in quotes");
        if (whole && !fact.values().isEmpty() && !fact.values().contains(value)) {
            throw wrong(
                    begin, fact.name() + " is never \"" + shown(value) + "\"; " + Nearest.hint(value, fact.values()));
        }
        return value;
    }

    private String quoted(String what) {
        space();
        if (!starts("'") && !starts("\"")) {
            throw expected(what);
        }
        int end = text.indexOf(text.charAt(at), at + 1);
        if (end < 0) {
            throw wrong(at, "the text that begins here has no closing quote");
        }
        String value = text.substring(at + 1, end);
        at = end + 1;
        return value;
    }

    // letters, digits and _; dots and dashes only between them
    private String name() {
        int begin = at;
        if (at < text.length() && Character.isLetter(text.charAt(at))) {
            while (at < text.length() && isOfName(at)) {
                at++;
            }
        }
        return text.substring(begin, at);
    }

    private boolean isOfName(int place) {
        char c = text.charAt(place);
        return Character.isLetterOrDigit(c)
                || c == '_'
                || ((c == '.' || c == '-')
                        && place + 1 < text.length()
                        && Character.isLetterOrDigit(text.charAt(place + 1)));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** Takes a sign, or a word that goes no further. */
    private boolean take(String what) {
        space();
        int end = at + what.length();
        boolean there = starts(what) && !(Character.isLetter(what.charAt(0)) && end < text.length() && isOfName(end));
        if (there) {
            at = end;
        }
        return there;
    }

    private boolean starts(String what) {
        space();
        return text.startsWith(what, at);
    }

    private boolean ended() {
        space();
        return at == text.length();
    }

    private void space() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private MisconfiguredException expected(String what, String... words) {
        if (ended()) {
            return wrong(at, "expected " + what + ", found the end");
        }
        int begin = at;
        String name = name();
        String found = name.isEmpty() ? text.substring(begin, begin + 1) : name;
        String hint = Nearest.to(found, List.of(words))
                .map(near -> "; did you mean \"" + near + "\"?")
                .orElse("");
        return wrong(begin, "expected " + what + ", found \"" + shown(found) + "\"" + hint);
    }

    private MisconfiguredException wrong(int place, String what) {
        return new MisconfiguredException(property + ", position " + (place + 1) + ": " + what);
    }

    private static String shown(String found) {
        return found.length() <= MOST_SHOWN ? found : found.substring(0, MOST_SHOWN) + "…";
    }
}
