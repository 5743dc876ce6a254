package io.llmgateway.core.catalogue;

import io.llmgateway.error.MisconfiguredException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One object of a price list, read strictly: what is absent is null, what is wrong is told with list, model and field.
 *
 * @param list the list's name, for messages
 * @param name the model's name there, for messages
 * @param node the object
 */
record Row(String list, String name, JsonNode node) {
    private static final int LONGEST_TOLD = 300;
    private static final int MOST_DIGITS_BEFORE = 9;
    private static final int MOST_DIGITS_AFTER = 30;

    Row {
        if (!node.isObject()) {
            throw wrong(list, name, "it must be an object, with properties");
        }
    }

    static MisconfiguredException wrong(String list, String name, String why) {
        return new MisconfiguredException("the price list " + list + ": " + cut(name) + ": " + cut(why)
                + ". Nothing of the list was taken: correct it, or leave it out");
    }

    // what is wrong may be a value of megabytes
    private static String cut(String text) {
        return text.length() <= LONGEST_TOLD ? text : text.substring(0, LONGEST_TOLD) + "…";
    }

    MisconfiguredException wrong(String why) {
        return wrong(list, name, why);
    }

    private @Nullable JsonNode field(String field) {
        JsonNode value = node.get(field);
        return value == null || value.isNull() ? null : value;
    }

    boolean has(String field) {
        return field(field) != null;
    }

    /** An amount of money, 0 or more, to the last digit. */
    @Nullable
    BigDecimal price(String field) {
        JsonNode value = field(field);
        return value == null ? null : price(field, value);
    }

    BigDecimal price(String field, JsonNode value) {
        if (!value.isNumber()) {
            throw wrong(field + " is " + value + ": it must be a number");
        }
        BigDecimal price = value.decimalValue();
        if (price.signum() < 0) {
            throw wrong(field + " is " + value + ": a price cannot be negative");
        }
        if (tooLong(price)) {
            throw wrong(field + " has too many digits for a price");
        }
        return price;
    }

    /** Whether a price has more digits than any has, so that no sum could be worked out with it. */
    static boolean tooLong(BigDecimal price) {
        return (long) price.precision() - price.scale() > MOST_DIGITS_BEFORE || price.scale() > MOST_DIGITS_AFTER;
    }

    /** A number of tokens, also where it is written as {@code 1000000.0}. */
    @Nullable
    Long count(String field) {
        JsonNode value = field(field);
        if (value == null) {
            return null;
        }
        try {
            long count = value.isNumber() ? value.decimalValue().longValueExact() : -1;
            if (count >= 0) {
                return count;
            }
        } catch (ArithmeticException e) { // told below
        }
        throw wrong(field + " is " + value + ": it must be a whole number, 0 or more");
    }

    @Nullable
    String text(String field) {
        JsonNode value = field(field);
        if (value != null && !value.isString()) {
            throw wrong(field + " must be a text");
        }
        return value == null ? null : value.stringValue();
    }

    String needed(String field) {
        String text = text(field);
        if (text == null || text.isBlank()) {
            throw wrong(field + " is missing");
        }
        return text;
    }

    boolean flag(String field) {
        JsonNode value = field(field);
        return value != null && value.isBoolean() && value.booleanValue();
    }

    @Nullable
    LocalDate date(String field) {
        String text = text(field);
        try {
            return text == null ? null : LocalDate.parse(text.length() > 10 ? text.substring(0, 10) : text);
        } catch (DateTimeException e) {
            throw wrong(field + " is \"" + text + "\": it must be a day, such as 2026-11-01");
        }
    }

    /** A time of day, UTC, with or without the letter Z. */
    @Nullable
    LocalTime time(String field) {
        String text = text(field);
        try {
            return text == null
                    ? null
                    : LocalTime.parse(text.endsWith("Z") ? text.substring(0, text.length() - 1) : text);
        } catch (DateTimeException e) {
            throw wrong(field + " is \"" + text + "\": it must be a time of day in UTC, such as 16:30");
        }
    }

    List<String> texts(String field) {
        List<String> texts = new ArrayList<>();
        for (JsonNode value : array(field)) {
            if (!value.isString()) {
                throw wrong(field + " must be a list of texts");
            }
            texts.add(value.stringValue());
        }
        return texts;
    }

    List<Row> rows(String field) {
        List<Row> rows = new ArrayList<>();
        for (JsonNode value : array(field)) {
            rows.add(new Row(list, name + ", " + field, value));
        }
        return rows;
    }

    private Iterable<JsonNode> array(String field) {
        JsonNode values = field(field);
        if (values == null) {
            return List.of();
        }
        if (!values.isArray()) {
            throw wrong(field + " must be a list");
        }
        return values;
    }

    @Nullable
    Row object(String field) {
        JsonNode value = field(field);
        return value == null ? null : new Row(list, name + ", " + field, value);
    }
}
