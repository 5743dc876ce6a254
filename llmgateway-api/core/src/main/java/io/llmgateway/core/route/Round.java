package io.llmgateway.core.route;

import io.llmgateway.chain.Aside;
import io.llmgateway.chain.Attributes;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Chain;
import io.llmgateway.chain.Reply;
import io.llmgateway.chain.Target;
import io.llmgateway.chain.Timeouts;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FailureClass.Again;
import io.llmgateway.chat.FailureClass.Elsewhere;
import io.llmgateway.chat.Purpose;
import io.llmgateway.chat.ResponseFormat;
import io.llmgateway.chat.Warning;
import io.llmgateway.core.config.ModelConfig.OnBreak;
import io.llmgateway.core.targets.TargetStates;
import io.llmgateway.error.CancelledException;
import io.llmgateway.error.LlmException;
import io.llmgateway.error.NoTargetLeftException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.error.StreamBrokenException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.spi.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One question to a model: asks one target after the other until an answer begins. On one thread. */
final class Round {
    private final Call call;
    private final String model;
    private final Node node;
    private final Means means;
    private final World world;
    private final TargetStates states;
    private final Chain chain;
    private final Moment moment;
    private final Candidates candidates;
    private final List<Target> left;
    private final @Nullable Summary summary;
    private List<ProviderFailedException> failures = List.of();
    private List<Target> shortened = List.of();
    private @Nullable Later later;
    private @Nullable Target answering;
    private String soFar = "";

    /** A target that asked for a pause. */
    private record Later(Target target, Duration pause) {}

    /**
     * A round that has not begun.
     *
     * @param call the question
     * @param model what the application calls the model
     * @param chain leads to the targets
     */
    Round(Call call, String model, Means means, Chain chain) {
        this.call = call;
        this.model = model;
        this.node = means.models().get("model", model);
        this.means = means;
        this.world = means.world();
        this.states = means.states();
        this.chain = chain;
        this.moment = new Moment(call, means, chain);
        this.candidates = new Candidates(moment, node, means);
        this.left = candidates.targets();
        this.summary = candidates.sumUp() ? new Summary(means, chain) : null;
    }

    /** What the model stands for. */
    Node node() {
        return node;
    }

    Reply run() {
        call.emit(new GatewayEvent.TargetsChosen(
                call.operation(),
                world.now(),
                model,
                node instanceof Node.Group group ? group.how() : "",
                candidates.rule(),
                candidates.names()));
        await(left.get(0));
        Reply reply = ask();
        return goesOn() ? Reply.of(new Resumed(this, reply)).begin() : reply;
    }

    /**
     * Finds somebody to go on with an answer that broke off: the next target, or where none is left and the failure may
     * pass, the same again.
     *
     * @param broken how it broke off
     * @param text all of its text
     * @return the rest of the answer, which has begun; null where nobody goes on
     */
    @Nullable
    Reply goOn(StreamBrokenException broken, String text) {
        Target from = Objects.requireNonNull(answering);
        if (!goesOn() || !(broken.getCause() instanceof ProviderFailedException why)) {
            return null;
        }
        try {
            failed(from, why, true);
            soFar = text;
            return ask();
        } catch (CancelledException e) {
            throw e;
        } catch (LlmException e) { // what had come is worth more to the reader than why it cannot go on
            return null;
        }
    }

    // JSON is not: a model that goes on often begins a fence or an object of its own
    private boolean goesOn() {
        return call.streamed()
                && call.request() instanceof ChatRequest chat
                && chat.responseFormat()
                        .map(ResponseFormat.Text.class::isInstance)
                        .orElse(true)
                && candidates.terms(Objects.requireNonNull(answering)).onBreak() == OnBreak.CONTINUE;
    }

