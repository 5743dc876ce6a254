package io.llmgateway.core.route;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Target;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.chat.Warning;
import io.llmgateway.core.config.ModelConfig.Overflow;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.spi.World;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes a chat fit the window of the target it goes to, where the model is configured so. Thread-safe. */
final class Shortening {
    private static final long LONGEST_SUMMARY = 1_000; // tokens
    private static final String SUMMARY = "Summary of our conversation so far, made by another model since the"
            + " conversation is too long to be sent as a whole:\n\n";

    private final Windows windows;
    private final World world;

    Shortening(Windows windows, World world) {
        this.windows = windows;
        this.world = world;
    }

    /** Whether a request fits a target, or what may stay of it. */
    boolean possible(ModelRequest request, Target target, Terms terms) {
        Overflow way = terms.overflows();
        return way == Overflow.FAIL || !(request instanceof ChatRequest chat) || fitting(chat, target, way) != null;
    }

    /**
     * The call as it goes to a target; as it is where nothing makes it fit.
     *
     * @param summary sums up what must go, where the terms say so
     */
    Call to(Target target, Call call, Terms terms, @Nullable Summary summary) {
        Overflow way = terms.overflows();
        Call going = call.withRequest(call.request().withModel(target.model())).with(Target.ATTRIBUTE, target);
        if (way == Overflow.FAIL || !(going.request() instanceof ChatRequest chat)) {
            return going;
        }
        // asked once: what is known of windows and tokens may change meanwhile
        Windows.Excess excess = windows.excess(chat, target);
        if (excess == null) {
            return going;
        }
        List<Message> rest = trimmed(chat, target, way, excess.room());
        int all = chat.messages().size();
        if (rest == null || rest.size() == all) {
            return going;
        }
        String why = " of " + all + " messages, because all were too long for " + target
                + " (llmgateway.models.<alias>.overflow is "
                + way.name().toLowerCase(Locale.ROOT).replace('_', '-');
        if (way == Overflow.SUMMARIZE) {
            List<Message> summed = summed(call, chat, target, excess.room(), terms, Objects.requireNonNull(summary));
            if (summed != null) {
                fitted(call, excess, target, "summarized", chat.withMessages(summed));
                warn(call, "summarized", "summed up " + (all - summed.size() + 1) + why + ")");
                return going.withRequest(chat.withMessages(summed));
            }
            why += ", and there is no summary that fits";
        }
        fitted(call, excess, target, "trimmed", chat.withMessages(rest));
        warn(call, "trimmed", "dropped " + (all - rest.size()) + why + ")");
        return going.withRequest(chat.withMessages(rest));
    }

    private void fitted(Call call, Windows.Excess excess, Target target, String remedy, ChatRequest sent) {
        call.emit(excess.event(call, world.now(), target, remedy, windows.tokens(sent, target)));
    }

    private void warn(Call call, String code, String message) {
        call.emit(new GatewayEvent.Warned(call.operation(), world.now(), "route", new Warning(code, message)));
    }

    // a summary in the place of the oldest turns; null where it fails or there is no room for it
    private @Nullable List<Message> summed(
            Call call, ChatRequest chat, Target target, long room, Terms terms, Summary summary) {
        List<Message> messages = chat.messages();
        long reserved = Math.min(LONGEST_SUMMARY, room / 4);
        List<Message> rest = trimmed(chat, target, Overflow.SUMMARIZE, room - reserved);
        if (rest == null) {
            return null;
        }
        List<Message> gone = Trim.gone(messages, rest);
        if (gone.isEmpty()) { // tokens are taken for fewer by now
            return null;
        }
        String text = summary.of(call, gone, Objects.requireNonNull(terms.summaryModel()), reserved);
        if (text == null) {
            return null;
        }
        List<Message> summed = new ArrayList<>(rest);
        summed.add(messages.indexOf(gone.get(0)), Message.user(SUMMARY + text));
        return windows.excess(chat.withMessages(summed), target) == null ? summed : null;
    }

    /**
     * Takes what a target found too long for a measure of its window.
     *
     * @return whether a shorter request may be tried there
     */
    boolean learn(Target target, ModelRequest request, Terms terms) {
        Overflow way = terms.overflows();
        if (way == Overflow.FAIL || !(request instanceof ChatRequest chat)) {
            return false;
        }
        List<Message> sent = fitting(chat, target, way);
        windows.tooLong(sent == null ? chat : chat.withMessages(sent), target);
        return fitting(chat, target, way) != null;
    }

    /** What is wrong with a chat that fits none of the targets. */
    InvalidRequestException refusal(ModelRequest request, Collection<Target> targets) {
        ChatRequest chat = (ChatRequest) request;
        StringBuilder why =
                new StringBuilder("the request is too long, whatever is left out of it: its longest message");
        Target first = targets.iterator().next();
        List<Message> least = Trim.least(chat.messages());
        Message longest = least.get(0);
        long most = -1;
        for (Message message : least) {
            long tokens = windows.tokens(ChatRequest.builder().message(message).build(), first);
            if (tokens > most) {
                most = tokens;
                longest = message;
            }
        }
        why.append(" that must stay, messages[")
                .append(chat.messages().indexOf(longest))
                .append("] of role ")
                .append(longest.role())
                .append(", has about ")
                .append(most)
                .append(" tokens");
        for (Target target : targets) {
            why.append("; of ").append(target).append(": ").append(windows.excess(chat.withMessages(least), target));
        }
        return new InvalidRequestException(why + ". Shorten it, or name a target with a larger window");
    }

    private @Nullable List<Message> fitting(ChatRequest chat, Target target, Overflow way) {
        Windows.Excess excess = windows.excess(chat, target);
        return excess == null ? chat.messages() : trimmed(chat, target, way, excess.room());
    }

    private @Nullable List<Message> trimmed(ChatRequest chat, Target target, Overflow way, long room) {
        return Trim.fit(chat.messages(), way, room, messages -> windows.tokens(chat.withMessages(messages), target));
    }
}
