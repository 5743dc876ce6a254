package io.llmgateway.core.send;

import io.llmgateway.chain.Allowance;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Chain;
import io.llmgateway.chain.Ending;
import io.llmgateway.chain.Interceptor;
import io.llmgateway.chain.Reply;
import io.llmgateway.chain.Target;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.Outcome;
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

/** One attempt at one target: waits until its answer has begun, and tells how it went and what it cost. */
final class Attempting implements Interceptor {
    private final Map<String, Provider> providers;
    private final Booking booking;
    private final @Nullable Pieces pieces;
    private final World world;

    Attempting(Map<String, Provider> providers, Booking booking, @Nullable Pieces pieces, World world) {
        this.providers = providers;
        this.booking = booking;
        this.pieces = pieces;
        this.world = world;
    }

    @Override
    public Reply intercept(Call call, Chain chain) {
        Target target = call.get(Target.ATTRIBUTE).orElse(null);
        if (target == null) {
            throw new IllegalStateException("a call came to the room send without a target");
        }
        Provider provider = Objects.requireNonNull(providers.get(target.provider()), target.provider());
        if (call.cancellation().cancelled()) {
            throw new CancelledException("the call was given up before it was sent to " + target);
        }
        Allowance allowance = call.get(Allowance.ATTRIBUTE).orElse(null);
        Allowance.@Nullable Ticket ticket = allowance == null ? null : allowance.take(call, target);
        int number = call.nextAttempt();
        Booking.Bill bill = booking.open(call, target, number, ticket);
        call.emit(new GatewayEvent.AttemptStarted(
                call.operation(), world.now(), number, target.provider(), target.model(), bill.purpose()));
        try {
            Reply reply = provider.send(call);
            bill.readsFrom(reply);
            reply.begin();
            Duration firstToken = bill.elapsed();
            OpenReplies open = call.get(OpenReplies.ATTRIBUTE).orElse(null);
            if (open != null) {
                open.add(reply);
            }
            reply.onEnd(ending -> {
                ended(bill, firstToken, ending);
                if (open != null) {
                    open.remove(reply);
                }
            });
            if (pieces != null && call.streamed()) {
                Pieces told = pieces;
                reply.onEvent(new Gaps(() -> told.of(call, target, reply.info().model()), world));
            }
            return reply;
        } catch (LlmException e) {
            Outcome outcome = e instanceof CancelledException ? Outcome.ABANDONED : Outcome.FAILED;
            bill.close(outcome, failure(e), null, null);
            throw e;
        } catch (RuntimeException e) {
            Failure failure = bug(e);
            bill.close(Outcome.FAILED, failure, null, null);
            throw new ProviderFailedException(target.provider(), target.model(), failure, e);
        } catch (Throwable e) {
            bill.close(Outcome.FAILED, bug(e), null, null);
            throw e;
        }
    }

    private static void ended(Booking.Bill bill, Duration firstToken, Ending ending) {
        if (ending instanceof Ending.Complete complete) {
            bill.close(Outcome.COMPLETE, null, firstToken, complete.response());
        } else if (ending instanceof Ending.Failed failed) {
            bill.close(Outcome.FAILED, failure(failed.error()), firstToken, failed.partial());
        } else if (ending instanceof Ending.Abandoned abandoned) {
            bill.close(Outcome.ABANDONED, null, firstToken, abandoned.partial());
        }
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
