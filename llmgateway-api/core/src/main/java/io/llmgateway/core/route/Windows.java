package io.llmgateway.core.route;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Target;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.core.catalogue.ModelCatalogue;
import io.llmgateway.core.catalogue.TokenEstimator;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.money.ModelInfo;
import io.llmgateway.spi.World;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How long a prompt may be: the catalogue's window less the answer, or what a target was found to refuse, for an hour. What
 * nobody knows is not held against anybody. Thread-safe.
 */
final class Windows {
    private static final long OTHER_THAN_TEXT = 20_000;
    private static final int MOST_LEARNT = 1_000;
    private static final Duration REMEMBERED = Duration.ofHours(1);

    private final ModelCatalogue catalogue;
    private final TokenEstimator estimator;
    private final World world;
    private final Map<Target, Learnt> learnt = new ConcurrentHashMap<>();

    private record Learnt(long room, Instant until) {}

    Windows(ModelCatalogue catalogue, TokenEstimator estimator, World world) {
        this.catalogue = catalogue;
        this.estimator = estimator;
        this.world = world;
    }

    /**
     * How a prompt is too long.
     *
     * @param tokens its tokens, estimated
     * @param room the most it may have
     * @param window the model's window by the catalogue; null where unknown
     */
    record Excess(long tokens, long room, @Nullable Long window) {
        GatewayEvent event(Call call, Instant now, Target target, String remedy, @Nullable Long sent) {
            return new GatewayEvent.WindowExceeded(
                    call.operation(), now, target.toString(), tokens, room, window, remedy, sent);
        }

        @Override
        public String toString() {
            return tokens + " tokens, and the model" + (window == null ? "" : "'s window " + window) + " has room for "
                    + room;
        }
    }

    /** How a prompt is too long for a target; null where it fits, as far as is known. */
    @Nullable
    Excess excess(ModelRequest request, Target target) {
        ModelInfo known = catalogue.find(target).orElse(null);
        Long window = known == null ? null : known.window();
        Long room = room(request, target, window);
        // a character is at most three bytes, and a token at least one, so that most prompts need not be counted
        if (room == null || Facts.chars(request) * 3 + OTHER_THAN_TEXT < room) {
            return null;
        }
        long tokens = tokens(request, target);
        return tokens > room ? new Excess(tokens, room, window) : null;
    }

    /** The tokens of a prompt, estimated. */
    long tokens(ModelRequest request, Target target) {
        return estimator.prompt(request, target);
    }

    /** Whether a window is larger than another one, or may be. */
    boolean larger(Target next, Target than) {
        Long window = catalogue.find(than).map(ModelInfo::window).orElse(null);
        Long other = catalogue.find(next).map(ModelInfo::window).orElse(null);
        return window == null || other == null || other > window;
    }

    /** Remembers that a prompt was too long: a tenth less is taken to be the room there. */
    void tooLong(ModelRequest request, Target target) {
        if (learnt.size() < MOST_LEARNT || learnt.containsKey(target)) {
            learnt.put(
                    target,
                    new Learnt(tokens(request, target) * 9 / 10, world.now().plus(REMEMBERED)));
        }
    }

    private @Nullable Long room(ModelRequest request, Target target, @Nullable Long window) {
        Learnt found = learnt.get(target);
        if (found != null && found.until().isBefore(world.now())) {
            learnt.remove(target, found);
            found = null;
        }
        Long room = window == null ? null : window - answer(request, window);
        return found == null || (room != null && room < found.room()) ? room : (Long) found.room();
    }

    // of some models the window is that of the prompt alone, so the answer gets half of it at most
    private static long answer(ModelRequest request, long window) {
        return request instanceof ChatRequest chat
                ? Math.min(chat.maxTokens().orElse(TokenEstimator.USUAL_ANSWER), window / 2)
                : 0;
    }
}
