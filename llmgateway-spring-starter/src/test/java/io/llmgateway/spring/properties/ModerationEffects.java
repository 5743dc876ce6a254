package io.llmgateway.spring.properties;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.testkit.Script;
import java.util.List;

/** What the properties of moderation of the room guard change. */
final class ModerationEffects {
    private static final String REFUSED = "llmgateway.guard.checks.moderation";

    private ModerationEffects() {}

    private static Effect.Builder of(String property) {
        return Effect.of("guard.moderation." + property).given("default-model=one/m", "guard.moderation.enabled=true");
    }

    private static Effect.Builder listed(String property) {
        return of(property).given("guard.moderation.lists.l.category=hate", "guard.moderation.lists.l.words=turnip");
    }

    private static Effect.Run asks(String question) {
        return (client, scene) -> Ends.of(() -> client.chat(question));
    }

    /** A judge that finds hate in all it is asked about, if the rubric speaks of roots. */
    private static void judges(Scene scene) {
        scene.two.otherwise(call -> Script.answer(
                ((ChatRequest) call.request()).messages().get(0).text().contains("roots")
                        ? "{\"category\": \"hate\", \"score\": 0.8}"
                        : "{\"category\": \"none\", \"score\": 0}"));
    }

    static List<Effect> all() {
        return List.of(
                Effect.of("guard.moderation.enabled")
                        .given("default-model=one/m")
                        .given("guard.moderation.lists.l.category=hate", "guard.moderation.lists.l.words=turnip")
                        .with("guard.moderation.enabled=true")
                        .when(asks("a turnip"))
                        .sees("one", REFUSED),
                listed("prompts")
                        .with("guard.moderation.prompts=false")
                        .when(asks("a turnip"))
                        .sees(REFUSED, "one"),
                listed("answers")
                        .with("guard.moderation.answers=false")
                        .when((client, scene) -> {
                            scene.one.answers("a turnip");
                            return Ends.of(() -> client.chat("?"));
                        })
                        .sees(REFUSED, "a turnip"),
                listed("flag-from")
                        .given("guard.moderation.lists.l.severity=low")
                        .with("guard.moderation.flag-from=0.4")
                        .when((client, scene) ->
                                client.chat("a turnip").explain().toString().contains("guard moderation: flag"))
                        .sees(true, false),
                listed("thresholds.*")
                        .with("guard.moderation.thresholds.hate=0.95")
                        .when(asks("a turnip"))
                        .sees(REFUSED, "one"),
                of("lists.*.category") // hate blocks later than others do
                        .given("guard.moderation.lists.l.words=turnip", "guard.moderation.thresholds.hate=0.95")
                        .given("guard.moderation.lists.other.category=hate", "guard.moderation.lists.other.words=beet")
                        .without("guard.moderation.lists.l.category=hate")
                        .with("guard.moderation.lists.l.category=vegetables")
                        .when(asks("a turnip"))
                        .sees("one", REFUSED),
                listed("lists.*.severity")
                        .with("guard.moderation.lists.l.severity=0.4")
                        .when(asks("a turnip"))
                        .sees(REFUSED, "one"),
                of("lists.*.words")
                        .given("guard.moderation.lists.l.category=hate", "guard.moderation.lists.l.patterns=leeks?")
                        .with("guard.moderation.lists.l.words=beet,turnip")
                        .when(asks("a t u r n 1 p"))
                        .sees("one", REFUSED),
                listed("lists.*.patterns")
                        .with("guard.moderation.lists.l.patterns=(?i)leeks?!")
                        .when(asks("Leek!"))
                        .sees("one", REFUSED),
                listed("model")
                        .with("guard.moderation.model=two/moderation")
                        .when(asks("some violence"))
                        .sees("one", REFUSED),
                of("judge-model") // one's answer is not of the form that was asked for
                        .given("guard.moderation.rubric=No talk of birds.", "guard.moderation.answers=false")
                        .without("guard.moderation.judge-model=one/judge")
                        .with("guard.moderation.judge-model=two/judge")
                        .on((scene, builder) -> judges(scene))
                        .when(asks("a turnip"))
                        .sees(REFUSED, "one"),
                of("rubric")
                        .given("guard.moderation.judge-model=two/judge", "guard.moderation.answers=false")
                        .without("guard.moderation.rubric=No talk of birds.")
                        .with("guard.moderation.rubric=No talk of roots.")
                        .on((scene, builder) -> judges(scene))
                        .when(asks("a turnip"))
                        .sees("one", REFUSED));
    }
}
