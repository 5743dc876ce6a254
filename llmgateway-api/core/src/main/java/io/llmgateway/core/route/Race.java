package io.llmgateway.core.route;

import io.llmgateway.chain.Aside;
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
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Asks a target, and after a while a second one beside it. The first whose answer begins wins; the other is given up, on
 * its own thread, and booked; it is under way until then, even if the call is over.
 */
final class Race {
    private final Call call;
    private final BiFunction<Call, Target, Call> going;
    private final Chain chain;
    private final World world;
    private final List<Lane> lanes = new ArrayList<>(2);
    private final BlockingQueue<Lane> finished = new LinkedBlockingQueue<>();
    private final AtomicBoolean decided = new AtomicBoolean();
    private final Cancellation awake = new Cancellation();

    /**
     * A race that has not begun.
     *
     * @param call the call, which carries an {@link Aside}
     * @param going the call as it goes to a target, of one that is given up with its target
     */
    Race(Call call, BiFunction<Call, Target, Call> going, Chain chain, World world) {
        this.call = call;
        this.going = going;
        this.chain = chain;
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
        private final Aside.Detached stays; // its reply is the call's all the same
        private @Nullable Reply reply;
        private @Nullable Throwable error;

        Lane(Target target, boolean hedge) {
            this.target = target;
            this.hedge = hedge;
            this.stays = call.get(Aside.ATTRIBUTE).orElseThrow().detach(call);
        }

        Cancellation own() {
            return stays.call().cancellation();
        }

        @Override
        public void run() {
            Cancellation own = own();
            Cancellation.Registration link = call.cancellation().onCancel(own::cancel);
            try (stays) {
                Call mine = going.apply(call.withCancellation(own), target).withCancellation(own);
                boolean answers = mine.get(Attributes.PURPOSE).isEmpty();
                Reply begun = chain.proceed(hedge && answers ? mine.with(Attributes.PURPOSE, Purpose.HEDGE) : mine);
                begun.onEnd(ending -> link.close());
                if (!decided.compareAndSet(false, true)) {
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
        try {
            start(first, false);
            waitFor(after);
            if (finished.isEmpty() && !call.cancellation().cancelled()) {
                start(second, true);
            }
            return won(lost);
        } catch (Throwable e) { // nobody waits for them any more
            decided.set(true);
            giveUp(null);
            throw e;
        }
    }

    private void start(Target target, boolean hedge) {
        Lane lane = new Lane(target, hedge);
        lanes.add(lane);
        if (!lane.stays.run(lane)) { // there is no thread for it but this one
            lane.run();
        }
    }

    private void waitFor(Duration after) {
        Cancellation.Registration link = call.cancellation().onCancel(awake::cancel);
        try {
            world.sleep(after, awake);
        } catch (CancelledException early) {
            if (Thread.currentThread().isInterrupted()) {
                throw early;
            }
        } finally {
            link.close();
        }
    }

    private @Nullable Won won(List<Lost> lost) {
        for (int i = 0; i < lanes.size(); i++) {
            Lane lane = next();
            if (lane.reply != null) {
                giveUp(lane);
                return new Won(lane.target, lane.reply);
            }
            lost.add(new Lost(lane.target, Objects.requireNonNull(lane.error)));
        }
        return null;
    }

    private void giveUp(@Nullable Lane but) {
        for (Lane lane : lanes) {
            if (lane != but) {
                lane.own().cancel();
            }
        }
    }

    private Lane next() {
        try {
            return finished.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("the thread was interrupted while two targets were asked");
        }
    }
}
