package io.llmgateway.examples.money;

import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Usage;
import io.llmgateway.chat.Warning;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.RefusedException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.money.BudgetState;
import io.llmgateway.money.Report;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;

/** What a call costs, every alert, and everything a budget can do. */
public final class MoneyExample {
    static final String CONFIGURATION =
            """
            llmgateway:
              models:
                smart: { targets: [openai/gpt-5.5] }
                cheap: { targets: [openai/gpt-5-nano] }
              default-model: smart
              admit:
                budgets:
                  shop:                       # warns, then has a cheaper model answer
                    match: { team: shop }
                    amount: 0.10 USD
                    window: day
                    zone: Europe/Berlin
                    at: { 50: warn, 80: downgrade cheap }
                  kiosk: { match: { team: kiosk }, amount: 0.04 USD, window: month }   # blocks
                  lab:                        # slows down
                    match: { team: lab }
                    amount: 10000 tokens
                    window: 7d
                    at: { 20: throttle 1/m }
                limits:
                  polite: { match: { app: chat }, per: user, requests: 2 }
              watch:
                spend-rise: { by: team, factor: 3, window: 1h, least: 0.01 }
            """;

    private MoneyExample() {}

    /**
     * Runs the example, offline.
     *
     * @param args none
     */
    public static void main(String[] args) {
        run(System.out);
    }

    static void run(PrintStream out) {
        FakeWorld world = new FakeWorld();
        ScriptedProvider openai = new ScriptedProvider("openai", world);
        openai.otherwise(call -> Script.answer(
                "Because of Rayleigh scattering.",
                Usage.builder()
                        .input(200)
                        .cacheRead(800)
                        .output(300)
                        .reasoning(100)
                        .build()));
        try (LlmClient client = LlmGateway.builder()
                .environment(Map.of())
                .yaml(CONFIGURATION)
                .provide("openai", openai)
                .listener(event -> alert(event, out))
                .world(world)
                .build()) {
            whatACallCosts(client, out);
            aLongPrompt(client, out);
            marksOfABudget(client, world, out);
            blocked(client, world, out);
            slowedDown(client, world, out);
            tooFast(client, out);
            unknownPrice(client, out);
            suddenRise(client, world, out);
            report(client, out);
        }
    }

    /** Every alert is an event. */
    private static void alert(GatewayEvent event, PrintStream out) {
        if (event instanceof GatewayEvent.BudgetReached e) {
            out.println("  ! budget " + e.budget() + " reached " + e.percent() + " %: " + e.action());
        } else if (event instanceof GatewayEvent.BudgetBurning e) {
            out.println("  ! budget " + e.budget() + " will be gone by " + e.goneBy());
        } else if (event instanceof GatewayEvent.SpendRose e) {
            out.println("  ! spending of " + e.scope() + " rose from $"
                    + e.usual().toPlainString() + " to $" + e.now().toPlainString());
        } else if (event instanceof GatewayEvent.UnpricedModel e) {
            out.println("  ! " + e.provider() + "/" + e.model() + " has no price");
        }
    }

    private static ChatRequest question(String team) {
        return ChatRequest.builder()
                .user("Why is the sky blue?")
                .maxTokens(500)
                .tag("team", team)
                .build();
    }

    private static void whatACallCosts(LlmClient client, PrintStream out) {
        ChatResponse response = client.chat("Why is the sky blue?");
        out.println("One call: " + response.usage() + " cost " + response.cost());
        response.cost().lines().forEach(line -> out.println("  " + line));
    }

    private static void aLongPrompt(LlmClient client, PrintStream out) {
        for (long prompt : new long[] {272_000, 272_001}) {
            Usage usage = Usage.builder().input(prompt).output(1_000).build();
            out.println(
                    "A prompt of " + prompt + " tokens: " + client.catalogue().price("openai/gpt-5.5", usage));
        }
    }

    private static void marksOfABudget(LlmClient client, FakeWorld world, PrintStream out) {
        out.println("A budget of 0.10 USD a day:");
        for (int i = 0; i < 8; i++) {
            ChatResponse response = client.chat(question("shop"));
            out.println("  " + response.model() + " " + response.cost());
            for (Warning warning : response.warnings()) {
                out.println("  warning: " + warning.message());
            }
            world.advance(Duration.ofMinutes(30));
        }
    }

    private static void blocked(LlmClient client, FakeWorld world, PrintStream out) {
        out.println("A budget of 0.04 USD a month:");
        try {
            while (true) {
                out.println("  " + client.chat(question("kiosk")).cost());
            }
        } catch (RefusedException e) {
            out.println("  refused by " + e.rule() + ": " + e.getMessage());
        }
        client.budgets()
                .raise("kiosk", Map.of(), new BigDecimal("0.05"), world.now().plus(Duration.ofHours(2)));
        out.println("  with five cents more for two hours: "
                + client.chat(question("kiosk")).cost());
        for (BudgetState state : client.budgets().states()) {
            out.println("  " + state.budget() + " has " + state.left().toPlainString() + " " + state.unit() + " left");
        }
    }

    private static void slowedDown(LlmClient client, FakeWorld world, PrintStream out) {
        out.println("A budget that slows down:");
        for (int i = 0; i < 5; i++) {
            try {
                out.println("  answered: " + client.chat(question("lab")).usage());
            } catch (RefusedException e) {
                out.println("  come back in " + e.retryAfter().orElseThrow().toSeconds() + " s");
                world.advance(e.retryAfter().orElseThrow());
            }
        }
    }

    private static void tooFast(LlmClient client, PrintStream out) {
        LlmClient ann = client.with(o -> o.endUser("ann").tag("app", "chat"));
        ann.chat("One?");
        ann.chat("Two?");
        try {
            ann.chat("Three?");
        } catch (RefusedException e) {
            out.println("Too fast: " + e.getMessage());
        }
    }

    private static void unknownPrice(LlmClient client, PrintStream out) {
        out.println("A model nobody knows: "
                + client.chat(c -> c.model("openai/my-own-model").user("Who are you?"))
                        .cost());
    }

    private static void suddenRise(LlmClient client, FakeWorld world, PrintStream out) {
        out.println("A team's habit, then a rise:");
        for (int hour = 0; hour < 5; hour++) {
            client.chat(question("blog"));
            world.advance(Duration.ofHours(1));
        }
        for (int i = 0; i < 6; i++) {
            client.chat(question("blog"));
        }
    }

    private static void report(LlmClient client, PrintStream out) {
        Report report = client.ledger().report(q -> q.by("team", "model"));
        out.println("Who spent what:");
        out.print(report.toCsv());
    }
}
