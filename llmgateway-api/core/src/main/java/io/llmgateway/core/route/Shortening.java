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
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Makes a chat fit the window of the target it goes to, where the model is configured so. Thread-safe. */
final class Shortening {
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

    /** The call as it goes to a target; as it is where nothing makes it fit. */
    Call to(Target target, Call call, Terms terms) {
        Overflow way = terms.overflows();
        Call going = call.withRequest(call.request().withModel(target.model())).with(Target.ATTRIBUTE, target);
        if (way == Overflow.FAIL || !(going.request() instanceof ChatRequest chat)) {
            return going;
        }
        List<Message> rest = fitting(chat, target, way);
        int all = chat.messages().size();
        if (rest == null || rest.size() == all) {
            return going;
        }
        String message = "dropped " + (all - rest.size()) + " of " + all + " messages, because all were too long for "
                + target + " (llmgateway.models.<alias>.overflow is "
                + way.name().toLowerCase(Locale.ROOT).replace('_', '-') + ")";
        call.emit(new GatewayEvent.Warned(call.operation(), world.now(), "route", new Warning("trimmed", message)));
        return going.withRequest(chat.withMessages(rest));
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
        return excess == null
                ? chat.messages()
                : Trim.fit(
                        chat.messages(),
                        way,
                        excess.room(),
                        messages -> windows.tokens(chat.withMessages(messages), target));
    }
}
