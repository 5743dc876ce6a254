package io.llmgateway.core.injection;

import io.llmgateway.core.detect.Sheet;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringTokenizer;
import java.util.regex.Pattern;

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
    private static final Pattern BAR = Pattern.compile("\\|");

    private final Map<String, BitSet> words = new HashMap<>();
    private final Map<String, BitSet> stems = new HashMap<>();
    private final Map<String, Integer> meanings = new HashMap<>();
    private final List<BitSet> sets = new ArrayList<>();
    private final Map<BitSet, Integer> numbers = new HashMap<>();
    private final List<BitSet> elements = new ArrayList<>();
    private final Map<BitSet, Integer> places = new HashMap<>();

    private BookReader() {}

    /** The shipped book. */
    static Book read() {
        return new BookReader().book();
    }

    private Book book() {
        for (String line : lines("words.txt")) {
            StringTokenizer parts = new StringTokenizer(line);
            String meaning = parts.nextToken();
            while (parts.hasMoreTokens()) {
                enter(parts.nextToken(), meaning);
            }
        }
        List<Rule> rules = new ArrayList<>();
        for (String line : lines("rules.txt")) {
            rules.add(rule(line, rules.size()));
        }
        Table exact = table(words, false);
        Table runOn = table(words, true);
        Table endless = table(stems, false);
        Map<Integer, Integer> mixed = new HashMap<>();
        for (String word : SCRAMBLED) {
            mixed.put(
                    Book.scrambled(new Sheet(word), 0, word.length()),
                    number(Objects.requireNonNull(words.get(word), word)));
        }
        boolean[][] fits = fits();
        return new Book(exact, endless, runOn, new Table(mixed), new Table(ciphers()), starts(rules, fits), fits);
    }

    private boolean[][] fits() {
        boolean[][] fits = new boolean[elements.size()][sets.size() + 1];
        BitSet[] having =
                new BitSet[meanings.size()]; // to each meaning its sets: to compare all with all takes 400,000 steps
        Arrays.setAll(having, unknown -> new BitSet());
        for (int set = 0; set < sets.size(); set++) {
            int number = set + 1;
            sets.get(set).stream().forEach(meaning -> having[meaning].set(number));
        }
        for (int element = 0; element < fits.length; element++) {
            boolean[] fit = fits[element];
            elements.get(element).stream()
                    .flatMap(meaning -> having[meaning].stream())
                    .forEach(set -> fit[set] = true);
        }
        return fits;
    }

    private static Rule[][] starts(List<Rule> rules, boolean[][] fits) {
        Rule[][] starts = new Rule[fits[0].length][];
        List<Rule> some = new ArrayList<>();
        for (int set = 0; set < starts.length; set++) {
            some.clear();
            for (Rule rule : rules) {
                if (fits[rule.elements()[0]][set]) {
                    some.add(rule);
                }
            }
            starts[set] = some.toArray(Rule[]::new);
        }
        return starts;
    }

    private static List<String> lines(String file) {
        try (InputStream in = BookReader.class.getResourceAsStream(file)) {
            return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int meaning(String name) {
        return meanings.computeIfAbsent(name, unknown -> meanings.size());
    }

    private void enter(String written, String meaning) {
        boolean stem = written.endsWith("*");
        String word = Letters.plain(stem ? written.substring(0, written.length() - 1) : written);
        (stem ? stems : words).computeIfAbsent(word, unknown -> new BitSet()).set(meaning(meaning));
    }

    private Rule rule(String line, int number) {
        StringTokenizer parts = new StringTokenizer(line);
        String family = parts.nextToken();
        double weight = Double.parseDouble(parts.nextToken());
        List<int[]> sequence = new ArrayList<>();
        boolean indirect = false;
        int gap = 2;
        while (parts.hasMoreTokens()) {
            String part = parts.nextToken();
            if (part.equals("indirect")) {
                indirect = true;
            } else if (part.startsWith("~")) {
                gap = Integer.parseInt(part.substring(1));
            } else {
                sequence.add(new int[] {element(part), gap});
                gap = 2;
            }
        }
        return new Rule(
                number,
                family,
                weight,
                indirect,
                sequence.stream().mapToInt(pair -> pair[0]).toArray(),
                sequence.stream().mapToInt(pair -> pair[1]).toArray());
    }

    private int element(String written) {
        BitSet wanted = new BitSet();
        for (String one : BAR.split(written, -1)) {
            boolean literal = !Character.isUpperCase(one.charAt(0));
            if (literal) {
                enter(one, one);
            } else if (!meanings.containsKey(one)) {
                throw new IllegalStateException("rules.txt: no word means " + one);
            }
            wanted.set(meaning(one));
        }
        return places.computeIfAbsent(wanted, unknown -> {
            elements.add(wanted);
            return elements.size() - 1;
        });
    }

    private int number(BitSet set) {
        return numbers.computeIfAbsent(set, unknown -> {
            sets.add(set);
            return sets.size();
        });
    }

    private Table table(Map<String, BitSet> from, boolean unspaced) {
        Map<Integer, Integer> entries = new HashMap<>();
        from.forEach((word, set) -> {
            if (Letters.unspaced(word.charAt(0)) == unspaced) {
                entries.put(hash(word), number(set));
            }
        });
        return new Table(entries);
    }

    private static Map<Integer, Integer> ciphers() {
        Map<Integer, Integer> moved = new HashMap<>();
        for (String word : TELLING) {
            for (int by = 1; by < 26; by++) {
                moved.put(hash(Book.moved(word, by)), by);
            }
            moved.put(hash(new StringBuilder(word).reverse().toString()), Book.BACKWARDS);
        }
        return moved;
    }

    private static int hash(String word) {
        int hash = Sheet.EMPTY;
        for (int i = 0; i < word.length(); i++) {
            hash = Sheet.hash(hash, word.charAt(i));
        }
        return hash;
    }
}
