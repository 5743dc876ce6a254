package io.llmgateway.core.catalogue;

import io.llmgateway.chat.Bucket;
import io.llmgateway.money.ModelInfo;
import io.llmgateway.money.ModelInfo.PriceSource;
import io.llmgateway.money.PriceRule;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes the files of the shipped list from LiteLLM's list and, as a second opinion, that of genai-prices. To repeat it:
 *
 * <pre>
 * mvn -pl llmgateway-api/core -am test-compile
 * mvn -pl llmgateway-api/core dependency:build-classpath -Dmdep.outputFile=cp
 * java -cp target/classes:target/test-classes:$(cat cp) io.llmgateway.core.catalogue.ShippedCatalogue \
 *     model_prices_and_context_window.json genai_prices.json 2026-08-21 2026-11-22 \
 *     src/main/resources/io/llmgateway/core/catalogue
 * </pre>
 *
 * <p>The first date is that of the second list, which has none in it; models that retired before the second date are
 * left out. What the lists say differently is printed, for the eye.
 *
 * <p>LiteLLM's figures are taken, except: where genai-prices knows dates or times of day, its rules are, and LiteLLM's
 * for classes of service stay only if the two agree on what is due on the second date. Where they agree on input and
 * output, what only genai-prices knows is added; so are models only it has. A model of a date that costs the same as
 * the one without becomes its other name.
 */
final class ShippedCatalogue {
    private static final List<String> VENDORS = List.of(
            "anthropic",
            "azure",
            "cerebras",
            "deepseek",
            "fireworks",
            "gemini",
            "groq",
            "huggingface",
            "mistral",
            "moonshot",
            "openai",
            "openrouter",
            "perplexity",
            "together",
            "xai",
            "zai");
    private static final Set<String> KINDS = Set.of("chat", "completion", "embedding");
    private static final List<Bucket> COMPARED =
            List.of(Bucket.INPUT, Bucket.OUTPUT, Bucket.CACHE_READ, Bucket.CACHE_WRITE, Bucket.CACHE_WRITE_LONG);

    // genai-prices reads OpenRouter's own list of models; Anthropic's long writes cost twice its input, LiteLLM has 24
    // times that for this model (https://docs.anthropic.com/en/docs/build-with-claude/prompt-caching)
    private static final Set<String> SECOND_WINS = Set.of("openrouter", "anthropic/claude-3-haiku-20240307");

    // DeepSeek's hours of lower prices ended on 2025-09-05 (https://api-docs.deepseek.com/quick_start/pricing);
    // genai-prices
    // still has them
    private static final Set<String> UNTIMED = Set.of("deepseek");

    // no longer served, though the lists do not say so, or no model at all
    private static final Map<String, Pattern> LEFT_OUT = Map.of(
            "anthropic", Pattern.compile("claude-(2|v1|instant|3-sonnet|3-opus|3-5|3-7).*"),
            "gemini", Pattern.compile("claude-.*|gemini-(1\\.|exp|pro-1|flash-1|pro$|gemma).*|learnlm.*"),
            "openai", Pattern.compile("(ft:|text-)?(ada|babbage|curie|davinci).*|gpt-3.5-0301|.*(:extended|\\.ft-)"),
            "perplexity",
                    Pattern.compile("(pplx-7|codellama|llama-|mistral-7b|mixtral|sonar-small|sonar-medium|preset/).*"),
            "together", Pattern.compile("together-ai-.*"));
    private static final Pattern NOTHING = Pattern.compile("(?!)");

    private final Listing base;
    private final Listing second;
    private final LocalDate secondDate;
    private final LocalDate today;
    private final Set<ModelInfo> used = new HashSet<>();

    private ShippedCatalogue(Listing base, Listing second, LocalDate secondDate, LocalDate today) {
        this.base = base;
        this.second = second;
        this.secondDate = secondDate;
        this.today = today;
    }

    public static void main(String... args) throws IOException {
        if (args.length != 5) {
            throw new IllegalArgumentException("five arguments are needed, see the documentation of this class");
        }
        Listing base = Lists.read(args[0], "shipped", Files.readAllBytes(Path.of(args[0])));
        Listing second = Lists.read(args[1], "shipped", Files.readAllBytes(Path.of(args[1])));
        new ShippedCatalogue(base, second, LocalDate.parse(args[2]), LocalDate.parse(args[3])).write(Path.of(args[4]));
    }

    private void write(Path directory) throws IOException {
        StringBuilder index =
                new StringBuilder("# the date of the list, and how many models there are of each vendor\n");
        index.append("date=").append(secondDate).append('\n');
        for (String vendor : VENDORS) {
            Map<String, ModelInfo> models = models(vendor);
            index.append(vendor).append('=').append(models.size()).append('\n');
            Files.writeString(directory.resolve(vendor + ".json"), json(models));
        }
        Files.writeString(directory.resolve(Shipped.INDEX), index);
    }