    // until an answer has begun
    private Reply ask() {
        while (true) {
            Target target = left.isEmpty() ? waitFor() : left.remove(0);
            boolean others = !left.isEmpty();
            boolean twice = others && call.attempts() + 1 < means.patience().maxAttempts();
            Duration hedge = twice ? hedgeAfter(target) : null;
            if (hedge == null) {
                try {
                    Reply reply = chain.proceed(going(call, target, others));
                    answering = target;
                    return reply;
                } catch (ProviderFailedException e) {
                    failed(target, e, others && gaveUp(target, e));
                }
            } else {
                Reply won = race(target, left.get(0), hedge);
                if (won != null) {
                    return won;
                }
            }
        }
    }

    private @Nullable Reply race(Target first, Target second, Duration hedge) {
        boolean others = left.size() > 1;
        Call ready = going(call, first, true);
        List<Race.Lost> lost = new ArrayList<>(2);
        Race race = new Race(call, (own, to) -> to.equals(first) ? ready : going(own, to, others), chain, world);
        Race.Won won = race.run(first, second, hedge, lost);
        if (won != null) {
            left.remove(won.target());
            if (!won.target().equals(first) && lost.isEmpty()) {
                left.add(first); // it may go on where the answer breaks off
            }
            answering = won.target();
            return won.reply();
        }
        for (Race.Lost loser : lost) {
            left.remove(loser.target());
            if (!(loser.error() instanceof ProviderFailedException e)) {
                throw sneaky(loser.error());
            }
            failed(loser.target(), e, (others || loser.target().equals(first)) && gaveUp(loser.target(), e));
        }
        return null;
    }

    private Call going(Call call, Target target, boolean others) {
        means.retirement().used(call, target);
        String formerly = node.renamed(target);
        if (formerly != null) {
            String message = formerly + " is renamed: " + target + " is asked (llmgateway.catalogue.renames)";
            call.emit(new GatewayEvent.Warned(call.operation(), world.now(), "route", new Warning("renamed", message)));
        }
        Call going = means.shortening().to(target, call, candidates.terms(target), summary);
        if (!soFar.isBlank()) {
            going = going.withRequest(Resumed.request((ChatRequest) going.request(), soFar));
            if (call.get(Attributes.PURPOSE).isEmpty()) {
                going = going.with(Attributes.PURPOSE, Purpose.CONTINUATION);
            }
        }
        if (!others) {
            return going;
        }
        Duration within = hurry(target);
        return (within == null ? going : hurried(going, within)).with(TargetStates.OTHERS_LEFT, true);
    }

    // connecting is a part of it
    private static Call hurried(Call going, Duration within) {
        Timeouts clocks = going.timeouts();
        Duration connect = clocks.connect().compareTo(within) < 0 ? clocks.connect() : within;
        return going.withTimeouts(new Timeouts(connect, within, clocks.idle(), clocks.total()));
    }

    // how soon a stream must begin while another target is left; null for as soon as the call's own clock says
    private @Nullable Duration hurry(Target target) {
        Duration within = candidates.terms(target).beginWithin();
        boolean sooner = within != null && within.compareTo(call.timeouts().firstToken()) < 0;
        return sooner && call.streamed() ? within : null;
    }

    // a target that was in a hurry since another one was left, and may be asked again when none is
    private boolean gaveUp(Target target, ProviderFailedException e) {
        return hurry(target) != null && e.failure().outOfTime();
    }

    // nobody is left but the one that asked for a pause
    private Target waitFor() {
        Later known = later;
        if (known == null || !inTime(known.pause())) {
            throw none();
        }
        again(known.target(), known.pause(), failures.get(failures.size() - 1));
        world.sleep(known.pause(), call.cancellation());
        later = null;
        return known.target();
    }

