package io.llmgateway.core.send;

import io.llmgateway.chain.Allowance;
import io.llmgateway.chain.Attributes;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Target;
import io.llmgateway.chat.Attempt;
import io.llmgateway.chat.Cost;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.ModelResponse;
import io.llmgateway.chat.Outcome;
import io.llmgateway.chat.PriceStatus;
import io.llmgateway.chat.Purpose;
import io.llmgateway.chat.Usage;
import io.llmgateway.chat.Warning;
import io.llmgateway.core.catalogue.ModelCatalogue;
import io.llmgateway.core.catalogue.TokenEstimator;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.LedgerEntry;
import io.llmgateway.spi.World;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Writes the bill of each attempt: what it used, what that cost, and whom it belongs to. */
final class Booking {
    private static final System.Logger LOG = System.getLogger(Booking.class.getName());

    private final ModelCatalogue catalogue;
    private final TokenEstimator estimator;
    private final World world;

    Booking(ModelCatalogue catalogue, TokenEstimator estimator, World world) {
        this.catalogue = catalogue;
        this.estimator = estimator;
        this.world = world;
    }

    Bill open(Call call, Target target, int number, Allowance.@Nullable Ticket ticket) {
        return new Bill(call, target, number, ticket, world.nanoTime());
    }

    /** The bill of one attempt; closed once. */
    final class Bill {
        private final Call call;
        private final Target target;
        private final int number;
        private final Allowance.@Nullable Ticket ticket;
        private final long started;

        Bill(Call call, Target target, int number, Allowance.@Nullable Ticket ticket, long started) {
            this.call = call;
            this.target = target;
            this.number = number;
            this.ticket = ticket;
            this.started = started;
        }

        Duration elapsed() {
            return Duration.ofNanos(world.nanoTime() - started);
        }

        void close(
                Outcome outcome,
                @Nullable Failure failure,
                @Nullable Duration firstToken,
                @Nullable ModelResponse response) {
            Instant now = world.now();
            // whatever goes wrong: what is held is let go of, and the attempt told and booked
            Usage usage = or(response == null ? Usage.NONE : response.usage(), () -> usage(outcome, failure, response));
            Cost cost = or(Cost.unknown(PriceStatus.MISSING), () -> cost(usage, response, now));
            if (ticket != null) {
                or(ticket, () -> {
                    ticket.settle(usage, cost);
                    return ticket;
                });
            }
            if (response != null) {
                for (Warning warning : response.info().warnings()) {
                    call.emit(new GatewayEvent.Warned(call.operation(), now, "send", warning));
                }
            }
            Attempt attempt = new Attempt(
                    number, target.provider(), target.model(), outcome, failure, elapsed(), firstToken, usage, cost);
            call.emit(new GatewayEvent.AttemptEnded(call.operation(), now, attempt));
            call.emit(new GatewayEvent.Booked(entry(attempt, response, now)));
            if (!cost.status().priced() && or(false, () -> catalogue.firstUnpriced(target))) {
                call.emit(new GatewayEvent.UnpricedModel(
                        call.operation(), now, target.provider(), target.model(), cost.status()));
            }
        }

        // what the vendor told; where it told nothing and may have worked, our estimate
        private Usage usage(Outcome outcome, @Nullable Failure failure, @Nullable ModelResponse response) {
            if (response == null) {
                boolean worked = outcome == Outcome.ABANDONED || (failure != null && failure.mayBeBilled());
                return worked ? estimate(0) : Usage.NONE;
            }
            Usage told = response.usage();
            if (!told.estimated() || (told.totalInput() > 0 && told.totalOutput() > 0)) {
                return told;
            }
            return told.totalInput() > 0
                    ? told.plus(Usage.builder()
                            .output(estimator.answer(response, target))
                            .build())
                    : estimate(Math.max(told.totalOutput(), estimator.answer(response, target)));
        }

        private Usage estimate(long output) {
            return Usage.builder()
                    .input(estimator.prompt(call.request(), target))
                    .output(output)
                    .estimated(true)
                    .build();
        }

        private Cost cost(Usage usage, @Nullable ModelResponse response, Instant now) {
            if (response == null) {
                return usage.total() == 0 ? Cost.ZERO : catalogue.price(target, usage, now);
            }
            BigDecimal billed = response.info().billed().orElse(null);
            return billed == null
                    ? catalogue.price(target, response, usage, now)
                    : Cost.told(billed, target.provider());
        }

        private LedgerEntry entry(Attempt attempt, @Nullable ModelResponse response, Instant now) {
            return new LedgerEntry(
                    call.operation(),
                    now,
                    attempt,
                    call.get(Attributes.PURPOSE).orElse(Purpose.ANSWER),
                    call.get(Attributes.MODEL_ASKED).orElse(""),
                    response == null || response.model().isEmpty() ? target.model() : response.model(),
                    call.request().endUser().orElse(null),
                    call.request().tags(),
                    false,
                    or(Optional.<BigDecimal>empty(), () -> saved(attempt, now)).orElse(null));
        }

        private <T> T or(T otherwise, Supplier<T> figure) {
            try {
                return figure.get();
            } catch (Throwable e) {
                LOG.log(System.Logger.Level.WARNING, "the bill of an attempt at " + target + " is not exact", e);
                return otherwise;
            }
        }

        private Optional<BigDecimal> saved(Attempt attempt, Instant now) {
            return call.get(Attributes.INSTEAD_OF)
                    .flatMap(instead ->
                            catalogue.price(instead, attempt.usage(), now).amount())
                    .flatMap(would -> attempt.cost().amount().map(would::subtract));
        }
    }
}
