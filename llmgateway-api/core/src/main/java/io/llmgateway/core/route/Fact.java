package io.llmgateway.core.route;

import io.llmgateway.chat.ModelRequest;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Something of a call that a condition can ask about. */
sealed interface Fact {
    /** What begins the name of a tag. */
    String TAG = "tag.";

    /** All but the tags, by name. */
    Map<String, Fact> ALL = all(
            new Text("model", facts -> facts.request().model().orElse("")),
            new Text("user", Facts::user),
            new Text("kind", Facts::kind, List.of("chat", "embed", "moderate")),
            new Text("text", Facts::text),
            new Text("language", Facts::language, Language.NAMES),
            new Text("weekday", facts -> day(facts.time().getDayOfWeek()), days()),
            new Date("date", facts -> facts.time().toLocalDate().toEpochDay()),
            new Amount("hour", facts -> facts.time().getHour()),
            new Amount("minute", facts -> facts.time().getMinute()),
            new Amount("tokens", Facts::tokens),
            new Amount("chars", Facts::chars),
            new Amount("messages", Facts::messages),
            new Amount("tools", Facts::tools),
            new Amount("images", Facts::images),
            new Amount("complexity", Facts::complexity),
            new Truth("streamed", Facts::streamed),
            new Truth("json", Facts::json),
            new Truth("reasoning", Facts::reasoning));

    /** What it is called. */
    String name();

    /** A truth. */
    record Truth(String name, Predicate<Facts> of) implements Fact {
        static Truth of(String name, Predicate<ModelRequest> predicate) {
            return new Truth(name, facts -> predicate.test(facts.request()));
        }
    }

    /** A fact with an order: a number, or a date as its day since 1970. */
    sealed interface Ordered extends Fact {
        ToDoubleFunction<Facts> of();
    }

    /** A number. */
    record Amount(String name, ToDoubleFunction<Facts> of) implements Ordered {}

    /** A date. */
    record Date(String name, ToDoubleFunction<Facts> of) implements Ordered {
        static @Nullable Double read(String text) {
            try {
                return (double) LocalDate.parse(text).toEpochDay();
            } catch (DateTimeException e) {
                return null;
            }
        }
    }

    /**
     * A text.
     *
     * @param values all it can be; empty for anything
     */
    record Text(String name, Function<Facts, String> of, List<String> values) implements Fact {
        Text(String name, Function<Facts, String> of) {
            this(name, of, List.of());
        }

        static Text tag(String tag) {
            return new Text(TAG + tag, facts -> facts.request().tags().getOrDefault(tag, ""));
        }
    }

    private static Map<String, Fact> all(Fact... facts) {
        Map<String, Fact> all = new LinkedHashMap<>();
        for (Fact fact : facts) {
            all.put(fact.name(), fact);
        }
        return Collections.unmodifiableMap(all);
    }

    private static String day(DayOfWeek day) {
        return day.name().toLowerCase(Locale.ROOT);
    }

    private static List<String> days() {
        return Arrays.stream(DayOfWeek.values()).map(Fact::day).toList();
    }
}
