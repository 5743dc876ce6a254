package io.llmgateway.core.injection;

import io.llmgateway.core.detect.Sheet;
import io.llmgateway.core.detect.Shipped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Makes a {@link Book} of the shipped lists. Used once. */
final class BookReader {
    private static final List<String> TELLING = List.of(
            "ignore",
            "previous",
            "instructions",
            "instruction",
            "system",
            "prompt",
            "disregard",
            "reveal",
            "forget",
            "password",
            "developer",
            "restrictions",
            "answer",
            "without",
            "print",
            "rules",
            "everything");
    private static final List<String> SCRAMBLED = List.of(
            "ignore",
            "disregard",
            "forget",
            "override",
            "bypass",
            "previous",
            "instructions",
            "instruction",
            "system",
            "prompt",
            "guidelines",
            "restrictions",
            "directives",
            "everything",
            "reveal",
            "developer",
            "password",
            "rules",
            "above",
            "before",
            "print",
            "hidden",
            "without",
            "repeat",
            "secret");

    // a set of meanings is a text of their numbers
    private final Map<Integer, String> exact = new HashMap<>();
    private final Map<Integer, String> stems = new HashMap<>();
    private final Map<Integer, String> runOn = new HashMap<>();
    private final Map<String, Character> meanings = new HashMap<>();
    private final List<String> sets = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> elements = new ArrayList<>();
    private final Map<String, Integer> places = new HashMap<>();

    private BookReader() {}

    /** The shipped book. */
    static Book read() {
        return new BookReader().book();
    }

    private Book book() {
        for (String[] line : Shipped.lines(BookReader.class, "words.txt")) {
            char meaning = meaning(line[0]);
            for (int i = 1; i < line.length; i++) {
                enter(line[i], meaning);
            }
        }
        List<Rule> rules = new ArrayList<>();
        for (String[] line : Shipped.lines(BookReader.class, "rules.txt")) {
            rules.add(rule(line, rules.size()));
        }
        Table words = table(exact);
        Table endless = table(stems);
        Table glued = table(runOn);
        Table mixed = new Table(SCRAMBLED.size());
        for (String word : SCRAMBLED) {
            String set = Objects.requireNonNull(exact.get(Sheet.hash(word)), word);
            mixed.put(Book.scrambled(new Sheet(word), 0, word.length()), number(set));
        }
        BitSet[] having = having();
        return new Book(words, endless, glued, mixed, ciphers(), starts(rules, having), fits(having));
    }

    // to each meaning the numbers of its sets: to compare all with all takes 400,000 steps
    private BitSet[] having() {
        BitSet[] having = new BitSet[meanings.size()];
        for (int meaning = 0; meaning < having.length; meaning++) {
            having[meaning] = new BitSet();
        }
        for (int set = 0; set < sets.size(); set++) {
            for (char meaning : sets.get(set).toCharArray()) {
                having[meaning].set(set + 1);
            }
        }
        return having;
    }

    private boolean[][] fits(BitSet[] having) {
        boolean[][] fits = new boolean[elements.size()][sets.size() + 1];
        for (int element = 0; element < fits.length; element++) {
            for (char meaning : elements.get(element).toCharArray()) {
                BitSet of = having[meaning];
                for (int number = of.nextSetBit(0); number >= 0; number = of.nextSetBit(number + 1)) {
                    fits[element][number] = true;
                }
            }
        }
        return fits;
    }

    private Rule[][] starts(List<Rule> rules, BitSet[] having) {
        Rule[][] starts = new Rule[sets.size() + 1][0];
        for (Rule rule : rules) {
            BitSet first = new BitSet();
            for (char meaning : elements.get(rule.elements()[0]).toCharArray()) {
                first.or(having[meaning]);
            }
            for (int number = first.nextSetBit(0); number >= 0; number = first.nextSetBit(number + 1)) {
                Rule[] more = Arrays.copyOf(starts[number], starts[number].length + 1);
                more[more.length - 1] = rule;
                starts[number] = more;
            }
        }
        return starts;
    }

    private char meaning(String name) {
        Character known = meanings.get(name);
        if (known == null) {
            known = (char) meanings.size();
            meanings.put(name, known);
        }
        return known;
    }

    private void enter(String written, char meaning) {
        boolean stem = written.endsWith("*");
        int length = written.length() - (stem ? 1 : 0);
        int hash = Sheet.EMPTY;
        for (int i = 0; i < length; i++) {
            char c = Letters.plain(written.charAt(i));
            hash = c == 0 ? hash : Sheet.hash(hash, c);
        }
        Map<Integer, String> words = Letters.unspaced(written.charAt(0)) ? runOn : stem ? stems : exact;
        String set = words.getOrDefault(hash, "");
        if (set.indexOf(meaning) < 0) {
            words.put(hash, set + meaning);
        }
    }

    private Rule rule(String[] line, int number) {
        int[] sequence = new int[line.length];
        int[] gaps = new int[line.length];
        int size = 0;
        boolean indirect = false;
        int gap = 2;
        for (int i = 2; i < line.length; i++) {
            String part = line[i];
            if (part.equals("indirect")) {
                indirect = true;
            } else if (part.startsWith("~")) {
                gap = Integer.parseInt(part.substring(1));
            } else {
                sequence[size] = element(part);
                gaps[size++] = gap;
                gap = 2;
            }
        }
        return new Rule(
                number,
                line[0],
                Double.parseDouble(line[1]),
                indirect,
                Arrays.copyOf(sequence, size),
                Arrays.copyOf(gaps, size));
    }

    private int element(String written) {
        StringBuilder wanted = new StringBuilder();
        int start = 0;
        while (start <= written.length()) {
            int bar = written.indexOf('|', start);
            int end = bar < 0 ? written.length() : bar;
            String one = written.substring(start, end);
            if (!Character.isUpperCase(one.charAt(0))) {
                enter(one, meaning(one));
            } else if (!meanings.containsKey(one)) {
                throw new IllegalStateException("rules.txt: no word means " + one);
            }
            wanted.append(meaning(one));
            start = end + 1;
        }
        String set = wanted.toString();
        Integer place = places.get(set);
        if (place == null) {
            place = elements.size();
            elements.add(set);
            places.put(set, place);
        }
        return place;
    }

    private int number(String set) {
        Integer number = numbers.get(set);
        if (number == null) {
            sets.add(set);
            number = sets.size();
            numbers.put(set, number);
        }
        return number;
    }

    private Table table(Map<Integer, String> words) {
        Table table = new Table(words.size());
        for (Map.Entry<Integer, String> word : words.entrySet()) {
            table.put(word.getKey(), number(word.getValue()));
        }
        return table;
    }

    private static Table ciphers() {
        Table moved = new Table(26 * TELLING.size());
        for (String word : TELLING) {
            for (int by = 1; by < 26; by++) {
                moved.put(Sheet.hash(Book.moved(word, by)), by);
            }
            moved.put(Sheet.hash(new StringBuilder(word).reverse().toString()), Book.BACKWARDS);
        }
        return moved;
    }
}