    private void failed(Target target, ProviderFailedException e, boolean askedOnce) {
        failures = failures.isEmpty() ? new ArrayList<>(2) : failures;
        failures.add(e);
        if (e.kind().elsewhere() == Elsewhere.NEVER
                || over()
                || failures.size() >= means.patience().maxAttempts()) {
            throw none();
        }
        if (e.kind().elsewhere() == Elsewhere.LARGER_WINDOW) {
            left.removeIf(next -> !means.windows().larger(next, target));
        }
        // a dead key has cooled its other models too
        List<Target> cooling =
                left.stream().filter(next -> states.of(next).cooling()).toList();
        left.removeAll(cooling);
        left.addAll(cooling);
        Target next = left.isEmpty() ? null : left.get(0);
        if (next != null) {
            call.emit(new GatewayEvent.FellBack(
                    call.operation(),
                    world.now(),
                    target.toString(),
                    next.toString(),
                    e.kind(),
                    e.failure().ownLimit()));
        } else if (e.kind() == FailureClass.CONTEXT_TOO_LONG
                && soFar.isBlank() // else it may have been what had come that was too long
                && means.shortening().learn(target, call.request(), candidates.terms(target))
                && !shortened.contains(target)) {
            shortened = shortened.isEmpty() ? new ArrayList<>(1) : shortened;
            shortened.add(target);
            again(target, Duration.ZERO, e);
            left.add(target);
        }
        later = sooner(later, target, e, askedOnce);
    }

    private void again(Target target, Duration pause, ProviderFailedException why) {
        call.emit(new GatewayEvent.Retried(
                call.operation(),
                world.now(),
                target.toString(),
                pause,
                why.kind(),
                why.failure().ownLimit()));
    }

    private RuntimeException none() {
        return failures.size() == 1 ? failures.get(0) : new NoTargetLeftException(model, failures);
    }

    @SuppressWarnings("unchecked") // it was thrown on another thread just so
    private static <T extends Throwable> RuntimeException sneaky(Throwable error) throws T {
        throw (T) error;
    }

    // how long the target has for itself before the next is asked beside it
    private @Nullable Duration hedgeAfter(Target target) {
        Hedge hedge = candidates.terms(target).hedge();
        if (hedge == null || call.get(Aside.ATTRIBUTE).isEmpty()) {
            return null;
        }
        return switch (hedge.when()) {
            case NEVER -> null;
            case FIXED -> hedge.after();
            case P95 -> states.of(target).speed().firstTokenP95().orElse(null);
        };
    }

    // the first is used up only where no other is left; the vendor decides where that lasts too long
    private void await(Target target) {
        Instant until = moment.usedUpUntil(target);
        while (until.isAfter(world.now())) {
            Duration wait = Duration.between(world.now(), until);
            if (!inTime(wait)) {
                return;
            }
            call.emit(new GatewayEvent.Waited(
                    call.operation(), world.now(), target.toString(), wait, Candidates.USED_UP));
            long started = world.nanoTime();
            try {
                world.sleep(wait, call.cancellation());
            } finally {
                Duration took = Duration.ofNanos(world.nanoTime() - started);
                call.emit(new GatewayEvent.WaitEnded(call.operation(), world.now(), target.toString(), took));
            }
            until = moment.usedUpUntil(target);
        }
    }

    // without a word of the vendor, half a second, doubled each time
    private @Nullable Later sooner(@Nullable Later known, Target target, ProviderFailedException e, boolean askedOnce) {
        boolean longWait = e.retryAfter()
                .filter(asked -> asked.compareTo(means.patience().maxBackoff()) > 0)
                .isPresent();
        if (e.kind().again() == Again.NEVER || (e.kind().again() == Again.SOON && !longWait && !askedOnce)) {
            return known;
        }
        Duration wait = e.retryAfter().orElse(Duration.ofMillis(500L << Math.min(failures.size() - 1, 10)));
        return known == null || wait.compareTo(known.pause()) < 0 ? new Later(target, wait) : known;
    }

    private boolean inTime(Duration wait) {
        return wait.compareTo(means.patience().maxWait()) <= 0 && wait.toNanos() < nanosLeft();
    }

    private boolean over() {
        return call.attempts() >= means.patience().maxAttempts() || nanosLeft() <= 0;
    }

    private long nanosLeft() {
        return call.timeouts().total().toNanos() - (world.nanoTime() - call.startedNanos());
    }
}
