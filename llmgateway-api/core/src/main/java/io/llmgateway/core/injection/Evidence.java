package io.llmgateway.core.injection;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What was found in a text, and what it comes to. Weights are added up as probabilities are that do not depend on each other, within
 * windows, so that a long text hides nothing; what is found with it adds less in a text of many windows. For one look at a text.
 */
final class Evidence {
    private static final int WINDOW = 240; // words
    private static final double FURTHER = 0.3; // what another rule of a family adds

    private int[] places = {}; // most texts have none
    private Rule[] rules = {};
    private int size;
    private double sum;
    private List<String> families = List.of();

    /** Takes down what was found at a word; a family counts once at a place. */
    void add(int place, Rule rule) {
        for (int i = size - 1; i >= 0 && places[i] == place; i--) {
            if (rules[i].family().equals(rule.family())) {
                if (rules[i].weight() < rule.weight()) {
                    rules[i] = rule;
                }
                return;
            }
        }
        if (size == places.length) {
            places = Arrays.copyOf(places, 2 * size + 8);
            rules = Arrays.copyOf(rules, 2 * size + 8);
        }
        int at = size++;
        while (at > 0 && places[at - 1] > place) { // signs are found before words are compared
            places[at] = places[at - 1];
            rules[at] = rules[at - 1];
            at--;
        }
        places[at] = place;
        rules[at] = rule;
    }

    /** Adds all up. */
    void weigh(int words) {
        if (size == 0) {
            return; // most texts: spares them 4 KB
        }
        int windows = Math.max(1, 2 * words / WINDOW - 1);
        double share = 1 / (1 + 0.25 * Math.log(windows));
        int first = 0;
        boolean[] seen = new boolean[Sign.FIRST + Sign.NUMBERS];
        while (first < size) {
            int last = first;
            Map<String, double[]> found = new HashMap<>();
            while (last < size && places[last] < places[first] + WINDOW) {
                Rule rule = rules[last++];
                if (!seen[rule.number()]) {
                    seen[rule.number()] = true;
                    double weight = -Math.log(1 - rule.weight());
                    double[] family = found.computeIfAbsent(rule.family(), unknown -> new double[2]);
                    family[1] += Math.min(family[0], weight);
                    family[0] = Math.max(family[0], weight);
                }
            }
            for (int i = first; i < last; i++) {
                seen[rules[i].number()] = false;
            }
            take(found, share);
            int next = places[first] + WINDOW / 2;
            while (first < size && places[first] < next) {
                first++;
            }
        }
    }

    private void take(Map<String, double[]> found, double share) {
        double strongest = 0;
        double all = 0;
        for (double[] family : found.values()) {
            strongest = Math.max(strongest, family[0]);
            all += family[0] + FURTHER * family[1];
        }
        double window = strongest + share * (all - strongest);
        if (window > sum) {
            sum = window;
            families = found.entrySet().stream()
                    .sorted((a, b) -> Double.compare(b.getValue()[0], a.getValue()[0]))
                    .map(Map.Entry::getKey)
                    .toList();
        }
    }

    /** What it comes to, from 0; 1.2 is a probability of 0.7. */
    double sum() {
        return sum;
    }

    /** The families found where it came to that, the strongest first. */
    List<String> families() {
        return families;
    }
}
