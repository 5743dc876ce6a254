package io.llmgateway.spring.properties;

import io.llmgateway.LlmClient;
import io.llmgateway.core.LlmGateway;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What one property changes: the same run on two clients that differ in this property alone comes to two different ends.
 *
 * @param property the property, with {@code *} for names of the user's own
 * @param common the properties both clients have, as {@code name=value}
 * @param without those of the first client alone; usually none
 * @param with those of the second client alone
 * @param stage puts the world and the vendors of a client together
 * @param run what is done with the client; what it returns was seen by a user
 * @param before what is seen at the first client
 * @param after what is seen at the second client
 */
record Effect(
        String property,
        List<String> common,
        List<String> without,
        List<String> with,
        Stage stage,
        Run run,
        String before,
        String after) {
    /** What is seen where the client is refused at its start. */
    static final String NO_START = "no start";

    /** Prepares what a client stands on; asked anew for each client. */
    @FunctionalInterface
    interface Stage {
        void set(Scene scene, LlmGateway.Builder builder);
    }

    /** Something a user does and sees. */
    @FunctionalInterface
    interface Run {
        Object see(LlmClient client, Scene scene) throws Exception;
    }

    static Builder of(String property) {
        return new Builder(property);
    }

    @Override
    public String toString() {
        return property;
    }

    /** Puts an effect together; what is seen ends it. */
    static final class Builder {
        private final String property;
        private final List<String> common = new ArrayList<>();
        private List<String> without = List.of();
        private List<String> with = List.of();
        private Stage stage = (scene, builder) -> {};

        private Builder(String property) {
            this.property = property;
        }

        Builder given(String... properties) {
            common.addAll(List.of(properties));
            return this;
        }

        Builder given(Collection<String> properties) {
            common.addAll(properties);
            return this;
        }

        Builder without(String... properties) {
            without = List.of(properties);
            return this;
        }

        Builder with(String... properties) {
            with = List.of(properties);
            return this;
        }

        Builder on(Stage value) {
            stage = value;
            return this;
        }

        Ended when(Run run) {
            return (before, after) -> new Effect(
                    property,
                    List.copyOf(common),
                    without,
                    with,
                    stage,
                    run,
                    String.valueOf(before),
                    String.valueOf(after));
        }
    }

    /** The two ends of a run. */
    @FunctionalInterface
    interface Ended {
        Effect sees(Object before, Object after);
    }
}
