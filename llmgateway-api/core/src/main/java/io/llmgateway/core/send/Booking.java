package io.llmgateway.core.send;

import io.llmgateway.chain.Allowance;
import io.llmgateway.chain.Attributes;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Reply;
import io.llmgateway.chain.Target;
import io.llmgateway.chat.Attempt;
import io.llmgateway.chat.ChatRequest;
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
        private final Purpose purpose;
        private @Nullable Reply reply;

        Bill(Call call, Target target, int number, Allowance.@Nullable Ticket ticket, long started) {
            this.call = call;
            this.target = target;
            this.number = number;
            this.ticket = ticket;
            this.started = started;
            this.purpose = call.get(Attributes.PURPOSE).orElse(Purpose.ANSWER);
        }

        Purpose purpose() {
            return purpose;
        }

        Duration elapsed() {
            return Duration.ofNanos(world.nanoTime() - started);
        }

        /** Where the answer comes from, which may tell its usage before its first content. */
        void readsFrom(Reply answer) {
            reply = answer;
        }

        void close(
                Outcome outcome,
                @Nullable Failure failure,
                @Nullable Duration firstToken,
                @Nullable ModelResponse response) {
            Instant now = world.now();
            Usage usage = response == null ? Usage.NONE : response.usage();
            Cost cost = Cost.unknown(PriceStatus.MISSING);
            try {
                usage = usage(outcome, failure, response);
                cost = cost(usage, response, now);
            } catch (Throwable e) { // the attempt must be settled, told and booked all the same
                inexact(e);
            }
            settle(usage, cost);
            if (response != null) {
                for (Warning warning : response.info().warnings()) {
                    call.emit(new GatewayEvent.Warned(call.operation(), now, "send", warning));
                }
            }
            Attempt attempt = new Attempt(
                    number, target.provider(), target.model(), outcome, failure, elapsed(), firstToken, usage, cost);
            call.emit(new GatewayEvent.AttemptEnded(
                    call.operation(),
                    now,
                    attempt,
                    call.request().kind(),
                    call.streamed() && call.request() instanceof ChatRequest, // nothing else can be
                    purpose,
                    response == null || response.model().isEmpty() ? null : response.model(),
                    call.request().tags()));
            call.emit(new GatewayEvent.Booked(entry(attempt, response, now)));
            if (!cost.status().priced() && catalogue.firstUnpriced(target)) {
                call.emit(new GatewayEvent.UnpricedModel(
                        call.operation(), now, target.provider(), target.model(), cost.status()));
            }
        }

        // what the vendor told; where it told nothing and may have worked, our estimate
        private Usage usage(Outcome outcome, @Nullable Failure failure, @Nullable ModelResponse response) {
            if (response != null) {
                return usage(response);
            }
            boolean worked = outcome == Outcome.ABANDONED || (failure != null && failure.mayBeBilled());
            if (!worked) {
                return Usage.NONE;
            }
            return reply == null ? estimate(0) : usage(reply.soFar());
        }

        private Usage usage(ModelResponse response) {
            Usage told = response.usage();
            // nothing costs no token, so a vendor that tells zeros tells nothing
            if (told.total() > 0 && (!told.estimated() || (told.totalInput() > 0 && told.totalOutput() > 0))) {
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
                    purpose,
                    call.get(Attributes.MODEL_ASKED).orElse(""),
                    response == null || response.model().isEmpty() ? target.model() : response.model(),
                    call.user().orElse(null),
                    call.request().tags(),
                    false,
                    saved(attempt, now));
        }

        private void settle(Usage usage, Cost cost) {
            if (ticket != null) {
                try {
                    ticket.settle(usage, cost);
                } catch (Throwable e) {
                    inexact(e);
                }
            }
        }

        private void inexact(Throwable error) {
            LOG.log(System.Logger.Level.WARNING, "the bill of an attempt at " + target + " is not exact", error);
        }

        private @Nullable BigDecimal saved(Attempt attempt, Instant now) {
            Target instead = call.get(Attributes.INSTEAD_OF).orElse(null);
            if (instead == null
                    || !purpose.answers()
                    || !attempt.cost().status().priced()) {
                return null;
            }
            try {
                Cost would = catalogue.price(instead, attempt.usage(), now);
                return would.status().priced()
                        ? would.known().subtract(attempt.cost().known())
                        : null;
            } catch (Throwable e) {
                inexact(e);
                return null;
            }
        }
    }
}
