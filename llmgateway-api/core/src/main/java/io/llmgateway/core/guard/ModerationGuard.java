package io.llmgateway.core.guard;

import io.llmgateway.chat.Category;
import io.llmgateway.chat.ModerationRequest;
import io.llmgateway.core.config.ModerationConfig;
import io.llmgateway.core.config.WordListConfig;
import io.llmgateway.core.moderation.WordLists;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.guard.Origin;
import io.llmgateway.guard.Passage;
import io.llmgateway.guard.Verdict;
import io.llmgateway.spi.Nearest;
import io.llmgateway.spi.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Judges what people and models say, by lists, a moderation model and a judge, in this order; the first that blocks is the last
 * that is asked. Lists see the texts of a request one by one, models all of them at once. What the application itself says is not judged, nor what is sent to be moderated.
 */
final class ModerationGuard implements Gathering {
    static final String NAME = "moderation";

    private static final String PROPERTY = "llmgateway.guard.moderation.";
    private static final double USUAL_THRESHOLD = 0.5;
    private static final int CONTEXT = 1_000;
    private static final int PIECE = 4_000;
    private static final int OVERLAP = 400;

    private final boolean prompts;
    private final boolean answers;
    private final double flagFrom;
    private final Map<Category, Double> thresholds = new HashMap<>();
    private final WordLists lists;
    private final Set<Category> listed = new TreeSet<>();
    private final List<Moderator> moderators = new ArrayList<>(2);

    ModerationGuard(ModerationConfig config, World world) {
        prompts = Boolean.TRUE.equals(config.prompts());
        answers = Boolean.TRUE.equals(config.answers());
        flagFrom = Objects.requireNonNull(config.flagFrom());
        lists = lists(Objects.requireNonNull(config.lists()));
        Set<Category> known = new TreeSet<>(Category.known());
        known.addAll(listed);
        Objects.requireNonNull(config.thresholds()).forEach((name, least) -> thresholds.put(known(name, known), least));
        if (config.model() != null) {
            moderators.add(new VendorModerator(config.model()));
        }
        if (config.judgeModel() != null) {
            moderators.add(
                    new JudgeModerator(config.judgeModel(), Objects.requireNonNull(config.rubric()), known, world));
        }
        if (moderators.isEmpty()) {
            checkJudged(listed);
        }
    }

    private WordLists lists(Map<String, WordListConfig> configured) {
        List<WordLists.Entry> entries = new ArrayList<>();
        configured.forEach((name, list) -> {
            Category category = category("lists." + name + ".category", Objects.requireNonNull(list.category()));
            listed.add(category);
            entries.add(new WordLists.Entry(
                    name,
                    category,
                    list.score(),
                    Objects.requireNonNull(list.words()),
                    Objects.requireNonNull(list.patterns())));
        });
        try {
            return new WordLists(entries);
        } catch (IllegalArgumentException e) {
            throw new MisconfiguredException(PROPERTY + "lists." + e.getMessage(), e);
        }
    }

    private static Category category(String setting, String name) {
        try {
            return Category.of(name);
        } catch (IllegalArgumentException e) {
            throw new MisconfiguredException(PROPERTY + setting + ": " + e.getMessage(), e);
        }
    }

    // a word of one's own without a list is a slip of the pen
    private static Category known(String name, Set<Category> known) {
        Category category = category("thresholds." + name, name);
        if (!known.contains(category)) {
            throw new MisconfiguredException(PROPERTY + "thresholds." + name + ": there is no such category; "
                    + Nearest.hint(
                            category.name(), known.stream().map(Category::name).toList()));
        }
        return category;
    }

