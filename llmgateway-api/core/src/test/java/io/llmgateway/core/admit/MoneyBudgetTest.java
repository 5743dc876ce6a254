package io.llmgateway.core.admit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgateway.chain.Allowance;
import io.llmgateway.chain.Attributes;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Chain;
import io.llmgateway.chain.Reply;
import io.llmgateway.chain.Target;
import io.llmgateway.chat.Attempt;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Cost;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Outcome;
import io.llmgateway.chat.PriceStatus;
import io.llmgateway.chat.Purpose;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.access.Policy;
import io.llmgateway.core.catalogue.TokenEstimator;
import io.llmgateway.core.config.AdmitConfig;
import io.llmgateway.core.config.BudgetConfig;
import io.llmgateway.error.RefusedException;
import io.llmgateway.event.LedgerEntry;
import io.llmgateway.money.BudgetState;
import io.llmgateway.testkit.FakeWorld;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Budgets of money, with prices the test makes: a model costs so many cents a token of answer as its name says. */
class MoneyBudgetTest {
    private static final Instant NOON = Instant.parse("2026-05-06T12:00:00Z");
    private static final ChatResponse ANSWER = new ChatResponse(
            List.of(),
            FinishReason.STOP,
            Usage.NONE,
            ResponseInfo.builder("toy", "m").build());

    private final FakeWorld world = new FakeWorld().setNow(NOON);

    private static List<Target> targets(String where, String model) {
        return switch (model) {
            case "smart" -> List.of(new Target("toy", "100"), new Target("toy", "20"));
            case "mixed" -> List.of(new Target("toy", "100"), new Target("local", "free"));
            default -> List.of(new Target("toy", model));
        };
    }

    private static Cost most(Target target, long prompt, long output, @Nullable String tier, Instant at) {
        return target.provider().equals("local")
                ? Cost.unknown(PriceStatus.MISSING)
                : Cost.told(
                        new BigDecimal(target.model())
                                .multiply(BigDecimal.valueOf(output))
                                .movePointLeft(2),
                        "toy");
    }

    private static BudgetConfig config(
            String amount, @Nullable Map<String, String> at, BudgetConfig.@Nullable Unpriced unpriced) {
        return new BudgetConfig(null, null, amount, "month", null, at, unpriced);
    }

    private Admission admission(BudgetConfig budget) {
        Forecast forecast = new Forecast(
                MoneyBudgetTest::targets,
                MoneyBudgetTest::most,
                target -> Optional.empty(),
                new TokenEstimator(Map.of(), List.of()),
                10L);
        return Admission.of(
                new AdmitConfig(null, null, Map.of("money", budget), null, null, null),
                Policy.of(AdmitConfig.EMPTY, List.of(), Set.of(), Map.of()),
                Map.of("eur", new BigDecimal("1.25")),
                forecast,
                Admission.countersInMemory(100),
                null,
                world);
    }

    private static Call call(String model) {
        ChatRequest request = ChatRequest.builder().model(model).user("Why?").build();
        return Call.of(request, false, "op", 0).with(Attributes.MODEL_ASKED, model);
    }

    private static Reply ask(Admission admission, String model, Chain inner) {
        return admission.budgets().orElseThrow().intercept(call(model), inner);
    }

    /** Sends to one target after another, each at its price. */
    private static Chain sends(Cost came, String... targets) {
        return call -> {
            for (String target : targets) {
                int slash = target.indexOf('/');
                call.get(Allowance.ATTRIBUTE)
                        .orElseThrow()
                        .take(call, new Target(target.substring(0, slash), target.substring(slash + 1)))
                        .settle(Usage.NONE, came);
            }
            return Reply.of(ANSWER);
        };
    }

    private static Cost dollars(String amount) {
        return Cost.told(new BigDecimal(amount), "toy");
    }

    private static void stands(Admission admission, String spent, String reserved) {
        BudgetState state = admission.states().states().get(0);
        assertThat(state.spent()).as("spent").isEqualByComparingTo(spent);
        assertThat(state.reserved()).as("reserved").isEqualByComparingTo(reserved);
    }

