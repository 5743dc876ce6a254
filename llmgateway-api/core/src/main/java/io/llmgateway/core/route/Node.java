package io.llmgateway.core.route;

import io.llmgateway.chain.Target;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a model's name stands for: a target, or a group of them with a way to choose. */
sealed interface Node {
    /** What it is called in the configuration. */
    String name();

    /** Adds all targets below, in the order written. */
    void collect(Set<Target> into);

    /** The former name by which a target is written here, where it is renamed; null where it is not. */
    @Nullable
    String renamed(Target target);

    /** All targets below, each once, in the order written. */
    default List<Target> targets() {
        Set<Target> all = new LinkedHashSet<>();
        collect(all);
        return List.copyOf(all);
    }

    /**
     * A target.
     *
     * @param target the target
     * @param shown the target as it is told, with every choice
     * @param formerly how the configuration calls it, where that is renamed; else null
     */
    record Leaf(Target target, String shown, @Nullable String formerly) implements Node {
        Leaf(Target target, @Nullable String formerly) {
            this(target, target.toString(), formerly);
        }

        @Override
        public String name() {
            return formerly == null ? shown : formerly;
        }

        @Override
        public @Nullable String renamed(Target other) {
            return target.equals(other) ? formerly : null;
        }

        @Override
        public void collect(Set<Target> into) {
            into.add(target);
        }

        @Override
        public List<Target> targets() { // asked for at every choice
            return List.of(target);
        }

        @Override
        public String toString() {
            return shown;
        }
    }

    /**
     * A group.
     *
     * @param name the alias
     * @param how what the configuration calls the strategy; empty where the configuration names none
     * @param strategy puts the children in the order in which they are tried
     * @param children at least one
     * @param terms how its targets are asked
     * @param shadow who is asked as well, where a request names this group; null for nobody
     */
    record Group(String name, String how, Strategy strategy, List<Node> children, Terms terms, @Nullable Shadow shadow)
            implements Node {
        public Group {
            Objects.requireNonNull(name, "name");
            children = List.copyOf(children);
        }

        @Override
        public @Nullable String renamed(Target target) {
            for (Node child : children) {
                String formerly = child.renamed(target);
                if (formerly != null) {
                    return formerly;
                }
            }
            return null;
        }

        @Override
        public void collect(Set<Target> into) {
            for (Node child : children) {
                child.collect(into);
            }
        }

        @Override
        public String toString() {
            return strategy + " " + children;
        }
    }
}
