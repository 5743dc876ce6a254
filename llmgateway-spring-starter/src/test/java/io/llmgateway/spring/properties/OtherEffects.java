package io.llmgateway.spring.properties;

import io.llmgateway.LlmClient;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.testkit.Script;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** What the properties of the catalogue and the ledger change. */
final class OtherEffects {
    private static final String MODEL = "default-model=one/m";
    private static final String BOTH = "models.m.targets=one/a,two/b";
    private static final String TWO_DOLLARS = "catalogue.models[one/m].prices.input=2";

    private OtherEffects() {}

    static List<Effect> all() {
        return List.of(
                Effect.of("catalogue.currencies.*")
                        .given(MODEL, "admit.budgets.all.amount=3 EUR", "admit.budgets.all.window=day")
                        .given(TWO_DOLLARS, "catalogue.models[one/m].prices.output=0")
                        .without("catalogue.currencies.EUR=1")
                        .with("catalogue.currencies.EUR=2")
                        .on(OtherEffects::aMillionTokens)
                        .when((client, scene) -> {
                            Seen.who(client, 2); // the second goes over what was expected
                            return Seen.come(() -> client.chat("?").text());
                        })
                        .sees("refused by llmgateway.admit.budgets.all", "one"),
                Effect.of("catalogue.files")
                        .given(MODEL)
                        .with("catalogue.files={folder}/prices.json")
                        .on(OtherEffects::aMillionTokens)
                        .when((client, scene) -> client.chat("?").cost())
                        .sees("unknown model", "$3"),
                Effect.of("catalogue.url")
                        .given(MODEL)
                        .with("catalogue.url={web}/prices.json")
                        .on(OtherEffects::aMillionTokens)
                        .when((client, scene) -> client.chat("?").cost())
                        .sees("unknown model", "$3"),
                Effect.of("catalogue.refresh")
                        .given(MODEL, "catalogue.files={folder}/prices.json")
                        .with("catalogue.refresh=1m")
                        .on(OtherEffects::aMillionTokens)
                        .when((client, scene) -> {
                            scene.write("prices.json", prices(4));
                            scene.world.advance(Duration.ofMinutes(2));
                            client.chat("?");
                            awaitReading();
                            return client.chat("?").cost();
                        })
                        .sees("$3", "$4"),
                Effect.of("catalogue.models.*.free")
                        .given(MODEL)
                        .with("catalogue.models[one/m].free=true")
                        .on(OtherEffects::aMillionTokens)
                        .when((client, scene) -> client.chat("?").cost())
                        .sees("unknown model", "$0"),
                Effect.of("catalogue.models.*.max-output")
                        .given(MODEL, "admit.budgets.all.amount=1000 tokens", "admit.budgets.all.window=day")
                        .with("catalogue.models[one/m].max-output=100")
                        .when((client, scene) ->
                                Seen.come(() -> client.chat("?").text()))
                        .sees("refused by llmgateway.admit.budgets.all", "one"),
                Effect.of("catalogue.models.*.prices.*")
                        .given(MODEL)
                        .with(TWO_DOLLARS)
                        .on(OtherEffects::aMillionTokens)
                        .when((client, scene) -> client.chat("?").cost())
                        .sees("unknown model", "$2"),
                Effect.of("catalogue.models.*.quality")
                        .given(BOTH, "models.m.strategy=quality", "catalogue.models[two/b].quality=5")
                        .without("catalogue.models[one/a].quality=9")
                        .with("catalogue.models[one/a].quality=1")
                        .when((client, scene) -> client.chat("?").text())
                        .sees("one", "two"),
                Effect.of("catalogue.models.*.retires")
                        .given(MODEL)
                        .with("catalogue.models[one/m].retires=2026-02-01")
                        .when((client, scene) -> retirementIsTold(client))
                        .sees(false, true),
                Effect.of("catalogue.models.*.window")
                        .given(BOTH)
                        .with("catalogue.models[one/a].window=1000")
                        .when((client, scene) ->
                                client.chat("many words ".repeat(1_000)).text())
                        .sees("one", "two"),
                Effect.of("catalogue.renames.*")
                        .given(MODEL)
                        .with("catalogue.renames[one/m]=two/new")
                        .when((client, scene) -> client.chat("?").text())
                        .sees("one", "two"),
                Effect.of("catalogue.retire-warning")
                        .given(MODEL, "catalogue.models[one/m].retires=2026-02-15")
                        .with("catalogue.retire-warning=30d")
                        .when((client, scene) -> retirementIsTold(client))
                        .sees(true, false),
                Effect.of("catalogue.retired")
                        .given(BOTH, "catalogue.models[one/a].retires=2025-12-01")
                        .with("catalogue.retired=allow")
                        .when((client, scene) -> client.chat("?").text())
                        .sees(Effect.NO_START, "one"),
                Effect.of("ledger.keep")
                        .given(MODEL)
                        .with("ledger.keep=1")
                        .when((client, scene) -> {
                            Seen.who(client, 3);
                            return client.ledger().entries().size();
                        })
                        .sees(3, 1),
                Effect.of("ledger.file")
                        .given(MODEL)
                        .with("ledger.file={folder}/spent/ledger.jsonl")
                        .when((client, scene) -> {
                            Seen.who(client, 3);
                            client.close(); // waits for what is being written
                            Path file = scene.folder.resolve("spent/ledger.jsonl");
                            return Files.exists(file) ? Files.readAllLines(file).size() + " lines" : "no file";
                        })
                        .sees("no file", "3 lines"),
                charged("by")
                        .given("ledger.chargeback.rules.search.discount=50")
                        .with("ledger.chargeback.by=app")
                        .when((client, scene) -> charge(client))
                        .sees("[1]", "[2]"),
                charged("margin")
                        .with("ledger.chargeback.margin=20")
                        .when((client, scene) -> charge(client))
                        .sees("[none]", "[2.4]"),
                charged("discount")
                        .with("ledger.chargeback.discount=25")
                        .when((client, scene) -> charge(client))
                        .sees("[none]", "[1.5]"),
                charged("tiers.*")
                        .with("ledger.chargeback.tiers.1=50")
                        .when((client, scene) -> charge(client))
                        .sees("[none]", "[1.5]"),
                charged("prices.*.*")
                        .with("ledger.chargeback.prices[one/m].input=7")
                        .when((client, scene) -> charge(client))
                        .sees("[none]", "[7]"),
                charged("rules.*.margin")
                        .given("ledger.chargeback.margin=10")
                        .with("ledger.chargeback.rules.search.margin=20")
                        .when((client, scene) -> charge(client))
                        .sees("[2.2]", "[2.4]"),
                charged("rules.*.discount")
                        .given("ledger.chargeback.discount=10")
                        .with("ledger.chargeback.rules.search.discount=50")
                        .when((client, scene) -> charge(client))
                        .sees("[1.8]", "[1]"),
                charged("rules.*.tiers.*")
                        .given("ledger.chargeback.tiers.1=10")
                        .with("ledger.chargeback.rules.search.tiers.1=50")
                        .when((client, scene) -> charge(client))
                        .sees("[1.9]", "[1.5]"));
    }

