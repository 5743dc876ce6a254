package io.llmgateway.core.injection;

import io.llmgateway.core.detect.Sheet;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringTokenizer;
import java.util.regex.Pattern;

/**
 * What words mean, and which sequences of meanings tell something: the shipped lists, as tables. A word has a number, which stands
 * for all its meanings. Immutable.
 */
final class Book {
    /** A cipher's number that means a word is written backwards; others are how far letters are moved. */
    static final int BACKWARDS = 26;

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
    private static final int LEAST_STEM = 3;
    private static final Pattern BAR = Pattern.compile("\\|");

    private final Map<String, BitSet> words = new HashMap<>();
    private final Map<String, BitSet> endless = new HashMap<>();
    private final Map<String, Integer> meanings = new HashMap<>();
    private final List<BitSet> sets = new ArrayList<>();
    private final Map<BitSet, Integer> numbers = new HashMap<>();

    private final Table exact;
    private final Table stems;
    private final Table runOn;
    private final Table scrambled;
    private final Table ciphers;
    private final Rule[] rules;
    private final Rule[][] starts;
    private final boolean[][] fits;

    private Book() {
        List<String> lines = lines("rules.txt");
        for (String line : lines("words.txt")) {
            StringTokenizer parts = new StringTokenizer(line);
            String meaning = parts.nextToken();
            while (parts.hasMoreTokens()) {
                enter(parts.nextToken(), meaning);
            }
        }
        List<BitSet> elements = new ArrayList<>();
        Map<BitSet, Integer> known = new HashMap<>();
        List<Rule> all = new ArrayList<>();
        for (String line : lines) {
            all.add(rule(line, all.size(), elements, known));
        }
        rules = all.toArray(Rule[]::new);
        exact = table(words, false);
        runOn = table(words, true);
        Map<Integer, Integer> stemmed = new HashMap<>();
        endless.forEach((word, set) -> stemmed.put(hash(word), number(set)));
        stems = new Table(stemmed);
        Map<Integer, Integer> mixed = new HashMap<>();
        SCRAMBLED.forEach(word -> mixed.put(letters(word), number(Objects.requireNonNull(words.get(word), word))));
        scrambled = new Table(mixed);
        ciphers = new Table(ciphers());
        fits = new boolean[elements.size()][sets.size() + 1];
        for (int element = 0; element < fits.length; element++) {
            for (int set = 0; set < sets.size(); set++) {
                fits[element][set + 1] = elements.get(element).intersects(sets.get(set));
            }
        }
        starts = new Rule[sets.size() + 1][];
        for (int set = 0; set < starts.length; set++) {
            int place = set;
            starts[set] =
                    all.stream().filter(rule -> fits[rule.elements()[0]][place]).toArray(Rule[]::new);
        }
    }

    /** The shipped book. */
    static Book read() {
        return new Book();
    }

    private static List<String> lines(String file) {
        try (InputStream in = Book.class.getResourceAsStream(file)) {
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
        (stem ? endless : words).computeIfAbsent(word, unknown -> new BitSet()).set(meaning(meaning));
    }

    private Rule rule(String line, int number, List<BitSet> elements, Map<BitSet, Integer> known) {
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
                sequence.add(new int[] {element(part, elements, known), gap});
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

    private int element(String written, List<BitSet> elements, Map<BitSet, Integer> known) {
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
        return known.computeIfAbsent(wanted, unknown -> {
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
                moved.put(hash(moved(word, by)), by);
            }
            moved.put(hash(new StringBuilder(word).reverse().toString()), BACKWARDS);
        }
        return moved;
    }

    /** A text with its letters moved along the alphabet. */
    static String moved(CharSequence text, int by) {
        StringBuilder moved = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char first = c >= 'a' && c <= 'z' ? 'a' : 'A';
            moved.append(c >= first && c < first + 26 ? (char) (first + (c - first + by) % 26) : c);
        }
        return moved.toString();
    }

    private static int hash(String word) {
        int hash = Letters.EMPTY;
        for (int i = 0; i < word.length(); i++) {
            hash = Letters.hash(hash, word.charAt(i));
        }
        return hash;
    }

    // the same whatever the order of the letters between the first and the last
    private static int letters(String word) {
        int sum = 0;
        for (int i = 1; i < word.length() - 1; i++) {
            sum += mixed(word.charAt(i));
        }
        return ends(sum, word.charAt(0), word.charAt(word.length() - 1), word.length());
    }

    private static int mixed(char c) {
        return (c * 0x9e3779b1) ^ ((c * 0x85ebca6b) >>> 13);
    }

    private static int ends(int sum, char first, char last, int length) {
        return ((((sum ^ first) * 0x01000193) ^ last) * 0x01000193) ^ length;
    }

    /** The number of a word by its {@link Sheet#hash hash}; 0 for words that mean nothing here. */
    int exact(int hash) {
        return exact.get(hash);
    }

    /** The number of a word by how it begins, or by its letters in a wrong order; 0 for words that mean nothing here. */
    int guess(Sheet sheet, int start, int end) {
        int hash = Letters.EMPTY;
        int found = 0;
        for (int i = start; i < end; i++) {
            char c = Letters.plain(sheet.at(i));
            if (c != 0) {
                hash = Letters.hash(hash, c);
                int stem = i - start + 1 < LEAST_STEM ? 0 : stems.get(hash);
                found = stem == 0 ? found : stem;
            }
        }
        if (found == 0 && end - start >= 5 && end - start <= 12) {
            int sum = 0;
            for (int i = start + 1; i < end - 1; i++) {
                sum += mixed(Letters.plain(sheet.at(i)));
            }
            found = scrambled.get(
                    ends(sum, Letters.plain(sheet.at(start)), Letters.plain(sheet.at(end - 1)), end - start));
        }
        return found;
    }

    /** The number of a word of a script without blanks between words, by its hash. */
    int runOn(int hash) {
        return runOn.get(hash);
    }

    /** How a telling word is enciphered, by the hash of what it looks like: {@link #moved} by so many, or backwards; 0 if not. */
    int cipher(int hash) {
        return ciphers.get(hash);
    }

    /** The rules that may begin with a word of a number. */
    Rule[] starts(int number) {
        return starts[number];
    }

    /** Whether a word of a number may be an element of a rule. */
    boolean fits(int element, int number) {
        return fits[element][number];
    }

    /** All rules. */
    Rule[] rules() {
        return rules;
    }
}
