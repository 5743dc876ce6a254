package io.llmgateway.providers.kit;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What was last made of something, for what is the same in most calls, such as the address. Thread-safe. */
final class Latest<K, V> {
    private final Function<K, V> making;
    private volatile @Nullable Made<K, V> latest;

    private record Made<K, V>(K from, V value) {}

    Latest(Function<K, V> making) {
        this.making = making;
    }

    /** What is made of this; known already if it is the same as the last time. */
    V of(K from) {
        Made<K, V> made = latest;
        if (made == null || !made.from().equals(from)) {
            made = new Made<>(from, making.apply(from));
            latest = made;
        }
        return made.value();
    }
}