    private static RefusedException refused(Admission admission, String model) {
        RefusedException refused = catchThrowableOfType(
                RefusedException.class, () -> ask(admission, model, sends(dollars("0"), "toy/100")));
        assertThat(refused).as("a refusal").isNotNull();
        return refused;
    }

    @Test
    void theDearestTargetIsReservedAndWhatItCostIsBookedToTheLastDigit() {
        Admission admission = admission(config("100 USD", null, null));
        ask(admission, "smart", call -> {
            stands(admission, "0", "10");
            Allowance.Ticket ticket =
                    call.get(Allowance.ATTRIBUTE).orElseThrow().take(call, new Target("toy", "20"));
            stands(admission, "0", "10");
            ticket.settle(Usage.NONE, dollars("0.000000000000000001"));
            ticket.settle(Usage.NONE, dollars("7"));
            return Reply.of(ANSWER);
        });
        stands(admission, "0.000000000000000001", "0");
    }

    @Test
    void whatIsAskedForInTheVendorsOwnWordsIsReservedToo() {
        Admission admission = admission(config("100 USD", null, null));
        ChatRequest several = ChatRequest.builder()
                .model("20")
                .user("Why?")
                .maxTokens(10)
                .extra("n", 3)
                .extra("max_completion_tokens", 50)
                .build();
        admission.budgets().orElseThrow().intercept(call("20").withRequest(several), call -> {
            stands(admission, "0", "30");
            return sends(dollars("1"), "toy/20").proceed(call);
        });
        stands(admission, "1", "0");
    }

    @Test
    void aFurtherAttemptReservesItsOwnMost() {
        Admission admission = admission(config("100 USD", null, null));
        ask(admission, "smart", call -> {
            Allowance allowance = call.get(Allowance.ATTRIBUTE).orElseThrow();
            Allowance.Ticket first = allowance.take(call, new Target("toy", "100"));
            Allowance.Ticket hedge = allowance.take(call, new Target("toy", "20"));
            stands(admission, "0", "12");
            first.settle(Usage.NONE, dollars("3"));
            stands(admission, "3", "2");
            hedge.settle(Usage.NONE, dollars("1"));
            return Reply.of(ANSWER);
        });
        stands(admission, "4", "0");
    }

    @Test
    void whatIsAskedBesideTheAnswerDoesNotTakeWhatIsReservedForIt() {
        Admission admission = admission(config("12 USD", null, null));
        ask(admission, "smart", call -> {
            Allowance allowance = call.get(Allowance.ATTRIBUTE).orElseThrow();
            Call apart = call.apart("op-shadow", 0).with(Attributes.PURPOSE, Purpose.SHADOW);
            Allowance.Ticket shadow = allowance.take(apart, new Target("toy", "20"));
            stands(admission, "0", "12");
            Call vector = call.with(Attributes.PURPOSE, Purpose.ROUTE);
            assertThatThrownBy(() -> allowance.take(vector, new Target("toy", "20")))
                    .isInstanceOf(RefusedException.class);
            Allowance.Ticket answer = allowance.take(call, new Target("toy", "100"));
            stands(admission, "0", "12");
            shadow.settle(Usage.NONE, dollars("1"));
            answer.settle(Usage.NONE, dollars("3"));
            return Reply.of(ANSWER);
        });
        stands(admission, "4", "0");
    }

    @Test
    void aTicketStillOpenStaysWhenTheRoundEnds() {
        Admission admission = admission(config("100 USD", null, null));
        Allowance.Ticket[] open = new Allowance.Ticket[1];
        ask(admission, "smart", call -> {
                    open[0] = call.get(Allowance.ATTRIBUTE).orElseThrow().take(call, new Target("toy", "100"));
                    return Reply.of(ANSWER);
                })
                .await();
        stands(admission, "0", "10");
        open[0].settle(Usage.NONE, dollars("2"));
        stands(admission, "2", "0");
    }

