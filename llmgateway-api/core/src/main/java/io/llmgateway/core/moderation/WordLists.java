package io.llmgateway.core.moderation;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.llmgateway.chat.Category;
import java.util.ArrayList;
import java.util.List;

/**
 * Lists of words and patterns of categories.
 *
 * <p>Words are found whatever their case and accents, written with look-alikes, with digits and signs for letters, with
 * characters that cannot be seen, or letter by letter with something between. They stand alone; those of scripts without blanks
 * stand anywhere. Patterns are found in the text as it is written. Immutable and thread-safe.
 */
public final class WordLists {
    private static final int MOST_BETWEEN = 3;
    private static final int MOST_UNSEEN = 4; // accents may be two

    private final List<Entry> lists;
    private final List<Word> words = new ArrayList<>();
    private final List<List<Pattern>> patterns = new ArrayList<>();
    private final Automaton automaton = new Automaton();

    /**
     * One list.
     *
     * @param name its name
     * @param category what it is about
     * @param score how bad a hit is, from 0 to 1
     * @param words words and phrases; with {@code *} before or after, parts of longer words too
     * @param patterns regular expressions of RE2's language
     */
    public record Entry(String name, Category category, double score, List<String> words, List<String> patterns) {
        public Entry {
            words = List.copyOf(words);
            patterns = List.copyOf(patterns);
        }

        @Override
        public String toString() {
            return name + " (" + category + ")";
        }
    }

    /**
     * Makes lists ready.
     *
     * @param lists the lists
     * @throws IllegalArgumentException if a word or a pattern makes no sense; names the list, and neither word nor pattern
     */
    public WordLists(List<Entry> lists) {
        this.lists = List.copyOf(lists);
        for (int i = 0; i < lists.size(); i++) {
            Entry list = lists.get(i);
            for (String written : list.words()) {
                try {
                    Word word = Word.of(i, written);
                    automaton.add(word.skeleton(), words.size());
                    words.add(word);
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(list.name() + ".words " + e.getMessage(), e);
                }
            }
            patterns.add(compiled(list));
        }
        automaton.link();
    }

    private static List<Pattern> compiled(Entry list) {
        List<Pattern> compiled = new ArrayList<>();
        for (String pattern : list.patterns()) {
            try {
                compiled.add(Pattern.compile(pattern));
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException(
                        list.name() + ".patterns[" + compiled.size() + "] is no regular expression of RE2: "
                                + e.getDescription(),
                        e);
            }
        }
        return compiled;
    }

    /**
     * The lists that have something in a text. What touches an end that is not the text's own is left to the window that has
     * more of it.
     *
     * @param window a text, or a piece of it
     * @param first whether the text begins with it
     * @param last whether the text ends with it
     * @return those lists, in order
     */
    public List<Entry> find(String window, boolean first, boolean last) {
        boolean[] found = new boolean[lists.size()];
        if (!words.isEmpty()) {
            new Search(FoldedText.of(window), first, last, found).run();
        }
        List<Entry> hits = new ArrayList<>(0);
        for (int i = 0; i < found.length; i++) {
            if (found[i] || matches(patterns.get(i), window, last)) {
                hits.add(lists.get(i));
            }
        }
        return hits;
    }

    private static boolean matches(List<Pattern> patterns, String window, boolean last) {
        for (Pattern pattern : patterns) {
            Matcher matcher = pattern.matcher(window);
            while (matcher.find()) {
                if (last || matcher.end() < window.length()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** One look at one window. */
    private final class Search {
        private final FoldedText text;
        private final boolean first;
        private final boolean last;
        private final boolean[] found;
        // where the letters of a word stand that is written letter by letter
        private final int[] alone;
        private int count;

        Search(FoldedText text, boolean first, boolean last, boolean[] found) {
            this.text = text;
            this.first = first;
            this.last = last;
            this.found = found;
            this.alone = new int[text.length()];
        }

        void run() {
            int state = Automaton.ROOT;
            int lastAlone = -1;
            for (int i = 0; i < text.length(); i++) {
                char c = text.at(i);
                state = automaton.next(state, Word.skeleton(c));
                for (int at = state; at != Automaton.ROOT; at = automaton.shorter(at)) {
                    ended(at, i + 1);
                }
                if (FoldedText.word(c)) {
                    boolean single = !wordAt(i - 1) && !wordAt(i + 1);
                    if (!single || (count > 0 && i - lastAlone - 1 > MOST_BETWEEN)) {
                        spelled(true);
                    }
                    if (single) {
                        alone[count++] = i;
                        lastAlone = i;
                    }
                }
            }
            spelled(last || text.length() - lastAlone - 1 > MOST_BETWEEN);
        }

        private boolean wordAt(int i) {
            return i >= 0 && i < text.length() && FoldedText.word(text.at(i));
        }

        private void ended(int state, int end) {
            for (int id : automaton.words(state)) {
                Word word = words.get(id);
                int start = end - word.text().length();
                if (!found[word.list()] && starts(word, start) && ends(word, end) && meant(word, start)) {
                    found[word.list()] = true;
                }
            }
        }

        private boolean starts(Word word, int start) {
            return word.freeStart() || (start == 0 ? first : border(start - 1, text.at(start - 1)));
        }

        private boolean ends(Word word, int end) {
            if (end == text.length()) { // what comes may belong to it, but not behind any number of unseen characters
                return last || word.freeEnd() || text.width(end - 1) > MOST_UNSEEN;
            }
            return word.freeEnd() || border(end - 1, text.at(end));
        }

        private boolean border(int before, char beside) {
            return !FoldedText.word(beside) || FoldedText.blankless(beside) || text.width(before) > MOST_UNSEEN;
        }

        private boolean meant(Word word, int start) {
            boolean itself = false;
            for (int i = 0; i < word.text().length(); i++) {
                char written = text.at(start + i);
                char wanted = word.text().charAt(i);
                if (!Word.meant(written, wanted)) {
                    return false;
                }
                itself |= written == wanted;
            }
            return itself;
        }

        /** Looks at letters that stood alone, one after another. */
        private void spelled(boolean closed) {
            int state = Automaton.ROOT;
            for (int i = 0; i < count; i++) {
                state = automaton.next(state, Word.skeleton(text.at(alone[i])));
                for (int at = state; at != Automaton.ROOT; at = automaton.shorter(at)) {
                    for (int id : automaton.words(at)) {
                        Word word = words.get(id);
                        if (!found[word.list()] && spells(word, i + 1, closed)) {
                            found[word.list()] = true;
                        }
                    }
                }
            }
            count = 0;
        }

        // short words are in too many others: they must be all that was spelled
        private boolean spells(Word word, int end, boolean closed) {
            int length = word.text().length();
            int start = end - length;
            if (!last && alone[end - 1] == text.length() - 1) {
                return false; // what comes may make it the beginning of a word
            }
            boolean whole = start == 0 && end == count && closed && (first || alone[0] > 0);
            boolean enough = length > 3
                    || (length > 1 && FoldedText.blankless(word.text().charAt(0)));
            if (!enough && !(whole && length > 2)) {
                return false;
            }
            boolean itself = false;
            for (int i = 0; i < length; i++) {
                char written = text.at(alone[start + i]);
                if (!Word.meant(written, word.text().charAt(i))) {
                    return false;
                }
                itself |= written == word.text().charAt(i);
            }
            return itself;
        }
    }

    @Override
    public String toString() {
        return lists.toString();
    }
}
