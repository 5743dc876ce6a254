package io.llmgateway.event;

import io.llmgateway.chat.Attempt;
import io.llmgateway.chat.CacheHit;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Outcome;
import io.llmgateway.chat.PriceStatus;
import io.llmgateway.chat.Purpose;
import io.llmgateway.chat.Usage;
import io.llmgateway.chat.Warning;
import io.llmgateway.guard.EntityType;
import io.llmgateway.guard.Origin;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in the course of a call. Holds no key, no prompt and no answer. Every {@link CallStarted} is
 * followed by exactly one {@link CallEnded} of the same operation, every {@link AttemptStarted} by exactly one {@link
 * AttemptEnded}.
 */
public sealed interface GatewayEvent {
    /**
     * The call it belongs to.
     *
     * @return the call's own id; empty for the few events that belong to none
     */
    String operation();

    /**
     * When it happened.
     *
     * @return the time by the world's clock
     */
    Instant at();

    /**
     * A call began.
     *
     * @param operation the call's id
     * @param at when
     * @param kind what is asked: {@code chat}, {@code embed} or {@code moderate}
     * @param model the model as the application names it
     * @param streamed whether the caller reads piece by piece
     * @param tags the tags of the request
     * @param user who asks, as far as known; null where nobody knows
     */
    record CallStarted(
            String operation,
            Instant at,
            String kind,
            String model,
            boolean streamed,
            Map<String, String> tags,
            @Nullable String user)
            implements GatewayEvent {}

    /**
     * The targets for a model were chosen.
     *
     * @param operation the call's id
     * @param at when
     * @param model the model as the application names it
     * @param strategy how they were put in order: the name of the strategy in the configuration, such as {@code cost};
     *     empty where the model is a target itself
     * @param rule the rule of the strategy that decided, by its property; null where none did
     * @param targets {@code provider/model}, in the order they will be tried
     */
    record TargetsChosen(
            String operation, Instant at, String model, String strategy, @Nullable String rule, List<String> targets)
            implements GatewayEvent {}

    /**
     * A request goes to a target.
     *
     * @param operation the call's id
     * @param at when
     * @param number counts from 1 within the call
     * @param provider the provider's id
     * @param model the model, in the provider's words
     * @param purpose what it is made for
     */
    record AttemptStarted(String operation, Instant at, int number, String provider, String model, Purpose purpose)
            implements GatewayEvent {}

    /**
     * The end of an attempt.
     *
     * @param operation the call's id
     * @param at when
     * @param attempt how it went, what it used and what it cost
     * @param kind what was asked: {@code chat}, {@code embed} or {@code moderate}
     * @param streamed whether the vendor was asked for a stream
     * @param purpose what it was made for
     * @param served the model that answered, as the vendor names it; null where it did not tell
     * @param tags the tags of the request
     */
    record AttemptEnded(
            String operation,
            Instant at,
            Attempt attempt,
            String kind,
            boolean streamed,
            Purpose purpose,
            @Nullable String served,
            Map<String, String> tags)
            implements GatewayEvent {}

    /**
     * A line of the ledger: exactly one for each attempt, and one for each remembered answer.
     *
     * @param entry the line
     */
    record Booked(LedgerEntry entry) implements GatewayEvent {
        @Override
        public String operation() {
            return entry.operation();
        }

        @Override
        public Instant at() {
            return entry.at();
        }
    }

    /**
     * A budget holds the most that a call, or one more attempt of it, may come to. What was not used is let go of when
     * the attempt is booked.
     *
     * @param operation the call's id
     * @param at when
     * @param budget the budget's name in the configuration
     * @param scope whose share of it; empty where it is one for all
     * @param amount what is held
     * @param used what is spent and held by all calls, this one included
     * @param limit the budget, with increases
     * @param unit {@code USD} or another currency, {@code tokens} or {@code requests}
     */
    record BudgetHeld(
            String operation,
            Instant at,
            String budget,
            Map<String, String> scope,
            BigDecimal amount,
            BigDecimal used,
            BigDecimal limit,
            String unit)
            implements GatewayEvent {}

    /**
     * A budget reached one of its marks. Told once for each mark and window.
     *
     * @param operation the call that reached it
     * @param at when
     * @param budget the budget's name in the configuration
     * @param scope whose share of it, such as {@code user=u1}; empty where it is one for all
     * @param percent the mark
     * @param used what is spent and held
     * @param limit the budget, with increases
     * @param unit {@code USD} or another currency, {@code tokens} or {@code requests}
     * @param action what happens from here on: {@code warn}, {@code throttle}, {@code downgrade} or {@code block}
     * @param until when the window ends, where it has an end
     */
    record BudgetReached(
            String operation,
            Instant at,
            String budget,
            Map<String, String> scope,
            int percent,
            BigDecimal used,
            BigDecimal limit,
            String unit,
            String action,
            @Nullable Instant until)
            implements GatewayEvent {}