    @Test
    void otherCurrenciesAreCountedExactlyInDollars() {
        Admission admission = admission(config("80 EUR", null, null));
        ask(admission, "smart", sends(dollars("10"), "toy/100")).await();
        BudgetState state = admission.states().states().get(0);
        assertThat(state.unit()).isEqualTo("EUR");
        assertThat(state.limit()).isEqualByComparingTo("80");
        assertThat(state.spent()).isEqualByComparingTo("8");
        for (int i = 0; i < 9; i++) {
            ask(admission, "smart", sends(dollars("10"), "toy/100")).await();
        }
        assertThat(refused(admission, "smart")).hasMessageContaining("80 EUR");
        admission.states().raise("money", Map.of(), new BigDecimal("8"), NOON.plusSeconds(60));
        ask(admission, "smart", sends(dollars("10"), "toy/100")).await();
        refused(admission, "smart");
    }

    @Test
    void whereTheDearModelNoLongerFitsTheCheaperOneIsTried() {
        Admission admission = admission(config("12 USD", Map.of("95", "downgrade 20"), null));
        ask(admission, "smart", sends(dollars("6"), "toy/100")).await();
        ask(admission, "smart", call -> {
            assertThat(call.request().model()).contains("20");
            assertThat(call.get(Attributes.INSTEAD_OF)).contains(new Target("toy", "100"));
            stands(admission, "6", "2");
            return sends(dollars("1"), "toy/20").proceed(call);
        });
        stands(admission, "7", "0");
        Admission without = admission(config("12 USD", null, null));
        ask(without, "smart", sends(dollars("6"), "toy/100")).await();
        refused(without, "smart");
    }

    @Test
    void aModelWithoutAPriceIsRefusedUnlessAllowed() {
        Admission blocks = admission(config("100 USD", null, null));
        assertThat(refused(blocks, "mixed"))
                .hasMessageContainingAll("local/free", "llmgateway.catalogue.models", "unpriced: allow");
        Admission allows = admission(config("100 USD", null, BudgetConfig.Unpriced.ALLOW));
        ask(allows, "mixed", call -> {
            stands(allows, "0", "10");
            return sends(Cost.unknown(PriceStatus.MISSING), "local/free").proceed(call);
        });
        stands(allows, "0", "0");
        ask(allows, "mixed", sends(dollars("1"), "local/free", "toy/100")).await();
        stands(allows, "2", "0");
    }

    @Test
    void whereNobodyKnowsWhatItCostAllThatWasHeldIsBooked() {
        Admission blocks = admission(config("100 USD", null, null));
        ask(blocks, "smart", sends(Cost.unknown(PriceStatus.UNPRICED), "toy/100"))
                .await();
        stands(blocks, "10", "0");
    }

    @Test
    void whatTheDoorHeldIsLetGoOfWhereTheRoundFails() {
        Admission admission = admission(config("100 USD", null, null));
        assertThatThrownBy(() -> ask(admission, "smart", call -> {
                    throw new IllegalStateException("a bug");
                }))
                .hasMessage("a bug");
        stands(admission, "0", "0");
    }

    @Test
    void aNewStartRemembersWhatTheLedgerKept() {
        Admission admission = admission(config("100 USD", null, null));
        admission.restore(entry(NOON.minus(Duration.ofDays(5)), 1, "30"));
        admission.restore(entry(NOON.minus(Duration.ofDays(4)), 1, "40"));
        admission.restore(entry(Instant.parse("2026-04-30T23:59:59Z"), 1, "50"));
        admission.restore(entry(NOON.plusSeconds(1), 1, "60"));
        admission.restore(entry(NOON.minus(Duration.ofDays(3)), 1, "-80")); // somebody's own credit
        stands(admission, "0", "0"); // the configuration may still be refused
        admission.begin();
        stands(admission, "70", "0");
        Admission rolling = admission(new BudgetConfig(null, null, "100 USD", "7d", null, null, null));
        rolling.restore(entry(NOON.minus(Duration.ofDays(5)), 1, "30"));
        rolling.restore(entry(NOON.minus(Duration.ofDays(8)), 1, "40"));
        rolling.begin();
        stands(rolling, "30", "0");
        world.advance(Duration.ofDays(3));
        stands(rolling, "0", "0");
    }

    private static LedgerEntry entry(Instant at, int number, String cost) {
        Attempt attempt = new Attempt(
                number, "toy", "100", Outcome.COMPLETE, null, Duration.ZERO, null, Usage.NONE, dollars(cost));
        return new LedgerEntry("past " + at, at, attempt, Purpose.ANSWER, "smart", "100", null, Map.of(), false, null);
    }
}
