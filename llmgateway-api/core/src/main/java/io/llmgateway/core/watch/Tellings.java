package io.llmgateway.core.watch;

import io.llmgateway.chat.Explanation;
import io.llmgateway.event.GatewayEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How all events are told, by their types. */
final class Tellings {
    private static final Map<Class<?>, Telling<?>> ALL = Stream.of(
                    CallTellings.ALL, RouteTellings.ALL, AttemptTellings.ALL, AdmitTellings.ALL, GuardTellings.ALL)
            .flatMap(List::stream)
            .collect(Collectors.toUnmodifiableMap(Telling::type, UnaryOperator.identity()));

    private Tellings() {}

    /** How events of a type are told; null where they are not. */
    static @Nullable Telling<?> of(Class<?> type) {
        return ALL.get(type);
    }

    /** The events of one call, a step each; without those that are not told. */
    static List<Explanation.Step> steps(List<GatewayEvent> events) {
        List<Explanation.Step> steps = new ArrayList<>(events.size());
        for (GatewayEvent event : events) {
            Telling<?> telling = of(event.getClass());
            if (telling != null) {
                steps.add(telling.step(event, events.get(0).at()));
            }
        }
        return steps;
    }
}
