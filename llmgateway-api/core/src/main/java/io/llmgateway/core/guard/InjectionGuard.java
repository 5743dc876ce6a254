package io.llmgateway.core.guard;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.Role;
import io.llmgateway.core.config.InjectionConfig;
import io.llmgateway.core.config.InjectionConfig.Action;
import io.llmgateway.core.injection.InjectionScore;
import io.llmgateway.core.injection.InjectionScorer;
import io.llmgateway.guard.Origin;
import io.llmgateway.guard.Passage;
import io.llmgateway.guard.Verdict;
import io.llmgateway.spi.Guard;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Scores what users say and, more strictly, what tools and documents say: each text for itself, and the last texts of the user
 * together, since an attempt may be spread over them.
 */
final class InjectionGuard implements Guard {
    static final String NAME = "injection";

    private static final int TOGETHER = 4_000; // chars
    private static final double SURE = 0.8; // together, honest texts may seem to say what none of them does
    private static final String NOTICE = "[left out: it was addressed to the assistant, not to its user]";

    private final InjectionConfig config;
    private final InjectionScorer scorer = InjectionScorer.shipped();
    private final Quarantine quarantine = new Quarantine(scorer, NOTICE);
    private final @Nullable InjectionJudge judge;

    InjectionGuard(InjectionConfig config, @Nullable Marks marks) {
        this.config = config;
        String model = config.judgeModel();
        this.judge = model == null ? null : new InjectionJudge(model, Objects.requireNonNull(marks));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean judges(Origin origin) {
        return origin == Origin.USER || indirect(origin);
    }

    static boolean indirect(Origin origin) {
        return origin == Origin.TOOL_RESULT || origin == Origin.DOCUMENT;
    }

    @Override
    public Verdict judge(Passage passage) {
        if (!(passage.request() instanceof ChatRequest chat)) {
            return Verdict.pass(); // nobody answers it
        }
        boolean indirect = indirect(passage.origin());
        double threshold = Objects.requireNonNull(indirect ? config.indirectThreshold() : config.threshold());
        InjectionScore score = scorer.score(passage.text(), indirect);
        if (score.score() >= threshold) {
            return acted(passage, score, indirect, threshold);
        }
        Double from = config.judgeFrom();
        if (from != null && score.score() >= from && asked(passage, passage.text())) {
            return acted(passage, score, indirect, 0);
        }
        return indirect ? Verdict.pass() : together(passage, chat, threshold);
    }

    private Verdict acted(Passage passage, InjectionScore score, boolean indirect, double threshold) {
        Action action = Objects.requireNonNull(indirect ? config.indirectAction() : config.action());
        return switch (action) {
            case BLOCK -> block(score);
            case FLAG -> Verdict.flag(rule(score), score.score());
            case REROUTE -> Verdict.reroute(rule(score), Objects.requireNonNull(config.rerouteTo()));
            case JUDGE ->
                threshold == 0 || asked(passage, passage.text())
                        ? block(score)
                        : Verdict.flag(rule(score), score.score());
            case SANITISE -> indirect ? quarantined(passage, score, threshold) : cleaned(passage, score, threshold);
        };
    }

    private Verdict quarantined(Passage passage, InjectionScore score, double threshold) {
        return Verdict.rewrite(rule(score), threshold == 0 ? NOTICE : quarantine.without(passage.text(), threshold));
    }

    private Verdict cleaned(Passage passage, InjectionScore score, double threshold) {
        String clean = InjectionScorer.clean(passage.text());
        boolean left = threshold == 0 || scorer.score(clean, false).score() >= threshold;
        return left ? block(score) : Verdict.rewrite(rule(score), clean);
    }

    // the last text of the user, with those before it
    private Verdict together(Passage passage, ChatRequest chat, double threshold) {
        List<Message> messages = chat.messages();
        if (messages.size() == 1 && messages.get(0).parts().size() == 1) {
            return Verdict.pass(); // nothing stands before it
        }
        List<String> texts = new ArrayList<>();
        int length = 0;
        for (int i = messages.size() - 1; i >= 0 && length < TOGETHER; i--) {
            Message message = messages.get(i);
            if (message.role().equals(Role.USER)) {
                for (int j = message.parts().size() - 1; j >= 0 && length < TOGETHER; j--) {
                    if (message.parts().get(j) instanceof Part.Text text
                            && !text.text().isEmpty()) {
                        texts.add(0, text.text());
                        length += text.text().length();
                    }
                }
            }
        }
        if (texts.size() < 2 || !texts.get(texts.size() - 1).equals(passage.text())) {
            return Verdict.pass();
        }
        for (String between : List.of(" ", "")) {
            String all = String.join(between, texts);
            InjectionScore score = scorer.score(tail(all), false);
            if (score.score() >= Math.max(threshold, SURE)) {
                return switch (Objects.requireNonNull(config.action())) {
                    case SANITISE -> block(score);
                    case JUDGE -> asked(passage, tail(all)) ? block(score) : Verdict.flag(rule(score), score.score());
                    case BLOCK, FLAG, REROUTE -> acted(passage, score, false, threshold);
                };
            }
        }
        return Verdict.pass();
    }

    private static String tail(String text) {
        return text.length() > TOGETHER ? text.substring(text.length() - TOGETHER) : text;
    }

    private boolean asked(Passage passage, String text) {
        return Objects.requireNonNull(judge, "checked when configured").finds(passage, text);
    }

    private static Verdict block(InjectionScore score) {
        return Verdict.block(rule(score), score.score());
    }

    private static String rule(InjectionScore score) {
        return score.rules().isEmpty() ? "judged" : String.join(" ", score.rules());
    }
}
