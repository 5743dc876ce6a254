package io.llmgateway.core.admit;

import io.llmgateway.core.config.BudgetConfig;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.spi.CounterStore.Window;
import io.llmgateway.spi.Nearest;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads budgets out of the configuration and refuses those that make no sense. */
final class BudgetReader {
    private static final Pattern AMOUNT = Pattern.compile("(-?\\d{1,18}(?:\\.\\d{1,12})?)\\s+(\\p{Alpha}{1,20})");
    private static final Pattern RATE = Pattern.compile("throttle\\s+(\\d{1,9})\\s*/\\s*([smh])");
    private static final List<String> ACTIONS = List.of("warn", "throttle", "downgrade", "block");
    private static final Map<String, ChronoUnit> WINDOWS = Map.of(
            "hour", ChronoUnit.HOURS,
            "day", ChronoUnit.DAYS,
            "week", ChronoUnit.WEEKS,
            "month", ChronoUnit.MONTHS,
            "year", ChronoUnit.YEARS);

    private final Map<String, BigDecimal> currencies = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final BiConsumer<String, String> models;

    /** Works with rates, and what refuses the property and name of a model that leads nowhere. */
    BudgetReader(Map<String, BigDecimal> currencies, BiConsumer<String, String> models) {
        this.currencies.putAll(currencies);
        this.currencies.put("USD", BigDecimal.ONE);
        this.models = models;
    }

    Budget read(String name, BudgetConfig config) {
        String property = Budget.PROPERTY + name;
        Scope scope = Scope.of(
                property, Objects.requireNonNull(config.match()), Objects.requireNonNull(config.per()), models);
        Matcher amount = amount(property + ".amount", config.amount());
        Unit unit = unit(property + ".amount", amount.group(2));
        BigDecimal much = new BigDecimal(amount.group(1));
        if (much.signum() <= 0) {
            throw new MisconfiguredException(
                    property + ".amount is " + config.amount() + ": it must be above 0; leave the budget out for none");
        }
        if (unit.kind() != Unit.Kind.MONEY && much.stripTrailingZeros().scale() > 0) {
            throw new MisconfiguredException(
                    property + ".amount is " + config.amount() + ": " + unit.word() + " come whole");
        }
        return new Budget(
                name,
                scope,
                unit,
                unit.counted(much),
                window(property, config),
                marks(property + ".at", Objects.requireNonNull(config.at())),
                Objects.requireNonNull(config.unpriced()));
    }

    private static Matcher amount(String property, @Nullable String text) {
        String hint = "write 500 USD, 2000000 tokens or 1000 requests";
        if (text == null) {
            throw new MisconfiguredException(property + " is missing: " + hint);
        }
        Matcher matcher = AMOUNT.matcher(text.strip());
        if (!matcher.matches()) {
            throw new MisconfiguredException(property + ": \"" + text + "\" is no amount: " + hint);
        }
        return matcher;
    }

    private Unit unit(String property, String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        if (lower.equals("tokens")) {
            return new Unit(lower, Unit.Kind.TOKENS, BigDecimal.ONE);
        }
        if (lower.equals("requests")) {
            return new Unit(lower, Unit.Kind.REQUESTS, BigDecimal.ONE);
        }
        String code = word.toUpperCase(Locale.ROOT);
        BigDecimal dollars = currencies.get(code);
        if (dollars != null) {
            return new Unit(code, Unit.Kind.MONEY, dollars);
        }
        if (code.length() == 3) {
            throw new MisconfiguredException(property + ": the currency " + code
                    + " has no rate: set llmgateway.catalogue.currencies." + code + " to US dollars for one " + code
                    + ", or say the amount in USD");
        }
        List<String> known = new ArrayList<>(currencies.keySet());
        known.add("tokens");
        known.add("requests");
        throw new MisconfiguredException(property + ": \"" + word + "\" is no unit; " + Nearest.hint(lower, known));
    }

    private static Window window(String property, BudgetConfig config) {
        String text = config.window();
        if (text == null) {
            throw new MisconfiguredException(
                    property + ".window is missing: write hour, day, week, month, year, or a duration such as 24h");
        }
        ChronoUnit unit = WINDOWS.get(text.strip().toLowerCase(Locale.ROOT));
        if (unit != null) {
            return new Window.Calendar(unit, zone(property + ".zone", config.zone()));
        }
        Duration length = length(property + ".window", config);
        if (config.zone() != null) {
            throw new MisconfiguredException(property + ".zone is set, but the window " + text.strip()
                    + " is the last so much time, in any zone: leave the zone out, or write hour, day, week, month or"
                    + " year");
        }
        return rolling(property + ".window", length);
    }

