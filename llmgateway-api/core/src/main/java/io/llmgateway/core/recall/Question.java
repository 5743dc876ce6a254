package io.llmgateway.core.recall;

import io.llmgateway.chain.CacheControl;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a call asks, as far as answers to it are remembered.
 *
 * @param key names it: equal keys are equal questions
 * @param tenant whose it is; null for nobody's in particular
 * @param asked the model as the request names it
 * @param targets what the model stands for; at least one
 * @param control what the call wants
 * @param ttl how long its answer is fresh; zero where it is not remembered
 * @param revalidate how long past its time an answer is served while a new one is asked for
 * @param ifError how long past its time an answer is served where no vendor answers
 */
record Question(
        Key key,
        @Nullable String tenant,
        String asked,
        List<String> targets,
        CacheControl control,
        Duration ttl,
        Duration revalidate,
        Duration ifError) {
    /** Whether anything remembered may answer it: not where its model's answers are kept for no time. */
    boolean looks() {
        return control.reads() && (!ttl.isZero() || control.ttl().isPresent());
    }

    boolean stores() {
        return control.stores() && !ttl.isZero();
    }

    Duration keep() {
        return ttl.plus(revalidate.compareTo(ifError) > 0 ? revalidate : ifError);
    }

    private boolean within(Duration age, Duration bound) {
        return age.compareTo(bound) < 0
                && control.maxAge().map(most -> age.compareTo(most) <= 0).orElse(true);
    }

    boolean fresh(Entry entry, Duration age) {
        return within(age, entry.ttl());
    }

    boolean staleWhileRevalidated(Entry entry, Duration age) {
        return within(age, entry.ttl().plus(revalidate));
    }

    boolean staleIfError(Entry entry, Duration age) {
        return within(age, entry.ttl().plus(ifError));
    }
}
