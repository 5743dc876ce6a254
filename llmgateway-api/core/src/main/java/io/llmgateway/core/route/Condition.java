package io.llmgateway.core.route;

import io.llmgateway.chat.ModelRequest;
import io.llmgateway.core.access.Glob;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Something that holds of a call or does not. It has no loops and calls nothing but the application's own conditions.
 * Immutable; {@code toString} is an expression that means the same.
 */
sealed interface Condition {
    /** Whether it holds. */
    boolean holds(Facts facts);

    /**
     * Reads an expression.
     *
     * @param property where it stands, for messages
     * @param text the expression
     * @param own conditions of the application, by name
     * @throws io.llmgateway.error.MisconfiguredException if it is none; with the position and what was expected there
     */
    static Condition parse(String property, String text, Map<String, Predicate<ModelRequest>> own) {
        return new ConditionParser(property, text, own).condition();
    }

    /** True or false. */
    record Always(boolean value) implements Condition {
        @Override
        public boolean holds(Facts facts) {
            return value;
        }

        @Override
        public String toString() {
            return String.valueOf(value);
        }
    }

    /** Not. */
    record Not(Condition inner) implements Condition {
        @Override
        public boolean holds(Facts facts) {
            return !inner.holds(facts);
        }

        @Override
        public String toString() {
            return "!" + nested(inner);
        }
    }

    /** And. */
    record All(List<Condition> parts) implements Condition {
        @Override
        public boolean holds(Facts facts) {
            return parts.stream().allMatch(part -> part.holds(facts));
        }

        @Override
        public String toString() {
            return parts.stream().map(Condition::nested).collect(Collectors.joining(" && "));
        }
    }

    /** Or. */
    record Any(List<Condition> parts) implements Condition {
        @Override
        public boolean holds(Facts facts) {
            return parts.stream().anyMatch(part -> part.holds(facts));
        }

        @Override
        public String toString() {
            return parts.stream().map(Condition::nested).collect(Collectors.joining(" || "));
        }
    }

    /** A fact that is true or false itself. */
    record Is(Fact.Truth fact) implements Condition {
        @Override
        public boolean holds(Facts facts) {
            return fact.of().test(facts);
        }

        @Override
        public String toString() {
            return fact.name();
        }
    }

    /** A number or date of an expression, with the way it was written. */
    record Literal(double value, String written) {
        @Override
        public String toString() {
            return written;
        }
    }

    /** A comparison by order. */
    record Compared(Fact.Ordered fact, Order order, Literal with) implements Condition {
        /** How it is compared. */
        enum Order {
            EQUAL("=="),
            UNEQUAL("!="),
            AT_MOST("<="),
            AT_LEAST(">="),
            LESS("<"),
            MORE(">");

            final String sign;

            Order(String sign) {
                this.sign = sign;
            }
        }

        @Override
        public boolean holds(Facts facts) {
            int sign = Double.compare(fact.of().applyAsDouble(facts), with.value());
            return switch (order) {
                case EQUAL -> sign == 0;
                case UNEQUAL -> sign != 0;
                case AT_MOST -> sign <= 0;
                case AT_LEAST -> sign >= 0;
                case LESS -> sign < 0;
                case MORE -> sign > 0;
            };
        }

        @Override
        public String toString() {
            return fact.name() + " " + order.sign + " " + with;
        }
    }

    /** Whether a number or date lies in one of several ranges, both ends included. */
    record Within(Fact.Ordered fact, List<Range> ranges) implements Condition {
        /** From one to the other; of a single value both are the same. */
        record Range(Literal from, Literal to) {
            @Override
            public String toString() {
                return from.equals(to) ? from.toString() : from + ".." + to;
            }
        }

        @Override
        public boolean holds(Facts facts) {
            double value = fact.of().applyAsDouble(facts);
            return ranges.stream()
                    .anyMatch(range ->
                            range.from().value() <= value && value <= range.to().value());
        }

        @Override
        public String toString() {
            return fact.name() + " in " + ranges;
        }
    }

    /** A question to a text. */
    record Says(Fact.Text fact, How how, String what) implements Condition {
        /** How it is compared; only the first two mind the case of letters. */
        enum How {
            EQUAL("=="),
            UNEQUAL("!="),
            CONTAINS("contains"),
            STARTS_WITH("startsWith"),
            LIKE("like");

            final String sign;

            How(String sign) {
                this.sign = sign;
            }
        }

        @Override
        public boolean holds(Facts facts) {
            String text = fact.of().apply(facts);
            return switch (how) {
                case EQUAL -> text.equals(what);
                case UNEQUAL -> !text.equals(what);
                case CONTAINS -> Glob.contains(text, what);
                case STARTS_WITH -> text.regionMatches(true, 0, what, 0, what.length());
                case LIKE -> Glob.matches(text, what);
            };
        }

        @Override
        public String toString() {
            return fact.name() + " " + how.sign + " " + quoted(what);
        }
    }

    /** Whether a text is one of several. */
    record OneOf(Fact.Text fact, List<String> values) implements Condition {
        @Override
        public boolean holds(Facts facts) {
            return values.contains(fact.of().apply(facts));
        }

        @Override
        public String toString() {
            return fact.name() + values.stream().map(Condition::quoted).collect(Collectors.joining(", ", " in [", "]"));
        }
    }

    private static String nested(Condition condition) {
        return condition instanceof All || condition instanceof Any ? "(" + condition + ")" : condition.toString();
    }

    private static String quoted(String text) {
        char quote = text.indexOf('\'') < 0 ? '\'' : '"';
        return quote + text + quote;
    }
}