    private Map<String, ModelInfo> models(String vendor) {
        Map<String, ModelInfo> models = new TreeMap<>();
        base.models().stream()
                .filter(model -> model.vendor().equals(vendor) && isShipped(model))
                .map(this::withSecond)
                .forEach(model -> models.put(model.model(), model));
        second.models().stream()
                .filter(model -> model.vendor().equals(vendor) && isShipped(model) && !used.contains(model))
                .filter(model -> !model.prices().isEmpty() && base.get(vendor, lower(model.model())) == null)
                .forEach(model -> models.put(model.model(), dated(model, model.prices())));
        if (vendor.equals("huggingface")) { // without the name of who serves, the price is open
            List.copyOf(models.values()).forEach(model -> {
                String name = model.model().substring(0, model.model().indexOf(':'));
                models.putIfAbsent(name, with(model, name, Set.of(), List.of(), model.source()));
            });
        }
        return folded(models);
    }

    private boolean isShipped(ModelInfo model) {
        boolean retired = model.retires() != null && model.retires().isBefore(today);
        boolean known = !model.prices().isEmpty() || model.window() != null;
        boolean old = LEFT_OUT.getOrDefault(model.vendor(), NOTHING)
                .matcher(model.model())
                .matches();
        return KINDS.contains(model.kind()) && !retired && !old && known;
    }

    private ModelInfo withSecond(ModelInfo model) {
        ModelInfo other = null;
        for (String name : Names.of(model.model(), null).exact()) {
            other = other == null ? second.get(model.vendor(), name) : other;
        }
        if (other == null || other.prices().isEmpty()) {
            return model;
        }
        used.add(other);
        boolean timed = !UNTIMED.contains(model.vendor())
                && other.prices().stream().anyMatch(rule -> rule.from() != null || rule.dailyFrom() != null);
        boolean agrees = agrees(model, other);
        boolean sameName = other.equals(second.get(model.vendor(), lower(model.model())));
        if (model.prices().isEmpty()) {
            return sameName ? dated(model, other.prices()) : model;
        }
        if ((SECOND_WINS.contains(model.vendor()) && sameName)
                || SECOND_WINS.contains(model.vendor() + "/" + model.model())) {
            return dated(model, other.prices());
        }
        if (!timed) {
            return agrees ? with(model, model.model(), model.aliases(), filled(model, other), model.source()) : model;
        }
        List<PriceRule> rules = new ArrayList<>(other.prices());
        if (agrees) {
            model.prices().stream().filter(rule -> rule.tier() != null).forEach(rules::add);
        }
        return dated(model, rules);
    }

    // the same input and output today; says so where not
    private boolean agrees(ModelInfo model, ModelInfo other) {
        Map<Bucket, BigDecimal> ours = usual(model);
        Map<Bucket, BigDecimal> theirs = usual(other);
        for (Bucket bucket : COMPARED) {
            BigDecimal our = ours.get(bucket);
            BigDecimal their = theirs.get(bucket);
            if (our != null && their != null && our.compareTo(their) != 0) {
                System.out.println(model.vendor() + "/" + model.model() + " " + bucket.word() + ": "
                        + our.toPlainString() + " or " + their.toPlainString() + " (" + other.model() + ")");
            }
        }
        return same(ours, theirs, Bucket.INPUT) && same(ours, theirs, Bucket.OUTPUT);
    }

    private static boolean same(Map<Bucket, BigDecimal> ours, Map<Bucket, BigDecimal> theirs, Bucket bucket) {
        BigDecimal our = ours.get(bucket);
        BigDecimal their = theirs.get(bucket);
        if (our == null || their == null) {
            return our == null && their == null;
        }
        return our.compareTo(their) == 0;
    }

    private Map<Bucket, BigDecimal> usual(ModelInfo model) {
        Instant noon = today.atTime(12, 0).toInstant(ZoneOffset.UTC);
        Map<Bucket, BigDecimal> usual = new EnumMap<>(Bucket.class);
        model.prices().stream().filter(rule -> rule.holds(null, 1, noon)).forEach(rule -> usual.putAll(rule.prices()));
        return usual;
    }

    private static List<PriceRule> filled(ModelInfo model, ModelInfo other) {
        return model.prices().stream()
                .map(rule -> {
                    Map<Bucket, BigDecimal> prices = new EnumMap<>(Bucket.class);
                    other.prices().stream()
                            .filter(theirs -> rule.tier() == null && theirs.above() == rule.above())
                            .forEach(theirs -> prices.putAll(theirs.prices()));
                    prices.putAll(rule.prices());
                    return new PriceRule(rule.tier(), rule.above(), null, null, null, null, prices);
                })
                .toList();
    }

