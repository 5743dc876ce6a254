package io.llmgateway.core.recall;

import io.llmgateway.chain.Cancellation;
import io.llmgateway.chain.ReplySource;
import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.ModelResponse;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import io.llmgateway.error.CancelledException;
import java.util.concurrent.atomic.AtomicBoolean;

/** One call's reading of a flight, from the beginning. */
final class Reader implements ReplySource {
    private static final ResponseInfo UNKNOWN = ResponseInfo.builder("", "").build();

    private final Flight flight;
    private final Round round;
    private final Flight.Patience patience;
    private final boolean shares;
    private final AtomicBoolean left = new AtomicBoolean();
    private final Cancellation.Registration leaves;
    private int number;

    /**
     * A reader at the beginning. It leaves when its call is given up, also where nobody closes it.
     *
     * @param shares whether somebody else pays
     */
    Reader(Flight flight, Round round, Flight.Patience patience, boolean shares) {
        this.flight = flight;
        this.round = round;
        this.patience = patience;
        this.shares = shares;
        leaves = patience.cancellation().onCancel(this::leave);
    }

    @Override
    public ChatEvent next() {
        ChatEvent event = said();
        number++;
        return shares && event instanceof ChatEvent.Finished finished
                ? new ChatEvent.Finished(finished.reason(), Usage.NONE)
                : event;
    }

    private ChatEvent said() {
        try {
            return flight.event(number, patience);
        } catch (CancelledException e) {
            boolean own = patience.cancellation().cancelled()
                    || Thread.currentThread().isInterrupted();
            if (shares && !own) {
                throw new Flight.NotAsked(e); // another one's leave: asked anew, or, once it has begun, broken off
            }
            throw e;
        }
    }

    @Override
    public ResponseInfo info() {
        ResponseInfo known = flight.info();
        ModelResponse whole = flight.response();
        if (shares && whole != null) {
            return whole.info().toBuilder()
                    .cache(Book.shared(whole, flight.bill()))
                    .build();
        }
        return known == null ? UNKNOWN : known;
    }

    @Override
    public void close() {
        leaves.close();
        leave();
    }

    private void leave() {
        if (left.compareAndSet(false, true)) {
            flight.leave(round);
        }
    }
}