    /**
     * At this rate a budget will be gone before its window ends. Told once for each window.
     *
     * @param operation the call that made it visible
     * @param at when
     * @param budget the budget's name in the configuration
     * @param scope whose share of it; empty where it is one for all
     * @param used what is spent and held
     * @param limit the budget, with increases
     * @param unit {@code USD} or another currency, {@code tokens} or {@code requests}
     * @param goneBy when it will be gone
     */
    record BudgetBurning(
            String operation,
            Instant at,
            String budget,
            Map<String, String> scope,
            BigDecimal used,
            BigDecimal limit,
            String unit,
            Instant goneBy)
            implements GatewayEvent {}

    /**
     * Somebody spends far more than usual.
     *
     * @param operation the call that made it visible
     * @param at when
     * @param scope who, such as {@code team=search}
     * @param usual US dollars in a window, by habit
     * @param now US dollars in the current window
     */
    record SpendRose(String operation, Instant at, Map<String, String> scope, BigDecimal usual, BigDecimal now)
            implements GatewayEvent {}

    /**
     * A model is in use whose price is unknown. Told once for each model until the prices change.
     *
     * @param operation the call that used it
     * @param at when
     * @param provider the provider's id
     * @param model the model, in the provider's words
     * @param status {@code UNPRICED} or {@code MISSING}
     */
    record UnpricedModel(String operation, Instant at, String provider, String model, PriceStatus status)
            implements GatewayEvent {}

    /**
     * A model is in use that its vendor will not serve for much longer, or that is retired already. Told once a day for
     * each model, days of UTC.
     *
     * @param operation the call that used it
     * @param at when
     * @param provider the provider's id
     * @param model the model, in the provider's words
     * @param retires the day from which the vendor no longer serves it, by the catalogue
     */
    record ModelRetires(String operation, Instant at, String provider, String model, LocalDate retires)
            implements GatewayEvent {}

    /**
     * The prices were read again. Belongs to no call: its operation is empty.
     *
     * @param at when
     * @param version the version in use now
     * @param error why the new list was refused, so that the last good one stays; null where it was taken
     */
    record CatalogueRead(Instant at, String version, @Nullable String error) implements GatewayEvent {
        @Override
        public String operation() {
            return "";
        }
    }

    /**
     * The configuration was read again. Belongs to no call: its operation is empty.
     *
     * @param at when
     * @param changed the sections that are new, such as {@code models}; empty where all is as before, or was refused
     * @param error why it was refused, so that the last good one stays; null where it was taken
     */
    record ConfigurationRead(Instant at, List<String> changed, @Nullable String error) implements GatewayEvent {
        public ConfigurationRead {
            changed = List.copyOf(changed);
        }

        @Override
        public String operation() {
            return "";
        }
    }

    /**
     * The next target is tried.
     *
     * @param operation the call's id
     * @param at when
     * @param from the target that failed
     * @param to the next one
     * @param why how the first failed
     * @param ownLimit whether it was not the vendor, but a limit of ours that left no room; nothing was sent then
     */
    record FellBack(String operation, Instant at, String from, String to, FailureClass why, boolean ownLimit)
            implements GatewayEvent {}

    /**
     * The same target is asked again.
     *
     * @param operation the call's id
     * @param at when
     * @param target the target
     * @param after the wait before
     * @param why how it failed
     * @param ownLimit whether it was not the vendor, but a limit of ours that left no room; nothing was sent then
     */
    record Retried(String operation, Instant at, String target, Duration after, FailureClass why, boolean ownLimit)
            implements GatewayEvent {}

    /**
     * A call waits before it is sent, because a limit is used up.
     *
     * @param operation the call's id
     * @param at when
     * @param target the target
     * @param atMost for how long, if nothing comes free before
     * @param why which limit
     */
    record Waited(String operation, Instant at, String target, Duration atMost, String why) implements GatewayEvent {}

    /**
     * A call waits no longer: there is room, its patience is over, or it was given up. Follows every {@link Waited}.
     *
     * @param operation the call's id
     * @param at when
     * @param target the target
     * @param took for how long it waited
     */
    record WaitEnded(String operation, Instant at, String target, Duration took) implements GatewayEvent {}

    /**
     * A target was passed over.
     *
     * @param operation the call's id
     * @param at when
     * @param target the target
     * @param why why
     * @param until until when it is left alone; null where it cannot do what is asked, or only this call goes elsewhere first
     */
    record TargetSkipped(String operation, Instant at, String target, String why, @Nullable Instant until)
            implements GatewayEvent {}

    /**
     * A prompt is too long for a target, by our estimate.
     *
     * @param operation the call's id
     * @param at when
     * @param target the target
     * @param tokens the tokens of the prompt, estimated
     * @param room the most it may have there: the window less the answer, or what the target was found to refuse
     * @param window the model's window by the catalogue; null where unknown
     * @param remedy what is done about it: {@code trimmed}, messages are left out; {@code summarized}, a summary stands for
     *     them; {@code passed-over}, another target is asked
     * @param sent the tokens of what goes there instead, estimated; null where it is passed over
     */
    record WindowExceeded(
            String operation,
            Instant at,
            String target,
            long tokens,
            long room,
            @Nullable Long window,
            String remedy,
            @Nullable Long sent)
            implements GatewayEvent {}

