package io.llmgateway.spring.properties;

import io.llmgateway.chat.ChatRequest;
import java.util.List;
import java.util.stream.Stream;

/** What the properties of personal data of the room guard change. */
final class PiiEffects {
    private static final String MAIL = "to jo@example.org";

    private PiiEffects() {}

    static List<Effect> all() {
        return Stream.of(requests(), own(), answers()).flatMap(List::stream).toList();
    }

    private static Effect.Builder of(String property) {
        return Effect.of("guard.pii." + property).given("default-model=one/m", "guard.pii.enabled=true");
    }

    /** What the vendor is told. */
    private static Effect.Run sends(String text) {
        return (client, scene) -> {
            client.chat(text);
            ChatRequest sent = scene.one.chats().get(0);
            return sent.messages().get(0).text();
        };
    }

    private static List<Effect> requests() {
        return List.of(
                Effect.of("guard.pii.enabled")
                        .given("default-model=one/m")
                        .with("guard.pii.enabled=true")
                        .when(sends(MAIL))
                        .sees(MAIL, "to <EMAIL_1>"),
                of("operator")
                        .with("guard.pii.operator=redact")
                        .when(sends(MAIL))
                        .sees("to <EMAIL_1>", "to [EMAIL]"),
                of("operator")
                        .with("guard.pii.operator=block")
                        .when((client, scene) -> Ends.of(() -> client.chat(MAIL)))
                        .sees("one", "llmgateway.guard.pii.operator"),
                of("operators.*")
                        .with("guard.pii.operators.email=surrogate")
                        .when(sends(MAIL))
                        .sees("to <EMAIL_1>", "to alex.miller@example.com"),
                of("operators.*")
                        .with("guard.pii.operators.email=block")
                        .when((client, scene) -> Ends.of(() -> client.chat(MAIL)))
                        .sees("one", "llmgateway.guard.pii.operators"),
                of("hash-key")
                        .given("guard.pii.operator=hash")
                        .without("guard.pii.hash-key=the-first-key-of-all")
                        .with("guard.pii.hash-key=the-other-key-of-all")
                        .when(sends(MAIL))
                        .sees("to [EMAIL b504c7c29f15]", "to [EMAIL 6b44151bf46a]"),
                of("thresholds.*")
                        .given("guard.pii.patterns.badge.pattern=B-\\d+")
                        .with("guard.pii.thresholds.badge=0.9")
                        .when(sends("badge B-77"))
                        .sees("badge <BADGE_1>", "badge B-77"),
                of("regions")
                        .with("guard.pii.regions=NL")
                        .when(sends("Please look at 111222333 again."))
                        .sees("Please look at 111222333 again.", "Please look at <NATIONAL_ID_1> again."),
                of("allow")
                        .with("guard.pii.allow=jo@example.org")
                        .when(sends(MAIL))
                        .sees("to <EMAIL_1>", MAIL),
                of("allow-patterns")
                        .with("guard.pii.allow-patterns=.*@example\\.org")
                        .when(sends(MAIL))
                        .sees("to <EMAIL_1>", MAIL),
                of("deny.*")
                        .with("guard.pii.deny.project=Blue Harvest,Red Snow")
                        .when(sends("the red snow plan"))
                        .sees("the red snow plan", "the <PROJECT_1> plan"));
    }

    private static List<Effect> own() {
        String pattern = "guard.pii.patterns.badge.pattern=B-\\d+";
        return List.of(
                of("patterns.*.pattern")
                        .without(pattern)
                        .with("guard.pii.patterns.badge.pattern=C-\\d+")
                        .when(sends("B-77 or C-88"))
                        .sees("<BADGE_1> or C-88", "B-77 or <BADGE_1>"),
                of("patterns.*.type")
                        .given(pattern)
                        .with("guard.pii.patterns.badge.type=staff")
                        .when(sends("B-77"))
                        .sees("<BADGE_1>", "<STAFF_1>"),
                of("patterns.*.score")
                        .given(pattern)
                        .with("guard.pii.patterns.badge.score=0.4")
                        .when(sends("B-77"))
                        .sees("<BADGE_1>", "B-77"),
                of("patterns.*.near")
                        .given(pattern)
                        .with("guard.pii.patterns.badge.near=badge,card")
                        .when(sends("my room is B-77"))
                        .sees("my room is <BADGE_1>", "my room is B-77"),
                of("patterns.*.ignore-case")
                        .given(pattern)
                        .with("guard.pii.patterns.badge.ignore-case=true")
                        .when(sends("b-77"))
                        .sees("b-77", "<BADGE_1>"));
    }

    private static List<Effect> answers() {
        return List.of(
                of("restore")
                        .with("guard.pii.restore=false")
                        .when((client, scene) -> {
                            scene.one.answers("Sent to <EMAIL_1>.");
                            return client.chat(MAIL).text();
                        })
                        .sees("Sent to jo@example.org.", "Sent to <EMAIL_1>."),
                of("answers")
                        .with("guard.pii.answers=mask")
                        .when((client, scene) -> {
                            scene.one.answers("Ask al@example.org.");
                            return client.chat("?").text();
                        })
                        .sees("Ask al@example.org.", "Ask [EMAIL]."));
    }
}