    /** Whether models are asked: then a stream must wait for them. */
    boolean asksAboutAnswers() {
        return answers && !moderators.isEmpty();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean judges(Origin origin) {
        return origin.answered() ? answers : prompts && !origin.trusted();
    }

    @Override
    public Verdict judge(Passage passage) {
        if (passage.request() instanceof ModerationRequest) {
            return Verdict.pass();
        }
        Verdict verdict = Verdict.pass();
        for (WordLists.Entry hit : hits(passage)) {
            verdict = worse(verdict, verdict(new Judgement(hit.category(), hit.score(), null), "list " + hit.name()));
        }
        if (verdict instanceof Verdict.Block || !passage.origin().answered()) {
            return verdict;
        }
        List<String> texts = new ArrayList<>();
        addPieces(window(passage), texts);
        return worse(verdict, asked(texts, passage));
    }

    @Override
    public Verdict judgeAll(Passage passage) {
        if (moderators.isEmpty() || passage.request() instanceof ModerationRequest) {
            return Verdict.pass();
        }
        List<String> texts = new ArrayList<>();
        RequestTexts.map(passage.request(), (origin, text) -> {
            if (judges(origin)) {
                addPieces(text, texts);
            }
            return text;
        });
        return asked(texts, passage);
    }

    private Verdict asked(List<String> texts, Passage passage) {
        Verdict verdict = Verdict.pass();
        if (texts.isEmpty() || moderators.isEmpty()) {
            return verdict;
        }
        Set<Category> judged = new HashSet<>(listed);
        for (Moderator moderator : moderators) {
            for (Judgement judgement : moderator.judge(texts, passage, judged)) {
                verdict = worse(verdict, verdict(judgement, moderator.name()));
            }
            if (verdict instanceof Verdict.Block) {
                return verdict;
            }
        }
        checkJudged(judged);
        return verdict;
    }

    // missing is not clean
    private void checkJudged(Set<Category> judged) {
        for (Category category : thresholds.keySet()) {
            if (!judged.contains(category)) {
                throw new MisconfiguredException(
                        PROPERTY + "thresholds." + category + " is set, but nothing judges that"
                                + " category: add a list, a moderation model that knows it, or a judge-model");
            }
        }
    }

    private Set<WordLists.Entry> hits(Passage passage) {
        Set<WordLists.Entry> hits =
                new HashSet<>(lists.find(window(passage), passage.before().length() <= CONTEXT, passage.last()));
        if (passage.origin() == Origin.TOOL_CALL) {
            JsonStrings.map(passage.text(), value -> {
                hits.addAll(lists.find(value, true, true));
                return value;
            });
        }
        return hits;
    }

    private static String window(Passage passage) {
        String before = passage.before();
        return before.substring(Math.max(0, before.length() - CONTEXT)) + passage.text();
    }

    // a little poison is lost in a long text
    private static void addPieces(String text, List<String> pieces) {
        int start = 0;
        while (text.length() - start > PIECE) {
            pieces.add(text.substring(start, start + PIECE));
            start += PIECE - OVERLAP;
        }
        if (!text.substring(start).isBlank()) {
            pieces.add(text.substring(start));
        }
    }

    private Verdict verdict(Judgement judgement, String by) {
        String rule = judgement.category() + " by " + by;
        Double threshold = thresholds.get(judgement.category());
        Boolean flagged = judgement.flagged();
        boolean blocks = judgement.score() >= (threshold == null ? USUAL_THRESHOLD : threshold);
        if (threshold == null && flagged != null) {
            blocks = flagged;
        }
        if (blocks) {
            return Verdict.block(rule, judgement.score());
        }
        return judgement.score() >= flagFrom ? Verdict.flag(rule, judgement.score()) : Verdict.pass();
    }

    private static Verdict worse(Verdict one, Verdict other) {
        return weight(other) > weight(one) ? other : one;
    }

    private static double weight(Verdict verdict) {
        if (verdict instanceof Verdict.Block block) {
            return 2 + block.score();
        }
        return verdict instanceof Verdict.Flag flag ? 1 + flag.score() : 0;
    }

    @Override
    public String toString() {
        return NAME + " by " + lists + " " + moderators;
    }

    /**
     * What somebody thinks of the texts.
     *
     * @param category a category
     * @param score how sure it is that one of the texts is of it
     * @param flagged what a vendor makes of the score itself; null where that is up to us
     */
    record Judgement(Category category, double score, @Nullable Boolean flagged) {}

    /** A model that is asked. */
    interface Moderator {
        /** What it is called in verdicts. */
        String name();

        /**
         * Judges texts.
         *
         * @param texts one or more, none of them blank
         * @param passage asks models
         * @param judged gets the categories it has judged in all texts
         * @throws RuntimeException if it cannot say
         */
        List<Judgement> judge(List<String> texts, Passage passage, Set<Category> judged);
    }
}