    /**
     * The access or data policy judged a call, or a target of it.
     *
     * @param operation the call's id
     * @param at when
     * @param user who asks, as far as known; null where nobody knows
     * @param rule the rule that decided, by its property; {@code llmgateway.admit.access.default} where none is about the call
     * @param allowed what it says
     * @param why why not; empty where it is allowed
     * @param enforced false where the policy only watches
     */
    record AccessJudged(
            String operation,
            Instant at,
            @Nullable String user,
            String rule,
            boolean allowed,
            String why,
            boolean enforced)
            implements GatewayEvent {}

    /**
     * A guard found something. Holds no part of the text.
     *
     * @param operation the call's id
     * @param at when
     * @param guard the guard's name
     * @param origin where the text comes from
     * @param verdict what the guard said: {@code flag}, {@code block}, {@code rewrite} or {@code reroute}
     * @param rule what was found
     * @param score how sure the guard is, from 0 to 1
     * @param enforced false where it only watches
     * @param property where the configuration says what the guard does
     */
    record GuardJudged(
            String operation,
            Instant at,
            String guard,
            Origin origin,
            String verdict,
            String rule,
            double score,
            boolean enforced,
            String property)
            implements GatewayEvent {}

    /**
     * A guard put marks of its own into the request. Holds none of them.
     *
     * @param operation the call's id
     * @param at when
     * @param guard {@code spotlight}, around what tools and documents say, or {@code canary}, into the instructions
     * @param places how many
     */
    record GuardMarked(String operation, Instant at, String guard, int places) implements GatewayEvent {}

    /**
     * Personal or secret data was found.
     *
     * @param operation the call's id
     * @param at when
     * @param answered whether in an answer
     * @param masked how many of each type were masked; values found again are counted again
     * @param kept how many of each type were found and left as they are
     * @param blocked how many of each type were found for which the call is refused
     */
    record Masked(
            String operation,
            Instant at,
            boolean answered,
            Map<EntityType, Integer> masked,
            Map<EntityType, Integer> kept,
            Map<EntityType, Integer> blocked)
            implements GatewayEvent {}

    /**
     * An answer was there without asking a vendor for this call. A {@link Booked} with the saving follows.
     *
     * @param operation the call's id
     * @param at when
     * @param hit where the answer came from, and what it saved
     * @param provider the id of the provider that gave it
     * @param model the model that was asked for it, in the provider's words
     */
    record Recalled(String operation, Instant at, CacheHit hit, String provider, String model)
            implements GatewayEvent {}

    /**
     * A target has become clearly worse than usual and gets fewer calls, or is as usual again. Told once for each change.
     *
     * @param operation the call that made it visible
     * @param at when
     * @param target the target
     * @param figure what is worse: {@code first-content}, the time to the first content of a stream; {@code whole-answer},
     *     the time of an answer that is not streamed; or {@code errors}, the share of attempts that fail
     * @param usual what is usual: seconds, or a share from 0 to 1
     * @param now the same of late
     * @param share the share of its usual calls the target gets for that from now on, growing back as it gets better; 1
     *     where it is as usual again, or has been worse for so long that this is usual now
     */
    record TargetDrifted(
            String operation, Instant at, String target, String figure, double usual, double now, double share)
            implements GatewayEvent {}

    /**
     * The application said what an answer was worth. Comes after the call, at any time.
     *
     * @param operation the call that brought the answer; empty where the answer does not tell
     * @param at when it was said
     * @param provider the provider's id
     * @param model the model that was asked, in the provider's words
     * @param tags the tags of the client it was said to; those of the request are in {@link CallStarted}
     * @param score from 0, useless, to 1, as good as can be
     */
    record FeedbackGiven(
            String operation, Instant at, String provider, String model, Map<String, String> tags, double score)
            implements GatewayEvent {}

    /**
     * Something the caller should know.
     *
     * @param operation the call's id
     * @param at when
     * @param room who says it: {@code admit}, {@code guard}, {@code route}, {@code send}, or {@code ledger}
     * @param warning what
     */
    record Warned(String operation, Instant at, String room, Warning warning) implements GatewayEvent {}

    /**
     * A call ended.
     *
     * @param operation the call's id
     * @param at when
     * @param outcome how
     * @param finishReason why the model stopped, where the answer is complete
     * @param usage what the answer used, where known
     * @param error the class name of the exception, where it failed
     * @param failure how the provider failed, where one did; of several, the first
     * @param rule the property of the rule or limit of ours that ended it; null where none did
     * @param took from start to end
     */
    record CallEnded(
            String operation,
            Instant at,
            Outcome outcome,
            @Nullable FinishReason finishReason,
            @Nullable Usage usage,
            @Nullable String error,
            @Nullable FailureClass failure,
            @Nullable String rule,
            Duration took)
            implements GatewayEvent {}
}
