package io.llmgateway.core.watch;

import io.llmgateway.chat.Explanation;
import io.llmgateway.event.GatewayEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * How events of one type are told.
 *
 * @param type the type
 * @param kind the word for programs; it never changes
 * @param room where it happens
 * @param text for a person
 * @param data for programs
 */
record Telling<E extends GatewayEvent>(
        Class<E> type, String kind, Function<E, String> room, Function<E, String> text, BiConsumer<E, Facts> data) {
    static <E extends GatewayEvent> Telling<E> of(
            Class<E> type, String kind, String room, Function<E, String> text, BiConsumer<E, Facts> data) {
        return new Telling<>(type, kind, event -> room, text, data);
    }

    /** A step of a call that began at a time. */
    Explanation.Step step(GatewayEvent event, Instant start) {
        E own = type.cast(event);
        Facts facts = new Facts();
        data.accept(own, facts);
        return new Explanation.Step(
                Duration.between(start, event.at()), room.apply(own), kind, text.apply(own), facts.map());
    }
}
