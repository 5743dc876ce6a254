package io.llmgateway.core.catalogue;

import io.llmgateway.chain.Target;
import io.llmgateway.chat.Usage;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What our measure must be multiplied with to get the vendor's, model by model: the mean of what was seen at first, then
 * a moving one. For the first thousand models; the others stay as measured. Thread-safe, without locks.
 */
final class Calibration {
    private static final int MODELS = 1_000;
    private static final long FEWEST = 20;
    private static final float LEAST = 0.2f;
    private static final float MOST = 5;
    private static final float SHARE = 0.1f;

    // how often something was learnt, and the factor: two numbers of 32 bits, changed together
    private final Map<Target, AtomicLong> learnt = new ConcurrentHashMap<>();

    /** The factor of a model; 1 where nothing is known. */
    double factor(Target target) {
        AtomicLong known = learnt.get(target);
        return known == null ? 1 : factor(known.get());
    }

    /** Learns, unless there is too little to learn from. */
    void learn(Target target, long measured, Usage told) {
        if (told.estimated() || measured < FEWEST || told.totalInput() == 0) {
            return;
        }
        float ratio = Math.max(LEAST, Math.min(MOST, (float) told.totalInput() / measured));
        AtomicLong known = learnt.get(target);
        if (known == null) {
            if (learnt.size() >= MODELS) {
                return;
            }
            known = learnt.computeIfAbsent(target, ignored -> new AtomicLong(packed(0, 1)));
        }
        long before;
        do {
            before = known.get();
        } while (!known.compareAndSet(before, next(before, ratio)));
    }

    private static long next(long before, float ratio) {
        int times = (int) (before >>> 32) + 1;
        float share = Math.max(SHARE, 1f / times);
        float factor = factor(before);
        return packed(Math.min(times, MODELS), factor + share * (ratio - factor));
    }

    private static long packed(int times, float factor) {
        return ((long) times << 32) | (Float.floatToIntBits(factor) & 0xFFFF_FFFFL);
    }

    private static float factor(long packed) {
        return Float.intBitsToFloat((int) packed);
    }
}
