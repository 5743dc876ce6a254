package io.llmgateway.examples.simulation;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Reply;
import io.llmgateway.chain.ReplySource;
import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.spi.Provider;
import io.llmgateway.spi.World;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;

/** A vendor whose answers take simulated time, and who gets into trouble. */
final class Vendor implements Provider {
    private static final int PIECES = 3;

    private final String id;
    private final Model model;
    private final Trouble trouble;
    private final World world;
    private final long seed;
    private final Instant beginning;

    Vendor(String id, Trouble trouble, World world, long seed) {
        this.id = id;
        this.model = Model.of(id);
        this.trouble = trouble;
        this.world = world;
        this.seed = seed;
        this.beginning = world.now();
    }

    @Override
    public Reply send(Call call) {
        Question question = Question.of(call);
        Random luck = question.luck(seed, id + call.attempts());
        Instant now = world.now();
        Trouble.Course course = trouble.meets(now, Duration.between(beginning, now), luck);
        if (course.failure() != null) {
            pass(call, course.before(), call.timeouts().total(), "timeout_total");
            throw new ProviderFailedException(id, "m", course.failure(), null);
        }
        // from 0.7 to 1.3 of the usual time, and now and then much longer
        double slower = course.slower() * (0.7 + 0.6 * luck.nextDouble()) * (luck.nextInt(50) == 0 ? 4 : 1);
        Duration first = course.before().plus(times(model.firstToken(), slower));
        Duration rest = times(model.token(), slower * question.answer());
        Answer answer = new Answer(call, first, rest, course);
        return call.streamed() ? Reply.of(answer) : Reply.of(Reply.of(answer).await());
    }

    private static Duration times(Duration duration, double factor) {
        return Duration.ofNanos((long) (duration.toNanos() * factor));
    }

    // time passes, unless a clock of the call runs out before
    private void pass(Call call, Duration time, Duration atMost, String clock) {
        long left = call.timeouts().total().toNanos() - (world.nanoTime() - call.startedNanos());
        Duration most = atMost.toNanos() < left ? atMost : Duration.ofNanos(Math.max(0, left));
        boolean late = time.compareTo(most) > 0;
        world.sleep(late ? most : time, call.cancellation());
        if (late) {
            String code = atMost.equals(most) ? clock : "timeout_total";
            throw new ProviderFailedException(
                    id, "m", new Failure(FailureClass.TRANSIENT, "too late", null, code, null, null), null);
        }
    }

    /** An answer that comes in pieces: the first after a while, the others over the rest of the time. */
    private final class Answer implements ReplySource {
        private final Call call;
        private final Duration first;
        private final Duration rest;
        private final ResponseInfo info;
        private final Usage usage;
        private int pieces;

        Answer(Call call, Duration first, Duration rest, Trouble.Course course) {
            Question question = Question.of(call);
            this.call = call;
            this.first = first;
            this.rest = rest;
            info = ResponseInfo.builder(id, "m").rateLimits(course.limits()).build();
            usage = Usage.builder()
                    .input(question.words())
                    .output(question.answer())
                    .build();
        }

        @Override
        public ChatEvent next() {
            if (pieces == 0) {
                Duration most = call.streamed()
                        ? call.timeouts().firstToken()
                        : call.timeouts().total();
                pass(call, first, most, call.streamed() ? "timeout_first_token" : "timeout_total");
            } else {
                pass(call, rest.dividedBy(PIECES), call.timeouts().idle(), "timeout_idle");
            }
            return pieces++ < PIECES
                    ? new ChatEvent.TextDelta(0, "some words ")
                    : new ChatEvent.Finished(FinishReason.STOP, usage);
        }

        @Override
        public ResponseInfo info() {
            return info;
        }

        @Override
        public void close() {}
    }
}
