package io.llmgateway.core.route;

import io.llmgateway.chain.Attributes;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Cancellation;
import io.llmgateway.chain.Chain;
import io.llmgateway.chain.Reply;
import io.llmgateway.chain.Target;
import io.llmgateway.chat.Purpose;
import io.llmgateway.error.CancelledException;
import io.llmgateway.spi.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Asks a target, and after a while a second one beside it. The first whose answer begins wins; the other is given up, on
 * its own thread, and booked.
 */
final class Race {
    private final Call call;
    private final BiFunction<Call, Target, Call> going;
    private final Chain chain;
    private final Executor threads;
    private final World world;
    private final BlockingQueue<Lane> finished = new LinkedBlockingQueue<>();
    private final AtomicReference<@Nullable Lane> winner = new AtomicReference<>();
    private final Cancellation awake = new Cancellation();

    /**
     * A race that has not begun.
     *
     * @param call the call
     * @param going the call as it goes to a target, of one that is given up with its target
     */
    Race(Call call, BiFunction<Call, Target, Call> going, Chain chain, Executor threads, World world) {
        this.call = call;
        this.going = going;
        this.chain = chain;
        this.threads = threads;
        this.world = world;
    }

    /**
     * How one of the two fared.
     *
     * @param target whom it asked
     * @param error why it failed
     */
    record Lost(Target target, Throwable error) {}

    /**
     * Who was faster.
     *
     * @param target whom it asked
     * @param reply its answer, which has begun
     */
    record Won(Target target, Reply reply) {}

    private final class Lane implements Runnable {
        private final Target target;
        private final boolean hedge;
        private final Cancellation own = new Cancellation();
        private @Nullable Reply reply;
        private @Nullable Throwable error;

        Lane(Target target, boolean hedge) {
            this.target = target;
            this.hedge = hedge;
        }

        @Override
        public void run() {
            Cancellation.Registration link = call.cancellation().onCancel(own::cancel);
            try {
                Call mine = going.apply(call.withCancellation(own), target).withCancellation(own);
                boolean answers = mine.get(Attributes.PURPOSE).isEmpty();
                Reply begun = chain.proceed(hedge && answers ? mine.with(Attributes.PURPOSE, Purpose.HEDGE) : mine);
                begun.onEnd(ending -> link.close());
                if (!winner.compareAndSet(null, this)) {
                    begun.close();
                    return;
                }
                reply = begun;
            } catch (Throwable e) {
                link.close();
                error = e;
            }
            finished.add(this);
            awake.cancel();
        }
    }

    /**
     * Runs it.
     *
     * @param first asked at once
     * @param second asked after a while
     * @param after how long the first has for itself
     * @param lost gets whoever failed, in order
     * @return the winner, or null where all failed
     */
    @Nullable
    Won run(Target first, Target second, Duration after, List<Lost> lost) {
        List<Lane> lanes = new ArrayList<>(2);
        lanes.add(start(new Lane(first, false)));
        Cancellation.Registration link = call.cancellation().onCancel(awake::cancel);
        try {
            world.sleep(after, awake);
        } catch (CancelledException early) {
            if (Thread.currentThread().isInterrupted()) {
                lanes.forEach(lane -> lane.own.cancel());
                throw early;
            }
        } finally {
            link.close();
        }
        if (finished.isEmpty() && !call.cancellation().cancelled()) {
            lanes.add(start(new Lane(second, true)));
        }
        for (int i = 0; i < lanes.size(); i++) {
            Lane lane = next(lanes);
            if (lane.reply != null) {
                lanes.stream().filter(other -> other != lane).forEach(other -> other.own.cancel());
                return new Won(lane.target, lane.reply);
            }
            lost.add(new Lost(lane.target, Objects.requireNonNull(lane.error)));
        }
        return null;
    }

    private Lane start(Lane lane) {
        threads.execute(lane);
        return lane;
    }

    private Lane next(List<Lane> lanes) {
        try {
            return finished.take();
        } catch (InterruptedException e) {
            lanes.forEach(lane -> lane.own.cancel());
            Thread.currentThread().interrupt();
            throw new CancelledException("the thread was interrupted while two targets were asked");
        }
    }
}
