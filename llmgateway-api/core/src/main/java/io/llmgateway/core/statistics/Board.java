package io.llmgateway.core.statistics;

import io.llmgateway.chain.Target;
import io.llmgateway.core.config.StatisticsConfig;
import io.llmgateway.spi.World;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * All series of a client. Where there is room for no more, those with nothing in the window are given up, at most once a
 * slice; what finds no room even so is counted among the others. Thread-safe, without a lock that calls meet.
 */
final class Board implements Group.Places {
    private final World world;
    private final long beginning;
    private final long sliceNanos;
    private final int most;
    private final Group<String> models = new Group<>(this);
    private final Group<Target> targets = new Group<>(this);
    private final Map<String, Group<String>> byTag = new LinkedHashMap<>();
    private final List<Map.Entry<String, Group<String>>> tags;
    private final Recent recent;
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicLong cleared = new AtomicLong();

    Board(StatisticsConfig config, World world) {
        this.world = world;
        beginning = world.nanoTime();
        sliceNanos = Objects.requireNonNull(config.window()).toNanos() / Series.SLICES;
        most = Objects.requireNonNull(config.maxSeries());
        for (String tag : Objects.requireNonNull(config.tags())) {
            byTag.put(tag, new Group<>(this));
        }
        tags = List.copyOf(byTag.entrySet());
        recent = new Recent(Objects.requireNonNull(config.recent()));
    }

    /** The number of the current slice. */
    long now() {
        return (world.nanoTime() - beginning) / sliceNanos;
    }

    /** The series a call belongs to, in use until they are left. */
    Series[] enter(String model, Map<String, String> callTags) {
        int found = 1;
        for (int i = 0; i < tags.size(); i++) {
            found += callTags.containsKey(tags.get(i).getKey()) ? 1 : 0;
        }
        Series[] all = new Series[found];
        all[0] = models.enter(model);
        for (int i = tags.size() - 1; i >= 0; i--) {
            String value = callTags.get(tags.get(i).getKey());
            if (value != null) {
                all[--found] = tags.get(i).getValue().enter(value);
            }
        }
        return all;
    }

    /** The last calls that have ended. */
    Recent recent() {
        return recent;
    }

    Group<String> models() {
        return models;
    }

    Group<Target> targets() {
        return targets;
    }

    @Nullable
    Group<String> tag(String name) {
        return byTag.get(name);
    }

    @Override
    public boolean take() {
        return tookOne() || (clear() && tookOne());
    }

    private boolean tookOne() {
        if (taken.incrementAndGet() <= most) {
            return true;
        }
        taken.decrementAndGet();
        return false;
    }

    @Override
    public void giveBack() {
        taken.decrementAndGet();
    }

    private boolean clear() {
        long now = now();
        long last = cleared.get();
        if (last >= now || !cleared.compareAndSet(last, now)) {
            return false;
        }
        models.clear(now);
        targets.clear(now);
        byTag.values().forEach(group -> group.clear(now));
        return true;
    }
}