    private static Duration length(String property, BudgetConfig config) {
        try {
            return config.rolling();
        } catch (IllegalArgumentException e) {
            String text = String.valueOf(config.window());
            String hint = Nearest.to(text, WINDOWS.keySet())
                    .map(near -> "did you mean \"" + near + "\"?")
                    .orElse("write hour, day, week, month, year, or a duration such as 24h");
            throw new MisconfiguredException(property + ": \"" + text + "\" is no window; " + hint, e);
        }
    }

    static Window.Rolling rolling(String property, Duration length) {
        try {
            return new Window.Rolling(length);
        } catch (IllegalArgumentException e) {
            throw new MisconfiguredException(
                    property + " is " + Till.text(length) + ": it must be from 1s to 1000d", e);
        }
    }

    private static ZoneId zone(String property, @Nullable String text) {
        if (text == null) {
            return ZoneOffset.UTC;
        }
        try {
            return ZoneId.of(text.strip());
        } catch (DateTimeException e) {
            String hint = Nearest.to(text, ZoneId.getAvailableZoneIds())
                    .map(near -> "did you mean \"" + near + "\"?")
                    .orElse("write a name such as Europe/Berlin");
            throw new MisconfiguredException(property + ": \"" + text + "\" is no time zone; " + hint, e);
        }
    }

    private List<Mark> marks(String property, Map<String, String> at) {
        List<Mark> marks = new ArrayList<>();
        for (Map.Entry<String, String> one : at.entrySet()) {
            int percent = percent(property, one.getKey());
            marks.add(new Mark(
                    percent,
                    action(property + "." + one.getKey(), one.getValue().strip())));
        }
        marks.sort(Comparator.comparingInt(Mark::percent));
        for (int i = 0; i < marks.size(); i++) {
            Mark mark = marks.get(i);
            if (i > 0 && marks.get(i - 1).percent() == mark.percent()) {
                throw new MisconfiguredException(
                        property + " says two things of " + mark.percent() + ": leave one out");
            }
            if (i > 0 && marks.get(i - 1).action() instanceof Mark.Block) {
                throw new MisconfiguredException(property + "." + mark.percent() + " can never be reached, because "
                        + marks.get(i - 1).percent() + " blocks: leave one out");
            }
        }
        boolean open = marks.isEmpty()
                || (marks.get(marks.size() - 1).percent() < 100
                        && !(marks.get(marks.size() - 1).action() instanceof Mark.Block));
        if (open) {
            marks.add(new Mark(100, new Mark.Block()));
        }
        return List.copyOf(marks);
    }

    private static int percent(String property, String text) {
        if (!text.matches("\\d{1,3}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 100) {
            throw new MisconfiguredException(
                    property + ": \"" + text + "\" is no percentage: write a whole number from 1 to 100");
        }
        return Integer.parseInt(text);
    }

    private Mark.Action action(String property, String text) {
        String word = text.split("\\s", 2)[0];
        String rest = text.substring(word.length()).strip();
        switch (word) {
            case "warn", "block" -> {
                if (!rest.isEmpty()) {
                    throw new MisconfiguredException(
                            property + ": \"" + text + "\": nothing may follow after \"" + word + "\"");
                }
                return word.equals("warn") ? new Mark.Warn() : new Mark.Block();
            }
            case "throttle" -> {
                return throttle(property, text);
            }
            case "downgrade" -> {
                if (rest.isEmpty()) {
                    throw new MisconfiguredException(
                            property + ": \"downgrade\" needs a model: write downgrade and an alias");
                }
                models.accept(property, rest);
                return new Mark.Downgrade(rest);
            }
            default ->
                throw new MisconfiguredException(
                        property + ": \"" + text + "\" is nothing that can happen; " + Nearest.hint(word, ACTIONS));
        }
    }

    private static Mark.Throttle throttle(String property, String text) {
        Matcher rate = RATE.matcher(text);
        if (!rate.matches() || Long.parseLong(rate.group(1)) < 1) {
            throw new MisconfiguredException(property + ": \"" + text
                    + "\" is no rate: write throttle 10/m for ten calls a minute; s, m and h are known");
        }
        Duration time =
                switch (rate.group(2)) {
                    case "s" -> Duration.ofSeconds(1);
                    case "m" -> Duration.ofMinutes(1);
                    default -> Duration.ofHours(1);
                };
        return new Mark.Throttle(Long.parseLong(rate.group(1)), time, rate.group(1) + "/" + rate.group(2));
    }
}