    private static Effect.Builder charged(String property) {
        return Effect.of("ledger.chargeback." + property)
                .given(MODEL, TWO_DOLLARS)
                .on(OtherEffects::aMillionTokens);
    }

    // of one call of the team search for the app shop
    private static String charge(LlmClient client) {
        client.chat(c -> c.user("?").tag("team", "search").tag("app", "shop"));
        return client.ledger().report(q -> q.by("team")).rows().stream()
                .map(row -> row.charged() == null
                        ? "none"
                        : row.charged().stripTrailingZeros().toPlainString())
                .collect(Collectors.joining(", ", "[", "]"));
    }

    // what a prompt is said to have had, so that a price is a cost
    private static void aMillionTokens(Scene scene, LlmGateway.Builder builder) {
        scene.write("prices.json", prices(3));
        Usage million = Usage.builder().input(1_000_000).build();
        scene.one.otherwise(call -> Script.answer("one", million));
    }

    private static String prices(int dollars) {
        return "{\"format\": \"llmgateway-prices\", \"models\": {\"scripted/m\": {\"prices\": [{\"input\": " + dollars
                + "}]}}}";
    }

    // nobody is told of one that has nothing to read
    private static void awaitReading() throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("llmgateway-prices")) {
                thread.join(10_000);
            }
        }
    }

    private static boolean retirementIsTold(LlmClient client) {
        return client.chat("?").explain().toString().contains("one/m is no longer served from");
    }
}
