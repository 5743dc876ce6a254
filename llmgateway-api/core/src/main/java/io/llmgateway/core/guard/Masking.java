package io.llmgateway.core.guard;

import io.llmgateway.chain.Attribute;
import io.llmgateway.chain.Attributes;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Chain;
import io.llmgateway.chain.Interceptor;
import io.llmgateway.chain.Reply;
import io.llmgateway.chain.TextKind;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.core.config.PiiConfig.Operator;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.error.RefusedException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.guard.EntityType;
import io.llmgateway.guard.Found;
import io.llmgateway.guard.Origin;
import io.llmgateway.spi.World;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Masks what is personal or secret in requests, and puts it back in answers. */
final class Masking implements Interceptor {
    /** What was found in the request, for whoever looks at its answer. */
    static final Attribute<Masks.Counts> COUNTS = Attribute.of("found in the request", Masks.Counts.class);

    private final Masks masks;
    private final boolean restores;
    private final World world;

    Masking(Masks masks, boolean restores, World world) {
        this.masks = masks;
        this.restores = restores;
        this.world = world;
    }

    @Override
    public Reply intercept(Call call, Chain chain) {
        Placeholders placeholders = masks.placeholders();
        Masks.Counts counts = new Masks.Counts();
        ModelRequest request = call.request();
        ModelRequest masked;
        try {
            RequestTexts.map(request, new Reserve(placeholders));
            masked = RequestTexts.map(
                    request, new Change(masks, placeholders, counts), address -> masks.look(address, counts));
        } catch (RefusedException | InvalidRequestException e) {
            throw e;
        } catch (RuntimeException e) { // what was missed would go out
            String error = e.getClass().getName(); // its message may hold a part of the text
            throw new RefusedException(
                    "llmgateway.guard.pii",
                    "the request could not be searched for personal data: a detector failed with " + error,
                    null);
        }
        if (!counts.empty()) {
            call.emit(new GatewayEvent.Masked(
                    call.operation(),
                    world.now(),
                    false,
                    Map.copyOf(counts.masked()),
                    Map.copyOf(counts.kept()),
                    Map.copyOf(counts.blocked())));
        }
        masks.refuse("request", counts);
        Call found = call.with(Attributes.FOUND, new Found(counts.found())).with(COUNTS, counts);
        Reply reply = chain.proceed(masked.equals(request) ? found : RequestTexts.going(found, masked));
        return restores
                        && request instanceof ChatRequest chat
                        && !placeholders.marks().isEmpty()
                ? restored(reply, placeholders.marks(), Answered.json(chat))
                : reply;
    }

    private record Reserve(Placeholders placeholders) implements RequestTexts.Change {
        @Override
        public String apply(Origin origin, String text) {
            placeholders.reserve(text);
            return text;
        }

        @Override
        public void written(String text) {
            placeholders.reserve(text);
        }
    }

    private record Change(Masks masks, Placeholders placeholders, Masks.Counts counts) implements RequestTexts.Change {
        @Override
        public String apply(Origin origin, String text) {
            return masks.mask(text, placeholders, counts);
        }

        @Override
        public String member(Origin origin, String name, String value) {
            return masks.mask(name, value, placeholders, counts);
        }
    }

    private static Reply restored(Reply reply, List<Placeholders.Mark> marks, boolean json) {
        MarkNames names = new MarkNames(marks);
        return reply.mapText(
                kind -> new Restoring(names, kind == TextKind.TOOL_ARGUMENTS || (json && kind == TextKind.TEXT)));
    }

    @Override
    public String toString() {
        return "masks " + masks;
    }

    /** What is done about types, for messages. */
    static String text(Map<EntityType, Operator> operators) {
        return new TreeMap<>(operators).toString();
    }
}
