package io.llmgateway.core.route;

import io.llmgateway.chat.ModelRequest;
import io.llmgateway.core.route.Condition.Compared;
import io.llmgateway.core.route.Condition.Literal;
import io.llmgateway.core.route.Condition.Says;
import io.llmgateway.core.route.Condition.Within;
import io.llmgateway.spi.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Reads conditions, and rules made of them, in one pass without going back, so many levels deep. Used once, by one
 * thread.
 */
final class ConditionParser {
    private static final int MOST_LEVELS = 50;
    private static final Set<String> KEYWORDS =
            Set.of("and", "or", "not", "in", "true", "false", "contains", "startsWith", "like", "tag");

    private final String property;
    private final Cursor cursor;
    private final Map<String, Predicate<ModelRequest>> own;
    private int level;

    ConditionParser(String property, String text, Map<String, Predicate<ModelRequest>> own) {
        this.property = property;
        this.cursor = new Cursor(property, text);
        this.own = own;
    }

    /** Whether the application may give a condition of its own this name. */
    static boolean free(String name) {
        return new Cursor("the name of a condition", name).name().equals(name)
                && !name.isEmpty()
                && name.indexOf('.') < 0
                && !KEYWORDS.contains(name)
                && !Fact.ALL.containsKey(name);
    }

    /** The whole text as one condition. */
    Condition condition() {
        Condition condition = any();
        if (!cursor.ended()) {
            throw cursor.expected("&&, || or the end", "and", "or");
        }
        return condition;
    }

    /** The whole text as rules: {@code condition -> target}, one or more, with {@code ;} between them. */
    List<Conditional.Rule> rules() {
        List<Conditional.Rule> rules = new ArrayList<>();
        do {
            Condition condition = any();
            if (!cursor.take("->")) {
                throw cursor.expected("&&, || or \"-> target\"", "and", "or");
            }
            String target = cursor.upTo(';');
            if (target.isEmpty()) {
                throw cursor.expected("a target of the model");
            }
            String which = rules.isEmpty() ? "" : " (rule " + (rules.size() + 1) + ")";
            rules.add(new Conditional.Rule(property + which, condition, target));
        } while (cursor.take(";") && !cursor.ended());
        return rules;
    }

    private Condition any() {
        List<Condition> parts = new ArrayList<>();
        do {
            parts.add(all());
        } while (cursor.take("||") || cursor.take("or"));
        return parts.size() == 1 ? parts.get(0) : new Condition.Any(List.copyOf(parts));
    }

    private Condition all() {
        List<Condition> parts = new ArrayList<>();
        do {
            parts.add(one());
        } while (cursor.take("&&") || cursor.take("and"));
        return parts.size() == 1 ? parts.get(0) : new Condition.All(List.copyOf(parts));
    }

    private Condition one() {
        if (cursor.take("!") || cursor.take("not")) {
            return new Condition.Not(deeper(this::one));
        }
        if (cursor.take("(")) {
            Condition inner = deeper(this::any);
            if (!cursor.take(")")) {
                throw cursor.expected("&&, || or \")\"", "and", "or");
            }
            return inner;
        }
        if (cursor.take("true")) {
            return new Condition.Always(true);
        }
        return cursor.take("false") ? new Condition.Always(false) : question();
    }

    private Condition deeper(Supplier<Condition> inner) {
        level++;
        if (level > MOST_LEVELS) {
            throw cursor.wrong(cursor.next(), "it is nested more than " + MOST_LEVELS + " levels deep");
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
        boolean negated = cursor.take("not");
        Condition condition = fact instanceof Fact.Ordered ordered ? ordered(ordered) : text((Fact.Text) fact);
        return negated ? new Condition.Not(condition) : condition;
    }

    private Fact fact() {
        int begin = cursor.next();
        String name = cursor.name();
        if (name.isEmpty()) {
            throw cursor.expected("a fact such as tokens, \"(\" or \"!\"");
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
        throw cursor.wrong(begin, "\"" + Cursor.shown(name) + "\" is no fact; " + Nearest.hint(name, known));
    }

    private Condition truth(Fact.Truth fact) {
        boolean unequal = cursor.take("!=");
        boolean wanted = true;
        if (unequal || cursor.take("==")) {
            wanted = cursor.take("true");
            if (!wanted && !cursor.take("false")) {
                throw cursor.expected("true or false", "true", "false");
            }
        }
        Condition is = new Condition.Is(fact);
        return wanted == unequal ? new Condition.Not(is) : is;
    }

    private Condition ordered(Fact.Ordered fact) {
        for (Compared.Order order : Compared.Order.values()) {
            if (cursor.take(order.sign)) {
                return new Compared(fact, order, literal(fact));
            }
        }
        if (!cursor.take("in")) {
            throw cursor.expected("==, !=, <, <=, >, >= or in after " + fact.name(), "in");
        }
        return new Within(fact, cursor.starts("[") ? list(() -> range(fact)) : List.of(range(fact)));
    }

    private Condition text(Fact.Text fact) {
        for (Says.How how : Says.How.values()) {
            if (cursor.take(how.sign)) {
                return new Says(fact, how, value(fact, how == Says.How.EQUAL || how == Says.How.UNEQUAL));
            }
        }
        if (!cursor.take("in")) {
            throw cursor.expected(
                    "==, !=, contains, startsWith, like or in after " + fact.name(),
                    "contains",
                    "startsWith",
                    "like",
                    "in");
        }
        return new Condition.OneOf(fact, list(() -> value(fact, true)));
    }

    private <T> List<T> list(Supplier<T> item) {
        if (!cursor.take("[")) {
            throw cursor.expected("\"[\"");
        }
        List<T> items = new ArrayList<>();
        do {
            items.add(item.get());
        } while (cursor.take(","));
        if (!cursor.take("]")) {
            throw cursor.expected("\",\" or \"]\"");
        }
        return List.copyOf(items);
    }

    private Within.Range range(Fact.Ordered fact) {
        int begin = cursor.next();
        Literal from = literal(fact);
        Literal to = cursor.take("..") ? literal(fact) : from;
        if (from.value() > to.value()) {
            throw cursor.wrong(
                    begin,
                    "the range " + from + ".." + to + " is empty: name the smaller end first; around midnight, "
                            + "use two ranges in a list");
        }
        return new Within.Range(from, to);
    }

    private Literal literal(Fact.Ordered fact) {
        int begin = cursor.next();
        if (fact instanceof Fact.Amount) {
            return cursor.number();
        }
        String written = cursor.quoted("a date such as '2026-12-31'");
        Double day = Fact.Date.read(written);
        if (day == null) {
            throw cursor.wrong(begin, "\"" + Cursor.shown(written) + "\" is no date: write it as '2026-12-31'");
        }
        return new Literal(day, "'" + written + "'");
    }

    private String value(Fact.Text fact, boolean whole) {
        int begin = cursor.next();
        String value = cursor.quoted("a text in quotes");
        if (whole && !fact.values().isEmpty() && !fact.values().contains(value)) {
            throw cursor.wrong(
                    begin,
                    fact.name() + " is never \"" + Cursor.shown(value) + "\"; " + Nearest.hint(value, fact.values()));
        }
        return value;
    }
}
