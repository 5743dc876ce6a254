package io.llmgateway.core.guard;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Reply;
import io.llmgateway.chain.TextFilter;
import io.llmgateway.chain.TextKind;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ResponseFormat;
import io.llmgateway.core.config.PiiConfig;
import io.llmgateway.error.RefusedException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.guard.EntityType;
import io.llmgateway.guard.Finding;
import io.llmgateway.guard.Origin;
import io.llmgateway.spi.World;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the answers of one call hold of personal or secret data that was not in its request, and what is done about it. Searches
 * what the vendor says, before values are put back. On one thread.
 */
final class Answered {
    private static final System.Logger LOG = System.getLogger(Answered.class.getName());
    private static final int LOOKED_UP = 1_000;
    private static final String NAME = "pii";

    private final Masks masks;
    private final PiiConfig.Answers mode;
    private final Collection<String> values;
    private final ChatRequest sent;
    private final boolean json;
    private final Call call;
    private final World world;
    private final List<AnswerSearch> watching = new ArrayList<>(1);
    private Map<EntityType, Integer> found = Map.of(); // mostly nothing is, or what was in the request
    private @Nullable Set<String> asked; // the values, as Masks.plain writes them
    private Map<String, Boolean> looked = Map.of();
    private @Nullable List<String> texts;
    private boolean told;

    /**
     * A look at answers.
     *
     * @param masks finds
     * @param mode what is done about it
     * @param values what was found in the request
     * @param chat the request, masked
     * @param call the call
     * @param world time
     */
    Answered(Masks masks, PiiConfig.Answers mode, Collection<String> values, ChatRequest chat, Call call, World world) {
        this.masks = masks;
        this.mode = mode;
        this.values = values;
        this.sent = chat;
        this.json = json(chat);
        this.call = call;
        this.world = world;
    }

    /** Whether an answer is to be JSON. */
    static boolean json(ChatRequest request) {
        ResponseFormat format = request.responseFormat().orElse(null);
        return format != null && !(format instanceof ResponseFormat.Text);
    }

    Reply search(Reply reply) {
        return reply.mapText(this::filter).onEnd(ending -> {
            watching.forEach(AnswerSearch::flush); // what has come of an answer that was given up
            tell();
        });
    }

    private TextFilter filter(TextKind kind) {
        boolean whole =
                kind == TextKind.TOOL_ARGUMENTS || (json && kind == TextKind.TEXT && mode == PiiConfig.Answers.MASK);
        if (whole) {
            return new Whole();
        }
        AnswerSearch search = new AnswerSearch(this);
        if (onlyWatches()) {
            watching.add(search);
        }
        return search;
    }

    /** Whether text may go on before it was searched. */
    boolean onlyWatches() {
        return mode == PiiConfig.Answers.FLAG;
    }

    /** What is in a part of an answer. */
    List<Finding> find(String text) {
        try {
            return masks.answered(text);
        } catch (RuntimeException e) {
            String error = e.getClass().getName(); // its message may hold a part of the text
            if (onlyWatches()) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "an answer could not be searched: a detector failed with " + error);
                return List.of();
            }
            refused("a detector failed");
            throw new RefusedException(
                    "llmgateway.guard.pii.answers",
                    "the answer could not be searched for personal data: a detector failed with " + error,
                    null);
        }
    }

    /** What takes the place of something that was found. */
    String judged(EntityType type, String value) {
        if (known(value)) {
            return value;
        }
        found = found.isEmpty() ? new TreeMap<>() : found;
        found.put(type, found.getOrDefault(type, 0) + 1);
        if (mode == PiiConfig.Answers.BLOCK) {
            tell();
            refused(found.keySet().toString());
            throw new RefusedException(
                    "llmgateway.guard.pii.answers",
                    "the answer holds " + found.keySet() + ", which was not in the request"
                            + " (llmgateway.guard.pii.answers says block)",
                    null);
        }
        return onlyWatches() ? value : Masks.redacted(type);
    }

    // in the request, whether it was found there or not; after very many, what is not looked up counts as new
    private boolean known(String value) {
        if (asked().contains(Masks.plain(value))) {
            return true;
        }
        Boolean known = looked.get(value);
        if (known == null) {
            known = looked.size() < LOOKED_UP && texts().stream().anyMatch(text -> text.contains(value));
            looked = looked.isEmpty() ? new HashMap<>() : looked;
            looked.put(value, known);
        }
        return known;
    }

    private Set<String> asked() {
        Set<String> all = asked;
        if (all == null) {
            all = new HashSet<>();
            for (String value : values) {
                all.add(Masks.plain(value));
            }
            asked = all;
        }
        return all;
    }

    private List<String> texts() {
        List<String> all = texts;
        if (all == null) {
            List<String> found = new ArrayList<>();
            RequestTexts.map(sent, (origin, text) -> {
                found.add(text);
                return text;
            });
            all = found;
            texts = all;
        }
        return all;
    }

    private void tell() {
        if (found.isEmpty() || told) {
            return;
        }
        told = true;
        Map<EntityType, Integer> all = Map.copyOf(found);
        call.emit(new GatewayEvent.Masked(
                call.operation(),
                world.now(),
                true,
                mode == PiiConfig.Answers.MASK ? all : Map.of(),
                onlyWatches() ? all : Map.of(),
                mode == PiiConfig.Answers.BLOCK ? all : Map.of()));
    }

    // whoever remembers answers must not remember this one
    private void refused(String rule) {
        call.emit(new GatewayEvent.GuardJudged(
                call.operation(),
                world.now(),
                NAME,
                Origin.ANSWER,
                "block",
                rule,
                1,
                true,
                "llmgateway.guard.pii.answers"));
    }

    /** A JSON text, value by value when all of it is there: nobody can use half of it. */
    private final class Whole implements TextFilter {
        private final StringBuilder held = new StringBuilder();

        @Override
        public String push(String piece) {
            held.append(piece);
            return onlyWatches() ? piece : "";
        }

        @Override
        public String flush() {
            String text = held.toString();
            held.setLength(0);
            String judged = JsonStrings.like(text)
                    ? JsonStrings.mapAll(text, (name, value) -> replaced(value))
                    : replaced(text);
            return onlyWatches() ? "" : judged;
        }

        private String replaced(String text) {
            AnswerSearch search = new AnswerSearch(Answered.this);
            return search.push(text) + search.flush();
        }
    }
}
