package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;
import io.llmgateway.guard.Finding;
import io.llmgateway.spi.Detector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Finds what is personal or secret in texts, by the house's own detectors and others. Thread-safe. */
public final class Detection {
    private static final double USUAL = 0.5;

    private final List<CustomPattern> patterns;
    private final @Nullable WordList words;
    private final List<Detector> others;
    private final List<String> regions;
    private final Map<EntityType, Double> thresholds;
    private volatile @Nullable House house;
    private volatile @Nullable CompletableFuture<House> prepared;

    /** The house's own detectors. To load them takes a tenth of the time to a first answer, so not where nobody looks. */
    private record House(Dispatch dispatch, Encoded encoded) {
        static House of(List<String> regions) {
            IdSpotter ids = new IdSpotter(regions);
            Reading reading = new Reading(Spotters.numbers(ids));
            Dispatch dispatch = new Dispatch(Spotters.all(ids, reading));
            return new House(dispatch, new Encoded(dispatch, reading));
        }
    }

    private Detection(
            List<Detector> others,
            List<String> regions,
            Map<EntityType, Double> thresholds,
            List<CustomPattern> patterns,
            Map<EntityType, List<String>> words) {
        this.patterns = List.copyOf(patterns);
        this.words = words.isEmpty() ? null : new WordList(words);
        this.others = List.copyOf(others);
        this.regions = List.copyOf(regions);
        this.thresholds = Map.copyOf(thresholds);
    }

    private House house() {
        House made = house;
        if (made == null) {
            CompletableFuture<House> soon = prepared;
            House ready = soon == null
                    ? null
                    : soon.<@Nullable House>handle((done, failed) -> done).join();
            made = ready == null ? House.of(regions) : ready; // here what failed there may succeed, or tells why
            house = made; // two threads may make two, and each is as good
        }
        return made;
    }

    /**
     * Makes ready for the first text, which else does it.
     *
     * @param threads where that is done; the first text waits for it
     */
    public void prepare(Executor threads) {
        prepared = CompletableFuture.supplyAsync(() -> House.of(regions), threads);
    }

    /**
     * What looks through texts.
     *
     * @param others detectors beside the house's own
     * @param regions where users are, ISO 3166-1 codes, the likeliest first
     * @param thresholds the least score of types; 0.5 for all others
     * @return the detection
     */
    public static Detection of(List<Detector> others, List<String> regions, Map<EntityType, Double> thresholds) {
        return of(others, regions, thresholds, List.of(), Map.of());
    }

    /**
     * What looks through texts, also for an application's own.
     *
     * @param others detectors beside the house's own
     * @param regions where users are, ISO 3166-1 codes, the likeliest first
     * @param thresholds the least score of types; 0.5 for all others
     * @param patterns what else is looked for
     * @param words words and names that are found wherever they stand
     * @return the detection
     * @throws IllegalArgumentException if a word has fewer than two letters or digits
     */
    public static Detection of(
            List<Detector> others,
            List<String> regions,
            Map<EntityType, Double> thresholds,
            List<CustomPattern> patterns,
            Map<EntityType, List<String>> words) {
        return new Detection(others, regions, thresholds, patterns, words);
    }

    /**
     * Looks through a text.
     *
     * @param text the text
     * @return what was found, in order, none of which overlap
     * @throws IllegalStateException if another detector finds what lies outside of the text
     */
    public List<Finding> find(String text) {
        Sheet sheet = new Sheet(text);
        Finds finds = new Finds(sheet);
        House own = house();
        own.dispatch().run(sheet, finds);
        own.encoded().look(sheet, finds);
        if (words != null) {
            words.look(sheet, finds);
        }
        List<Finding> found = finds.found();
        if (!patterns.isEmpty()) {
            String folded = sheet.text(0, sheet.length());
            for (CustomPattern pattern : patterns) {
                pattern.look(text, folded, sheet, found);
            }
        }
        if (!others.isEmpty()) {
            found = new ArrayList<>(found);
            for (Detector other : others) {
                found.addAll(checked(other, text));
            }
        }
        return found.isEmpty() ? List.of() : Overlaps.merge(likely(found));
    }

    // by hand: removeIf took 7 % of a call that is masked
    private List<Finding> likely(List<Finding> found) {
        List<Finding> likely = new ArrayList<>(found.size());
        for (Finding finding : found) {
            if (finding.score() >= least(finding.type())) {
                likely.add(finding);
            }
        }
        return likely;
    }

    private double least(EntityType type) {
        Double set = thresholds.get(type);
        return set == null ? USUAL : set;
    }

    private List<Finding> checked(Detector other, String text) {
        List<Finding> found = other.find(text, regions);
        for (Finding finding : found) {
            if (finding.end() > text.length()) {
                throw new IllegalStateException("the detector " + other.name() + " found a " + finding.type() + " from "
                        + finding.start() + " to " + finding.end() + " in a text of " + text.length()
                        + " chars: nothing can be trusted that it says");
            }
        }
        return found;
    }
}
