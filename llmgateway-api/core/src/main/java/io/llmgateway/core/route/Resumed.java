package io.llmgateway.core.route;

import io.llmgateway.chain.Reply;
import io.llmgateway.chain.ReplySource;
import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import io.llmgateway.error.StreamBrokenException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An answer that goes on at another target where it breaks off. Text goes on in the last part where that is text, so that
 * filters see no border; all else gets the following numbers. Read by one thread at a time.
 */
final class Resumed implements ReplySource {
    private static final String GO_ON =
            "Your answer was cut off there. Go on with it from exactly where it ends, in the"
                    + " same language, style and formatting. Begin with the very next character, a space or a line break if that comes"
                    + " next. Repeat nothing, and say nothing about the interruption.";

    private final Round round;
    private final StringBuilder text = new StringBuilder();
    private final Deque<ChatEvent> ready = new ArrayDeque<>(2);
    private Reply current;
    private Usage before = Usage.NONE;
    private boolean resumable = true;
    private boolean resumed;
    private boolean started;
    private int parts; // that the reader knows
    private boolean endsWithText;
    private int own; // the first part that is of the current reply alone
    private int shift; // from its numbers to the reader's; -1 before its first content
    private int opening = -1; // the part whose text may repeat what is there
    private @Nullable Overlap overlap;

    /**
     * An answer that has begun.
     *
     * @param round finds who goes on
     * @param first the answer
     */
    Resumed(Round round, Reply first) {
        this.round = round;
        this.current = first;
    }

    /**
     * What is asked of whoever goes on. The answer so far does not stand last, since few vendors go on from there.
     *
     * @param chat what was asked
     * @param text the answer so far, not blank
     */
    static ChatRequest request(ChatRequest chat, String text) {
        List<Message> messages = new ArrayList<>(chat.messages());
        messages.add(Message.assistant(text));
        messages.add(Message.user(GO_ON));
        return chat.withMessages(messages);
    }

    @Override
    public ChatEvent next() {
        while (ready.isEmpty()) {
            ChatEvent event;
            try {
                event = Objects.requireNonNull(current.next(), "a reply ended without Finished");
            } catch (StreamBrokenException broken) {
                goOn(broken);
                continue;
            }
            take(event);
        }
        return ready.remove();
    }

    private void goOn(StreamBrokenException broken) {
        Reply following = resumable ? round.goOn(broken, text.toString()) : null;
        if (following == null) {
            throw broken;
        }
        before = before.plus(broken.partial().usage());
        current = following;
        resumed = true;
        started = false;
        own = parts;
        shift = -1;
        opening = -1;
        overlap = text.isEmpty() ? null : new Overlap(text.toString());
        ResponseInfo info = following.info();
        ready.add(
                new ChatEvent.Continued(info.provider(), info.model(), info.id().orElse(null)));
    }

    private void take(ChatEvent event) {
        if (event instanceof ChatEvent.TextDelta delta) {
            text(delta.part(), delta.text());
        } else if (event instanceof ChatEvent.ReasoningDelta delta) {
            ready.add(new ChatEvent.ReasoningDelta(number(delta.part(), false), delta.text()));
        } else if (event instanceof ChatEvent.RefusalDelta delta) {
            resumable = false;
            ready.add(new ChatEvent.RefusalDelta(number(delta.part(), false), delta.text()));
        } else if (event instanceof ChatEvent.ToolCallStarted call) {
            resumable = false;
            ready.add(new ChatEvent.ToolCallStarted(number(call.part(), false), call.id(), call.name()));
        } else if (event instanceof ChatEvent.PartAdded added) {
            resumable = false;
            ready.add(new ChatEvent.PartAdded(number(added.part(), false), added.value()));
        } else if (event instanceof ChatEvent.ToolCallDelta delta) {
            ready.add(new ChatEvent.ToolCallDelta(delta.part() + shift, delta.arguments()));
        } else if (event instanceof ChatEvent.StateAttached attached) {
            // of a text begun elsewhere it would not be true
            if (attached.part() + shift >= own) {
                ready.add(new ChatEvent.StateAttached(attached.part() + shift, attached.state()));
            }
        } else if (event instanceof ChatEvent.Finished finished) {
            settle();
            ready.add(new ChatEvent.Finished(finished.reason(), before.plus(finished.usage())));
        } else if (event instanceof ChatEvent.Started) {
            started(event);
        } else {
            ready.add(event);
        }
    }

    private void started(ChatEvent event) {
        if (started) { // a further answer takes the place of all that came; what led to it, nobody else knows
            resumable = false;
            own = 0;
            shift = 0;
            parts = 0;
            text.setLength(0);
            overlap = null;
        }
        if (started || !resumed) { // else Continued stands for it
            ready.add(event);
        }
        started = true;
    }

    // the reader's number of a part
    private int number(int part, boolean isText) {
        if (shift < 0) {
            shift = isText && endsWithText ? parts - 1 : parts;
        }
        int number = part + shift;
        if (number != opening) {
            settle();
        }
        if (number >= parts) {
            parts = number + 1;
            endsWithText = isText;
        }
        return number;
    }

    private void text(int given, String piece) {
        int known = parts;
        int part = number(given, true);
        String passed = piece;
        if (overlap != null) {
            opening = part;
            String told = overlap.push(piece);
            passed = told == null ? "" : told;
            overlap = told == null ? overlap : null;
        }
        // the part must exist downstream, even while its text is held back
        if (part >= known || !passed.isEmpty()) {
            pass(part, passed);
        }
    }

    private void settle() {
        if (overlap != null && overlap.holds()) {
            pass(opening, overlap.end());
            overlap = null;
        }
    }

    private void pass(int part, String piece) {
        text.append(piece);
        ready.add(new ChatEvent.TextDelta(part, piece));
    }

    @Override
    public ResponseInfo info() {
        return current.info();
    }

    @Override
    public Usage usageSoFar() {
        return before.plus(current.soFar().usage());
    }

    @Override
    public void close() {
        current.close();
    }
}
