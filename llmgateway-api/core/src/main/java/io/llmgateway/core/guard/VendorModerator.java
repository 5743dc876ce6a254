package io.llmgateway.core.guard;

import io.llmgateway.chat.Category;
import io.llmgateway.chat.Moderation;
import io.llmgateway.chat.ModerationRequest;
import io.llmgateway.guard.Passage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Asks a moderation model. */
final class VendorModerator implements ModerationGuard.Moderator {
    private static final int MOST_TEXTS = 32; // more are refused by some

    private final String model;

    VendorModerator(String model) {
        this.model = model;
    }

    @Override
    public String name() {
        return model;
    }

    @Override
    public List<ModerationGuard.Judgement> judge(List<String> texts, Passage passage, Set<Category> judged) {
        List<ModerationGuard.Judgement> judgements = new ArrayList<>();
        Set<Category> inAll = new HashSet<>();
        boolean none = true;
        for (int from = 0; from < texts.size(); from += MOST_TEXTS) {
            List<String> some = texts.subList(from, Math.min(texts.size(), from + MOST_TEXTS));
            ModerationRequest question = ModerationRequest.builder()
                    .model(model)
                    .inputs(some)
                    .tags(passage.request().tags())
                    .build();
            List<Moderation> results = passage.ask(question).results();
            if (results.size() != some.size()) { // missing is not clean
                throw new IllegalStateException(model + " judged " + results.size() + " of " + some.size() + " texts");
            }
            for (Moderation result : results) {
                Set<Category> here = add(result, judgements);
                if (none) {
                    inAll.addAll(here);
                    none = false;
                } else {
                    inAll.retainAll(here);
                }
            }
        }
        judged.addAll(inAll);
        return judgements;
    }

    private static Set<Category> add(Moderation result, List<ModerationGuard.Judgement> judgements) {
        Set<Category> here = new HashSet<>();
        for (Moderation.Score score : result.scores()) {
            here.add(score.category());
            judgements.add(new ModerationGuard.Judgement(score.category(), score.score(), score.flagged()));
        }
        if (result.flagged() && result.flaggedCategories().isEmpty()) {
            judgements.add(new ModerationGuard.Judgement(Category.OTHER, 1, true)); // the vendor does not say of what
        }
        return here;
    }

    @Override
    public String toString() {
        return model;
    }
}
