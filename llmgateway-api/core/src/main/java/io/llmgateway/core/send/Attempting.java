package io.llmgateway.core.send;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Chain;
import io.llmgateway.chain.Ending;
import io.llmgateway.chain.Interceptor;
import io.llmgateway.chain.Reply;
import io.llmgateway.chain.Target;
import io.llmgateway.chat.Attempt;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.ModelResponse;
import io.llmgateway.chat.Outcome;
import io.llmgateway.chat.Usage;
import io.llmgateway.chat.Warning;
import io.llmgateway.error.CancelledException;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.error.LlmException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.spi.Provider;
import io.llmgateway.spi.World;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One attempt at one target: waits until its answer has begun, and tells how it went. */
final class Attempting implements Interceptor {
    private final Map<String, Provider> providers;
    private final World world;

    Attempting(Map<String, Provider> providers, World world) {
        this.providers = providers;
        this.world = world;
    }

    @Override
    public Reply intercept(Call call, Chain chain) {
        Target target = call.get(Target.ATTRIBUTE)
                .orElseThrow(() -> new IllegalStateException("a call came to the room send without a target"));
        Provider provider = Objects.requireNonNull(providers.get(target.provider()), target.provider());
        if (call.cancellation().cancelled()) {
            throw new CancelledException("the call was given up before it was sent to " + target);
        }
        int number = call.nextAttempt();
        call.emit(new GatewayEvent.AttemptStarted(
                call.operation(), world.now(), number, target.provider(), target.model()));
        Telling attempt = new Telling(call, target, number, world.nanoTime());
        try {
            Reply reply = provider.send(call).begin();
            Duration firstToken = attempt.elapsed();
            reply.onEnd(ending -> attempt.ended(firstToken, ending));
            call.get(OpenReplies.ATTRIBUTE).ifPresent(open -> open.add(reply));
            return reply;
        } catch (LlmException e) {
            Outcome outcome = e instanceof CancelledException ? Outcome.ABANDONED : Outcome.FAILED;
            attempt.tell(null, outcome, failure(e), null);
            throw e;
        } catch (RuntimeException e) {
            Failure failure = bug(e);
            attempt.tell(null, Outcome.FAILED, failure, null);
            throw new ProviderFailedException(target.provider(), target.model(), failure, e);
        } catch (Throwable e) {
            attempt.tell(null, Outcome.FAILED, bug(e), null);
            throw e;
        }
    }

    private final class Telling {
        private final Call call;
        private final Target target;
        private final int number;
        private final long started;

        Telling(Call call, Target target, int number, long started) {
            this.call = call;
            this.target = target;
            this.number = number;
            this.started = started;
        }

        Duration elapsed() {
            return Duration.ofNanos(world.nanoTime() - started);
        }

        void ended(Duration firstToken, Ending ending) {
            for (Warning warning : response(ending).info().warnings()) {
                call.emit(new GatewayEvent.Warned(call.operation(), world.now(), warning));
            }
            if (ending instanceof Ending.Complete complete) {
                tell(firstToken, Outcome.COMPLETE, null, complete.response().usage());
            } else if (ending instanceof Ending.Failed failed) {
                tell(
                        firstToken,
                        Outcome.FAILED,
                        failure(failed.error()),
                        failed.partial().usage());
            } else if (ending instanceof Ending.Abandoned abandoned) {
                tell(firstToken, Outcome.ABANDONED, null, abandoned.partial().usage());
            }
        }

        void tell(@Nullable Duration firstToken, Outcome outcome, @Nullable Failure failure, @Nullable Usage usage) {
            Attempt told =
                    new Attempt(number, target.provider(), target.model(), outcome, failure, elapsed(), firstToken);
            call.emit(new GatewayEvent.AttemptEnded(call.operation(), world.now(), told, usage));
        }
    }

    private static ModelResponse response(Ending ending) {
        if (ending instanceof Ending.Complete complete) {
            return complete.response();
        }
        return ending instanceof Ending.Failed failed ? failed.partial() : ((Ending.Abandoned) ending).partial();
    }

    private static Failure bug(Throwable error) {
        return Failure.of(FailureClass.MALFORMED, "a bug in the provider's module: " + error);
    }

    private static @Nullable Failure failure(Throwable error) {
        if (error instanceof ProviderFailedException failed) {
            return failed.failure();
        }
        if (error instanceof CancelledException) {
            return null;
        }
        if (error instanceof InvalidRequestException) {
            return Failure.of(FailureClass.CALLER_FAULT, String.valueOf(error.getMessage()));
        }
        Throwable cause = error.getCause();
        return cause != null ? failure(cause) : Failure.of(FailureClass.MALFORMED, String.valueOf(error));
    }

    @Override
    public String toString() {
        return "one attempt at a provider of " + providers;
    }
}