    private ModelInfo dated(ModelInfo model, List<PriceRule> rules) {
        PriceSource source = new PriceSource("shipped", model.source().url(), secondDate);
        return with(model, model.model(), model.aliases(), rules, source);
    }

    private static ModelInfo with(
            ModelInfo model, String name, Set<String> aliases, List<PriceRule> rules, PriceSource source) {
        return new ModelInfo(
                model.vendor(),
                name,
                aliases,
                model.kind(),
                model.window(),
                model.maxOutput(),
                model.capabilities(),
                model.retires(),
                rules,
                model.regions(),
                source);
    }

    // what has the same prices as the one without the date is another name of it
    private static Map<String, ModelInfo> folded(Map<String, ModelInfo> models) {
        Map<String, ModelInfo> folded = new TreeMap<>(models);
        models.values().forEach(model -> {
            List<String> names = Names.of(model.model(), null).exact();
            ModelInfo undated = names.stream()
                    .skip(1)
                    .map(folded::get)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
            if (undated != null
                    && undated.prices().equals(model.prices())
                    && undated.regions().equals(model.regions())
                    && Objects.equals(undated.window(), model.window())
                    && undated.model().length() < model.model().length()) {
                Set<String> aliases = new TreeSet<>(undated.aliases());
                aliases.addAll(model.aliases());
                aliases.add(model.model());
                folded.remove(model.model());
                folded.put(
                        undated.model(), with(undated, undated.model(), aliases, undated.prices(), undated.source()));
            }
        });
        return folded;
    }

    private static String lower(String name) {
        return name.toLowerCase(java.util.Locale.ROOT);
    }

    private String json(Map<String, ModelInfo> models) {
        List<String> lines = new ArrayList<>();
        models.values().forEach(model -> lines.add(quoted(model.vendor() + "/" + model.model()) + ":" + json(model)));
        return "{\"format\":\"" + OwnFormat.NAME + "\",\"date\":\"" + base.date() + "\",\"models\":{\n"
                + String.join(",\n", lines) + "\n}}\n";
    }

    private String json(ModelInfo model) {
        Map<String, String> fields = new LinkedHashMap<>();
        put(fields, "aliases", list(model.aliases()));
        if (!model.kind().equals("chat")) {
            put(fields, "kind", quoted(model.kind()));
        }
        put(fields, "window", model.window());
        put(fields, "max-output", model.maxOutput());
        put(fields, "capabilities", list(model.capabilities()));
        put(
                fields,
                "retires",
                model.retires() == null ? null : quoted(model.retires().toString()));
        if (!model.regions().isEmpty()) {
            Map<String, String> regions = new TreeMap<>();
            model.regions().forEach((region, factor) -> put(regions, region, number(factor)));
            put(fields, "regions", object(regions));
        }
        String url = model.source().url();
        put(fields, "url", url == null || !url.startsWith("http") ? null : quoted(url));
        LocalDate date = model.source().date();
        put(fields, "date", date == null || date.equals(base.date()) ? null : quoted(date.toString()));
        List<String> rules = model.prices().stream().map(ShippedCatalogue::json).toList();
        put(fields, "prices", rules.isEmpty() ? null : "[" + String.join(",", rules) + "]");
        return object(fields);
    }

    private static String json(PriceRule rule) {
        Map<String, String> fields = new LinkedHashMap<>();
        put(fields, "tier", rule.tier() == null ? null : quoted(rule.tier()));
        put(fields, "above", rule.above() == 0 ? null : rule.above());
        put(fields, "from", rule.from() == null ? null : quoted(rule.from().toString()));
        put(fields, "until", rule.until() == null ? null : quoted(rule.until().toString()));
        put(
                fields,
                "daily-from",
                rule.dailyFrom() == null ? null : quoted(rule.dailyFrom().toString()));
        put(
                fields,
                "daily-until",
                rule.dailyUntil() == null ? null : quoted(rule.dailyUntil().toString()));
        rule.prices().forEach((bucket, price) -> put(fields, bucket.word(), number(price)));
        return object(fields);
    }

    private static String number(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    private static @Nullable String list(Set<String> texts) {
        List<String> sorted =
                texts.stream().sorted().map(ShippedCatalogue::quoted).toList();
        return sorted.isEmpty() ? null : "[" + String.join(",", sorted) + "]";
    }

    private static String object(Map<String, String> fields) {
        List<String> parts = new ArrayList<>();
        fields.forEach((name, value) -> parts.add(quoted(name) + ":" + value));
        return "{" + String.join(",", parts) + "}";
    }

    private static void put(Map<String, String> fields, String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, value.toString());
        }
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
