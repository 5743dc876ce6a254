package io.llmgateway.core.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.access.Principal;
import io.llmgateway.chain.Call;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.LlmException;
import io.llmgateway.error.RefusedException;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * Whatever the rules, the callers and the weather: no attempt reaches a target the policy forbids, and no call is refused that
 * had one it may go to. Judged by an oracle of its own.
 */
class PolicyPropertyTest {
    private static final long SEED = Long.getLong("seed", new Random().nextLong());
    private static final List<String> ROLES = List.of("r0", "r1", "r2");
    private static final List<String> CLASSES = List.of("c0", "c1");
    private static final List<String> PATTERNS =
            List.of("m0", "m1", "m*", "*", "p0/*", "p1/a", "*/b", "p2/*", "p*/a", "*/*", "p1/*");

    /** A rule, as the test understands it. */
    private record Ruled(boolean deny, String role, List<String> models, List<String> data) {
        String yaml() {
            List<String> parts = new ArrayList<>();
            if (deny) {
                parts.add("effect: deny");
            }
            if (role != null) {
                parts.add("who: { roles: [" + role + "] }");
            }
            if (models != null) {
                parts.add("models: " + quoted(models));
            }
            if (data != null) {
                parts.add("data: " + data);
            }
            return "{ " + String.join(", ", parts) + " }";
        }

        boolean about(Set<String> roles) {
            return role == null || roles.contains(role);
        }

        boolean matches(String asked, String target, Set<String> classes) {
            boolean named = models == null || models.stream().anyMatch(pattern -> like(pattern, asked, target));
            boolean held =
                    data == null || (deny ? data.stream().anyMatch(classes::contains) : data.containsAll(classes));
            return named && held;
        }

        private static boolean like(String pattern, String asked, String target) {
            if (pattern.equals("*")) {
                return true;
            }
            String text = pattern.contains("/") ? target : asked.contains("/") ? "" : asked;
            return text.matches(pattern.replace("*", ".*"));
        }
    }

    /** Where a class may go, as the test understands it. */
    private record Bound(String region, String target, String role) {
        String yaml() {
            List<String> parts = new ArrayList<>();
            if (region != null) {
                parts.add("regions: [" + region + "]");
            }
            if (target != null) {
                parts.add("targets: " + quoted(List.of(target)));
            }
            if (role != null) {
                parts.add("roles: [" + role + "]");
            }
            return "{ " + String.join(", ", parts) + " }";
        }

        boolean lets(Set<String> roles, String at, String to) {
            return (region != null || target != null)
                    && (region == null || region.equals(at))
                    && (target == null || to.matches(target.replace("*", ".*")))
                    && (role == null || roles.contains(role));
        }
    }

    /** One call. */
    private record Question(String model, Set<String> roles, Set<String> classes, boolean streamed) {}

    private static String quoted(List<String> all) {
        return all.stream().map(one -> "\"" + one + "\"").toList().toString();
    }

    private final FakeWorld world = new FakeWorld();
    private Random random;
    private boolean allow;
    private final List<Ruled> rules = new ArrayList<>();
    private final Map<String, Bound> bounds = new TreeMap<>();
    private final Map<String, String> regions = new TreeMap<>();
    private final Map<String, List<String>> aliases = new TreeMap<>();

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private <T> T maybe(T value) {
        return random.nextBoolean() ? value : null;
    }

    private Set<String> some(List<String> of) {
        Set<String> some = new TreeSet<>();
        of.forEach(each -> {
            if (random.nextInt(3) == 0) {
                some.add(each);
            }
        });
        return some;
    }

    private String target() {
        return "p" + random.nextInt(3) + "/" + one(List.of("a", "b"));
    }

    private boolean allowed(Question question, String target) {
        for (String held : question.classes()) {
            String at = regions.get(target.substring(0, 2));
            if (!bounds.get(held).lets(question.roles(), at, target)) {
                return false;
            }
        }
        boolean about = false;
        boolean granted = false;
        for (Ruled rule : rules) {
            if (rule.about(question.roles())) {
                boolean matches = rule.matches(question.model(), target, question.classes());
                if (rule.deny() && matches) {
                    return false;
                }
                about |= !rule.deny();
                granted |= !rule.deny() && matches;
            }
        }
        return granted || (allow && !about);
    }

    private String yaml() {
        List<String> models = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Set<String> targets = new TreeSet<>(List.of(target()));
            int more = random.nextInt(3);
            for (int j = 0; j < more; j++) {
                targets.add(target());
            }
            aliases.put("m" + i, List.copyOf(targets));
            String hedge = targets.size() > 1 && random.nextInt(3) == 0 ? ", hedge-after: 1s" : "";
            String onBreak = random.nextBoolean() ? ", on-break: continue" : "";
            String shadow = random.nextInt(3) == 0 ? ", shadow: { model: " + target() + " }" : "";
            String strategy = random.nextInt(3) == 0
                    ? ", strategy: semantic, semantic: { model: " + target() + ", about: "
                            + targets.stream()
                                    .map(each -> "about " + each.replace('/', ' '))
                                    .toList() + " }"
                    : "";
            models.add("m" + i + ": { targets: " + List.copyOf(targets) + hedge + onBreak + shadow + strategy + " }");
        }
        List<String> written = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            Ruled rule = new Ruled(
                    random.nextInt(3) == 0,
                    maybe(one(ROLES)),
                    maybe(List.of(one(PATTERNS), one(PATTERNS))),
                    maybe(List.copyOf(random.nextBoolean() ? CLASSES : List.of(one(CLASSES)))));
            rules.add(rule);
            written.add("r" + i + ": " + rule.yaml());
        }
        List<String> data = new ArrayList<>();
        for (String name : CLASSES) {
            Bound bound = new Bound(
                    maybe(one(List.of("eu", "us"))),
                    maybe(one(List.of("*/*", "p0/*", "*/a"))),
                    random.nextInt(4) == 0 ? one(ROLES) : null);
            bounds.put(name, bound);
            data.add(name + ": " + bound.yaml());
        }
        regions.put("p0", "eu");
        regions.put("p1", "us");
        allow = random.nextBoolean();
        return "llmgateway: { providers: { p0: { region: eu }, p1: { region: us } }, models: { "
                + String.join(", ", models)
                + " }, steady: { retry: { attempts: 1 } }, admit: { access: { default: " + (allow ? "allow" : "deny")
                + ", rules: { " + String.join(", ", written) + " } }, data: { " + String.join(", ", data) + " } } }";
    }

    private Script weather(Call call) {
        int fate = Math.floorMod(call.operation().hashCode() * 31 + call.attempts() * 17, 6);
        return switch (fate) {
            case 0 -> Script.fail(FailureClass.OVERLOADED);
            case 1 -> Script.fail(FailureClass.TRANSIENT);
            case 2 -> Script.answer("It is slow.").after(Duration.ofSeconds(3));
            case 3 ->
                call.streamed()
                        ? Script.answer("It breaks off in the very middle.")
                                .inPieces(fate)
                                .cutAfter(3)
                        : Script.answer("whole");
            default -> Script.answer("It is fine.");
        };
    }

    @RepeatedTest(120)
    void noAttemptReachesWhatIsForbidden(RepetitionInfo which) {
        random = new Random(SEED + which.getCurrentRepetition());
        String yaml = yaml();
        List<ScriptedProvider> providers = new ArrayList<>();
        LlmGateway.Builder builder =
                LlmGateway.builder().environment(Map.of()).world(world).yaml(yaml);
        for (int i = 0; i < 3; i++) {
            ScriptedProvider provider = new ScriptedProvider("p" + i, world).otherwise(this::weather);
            providers.add(provider);
            builder.provide("p" + i, provider);
        }
        List<Question> questions = new ArrayList<>();
        try (LlmClient client = builder.build()) {
            for (int i = 0; i < 8; i++) {
                Question question = new Question(
                        random.nextInt(3) == 0 ? target() : one(List.of("m0", "m1")),
                        some(ROLES),
                        some(CLASSES),
                        random.nextBoolean());
                questions.add(question);
                boolean refused = ask(client, question, i);
                boolean possible = aliases.getOrDefault(question.model(), List.of(question.model())).stream()
                        .anyMatch(target -> allowed(question, target));
                assertThat(refused)
                        .as("refused: %s of %s, seed %s", question, yaml, SEED)
                        .isEqualTo(!possible);
            }
        }
        for (ScriptedProvider provider : providers) {
            for (Call call : provider.calls()) {
                Question question =
                        questions.get(Integer.parseInt(call.request().tags().get("n")));
                String target = provider.id() + "/" + call.request().model().orElseThrow();
                assertThat(allowed(question, target))
                        .as("%s reached %s of %s, seed %s", question, target, yaml, SEED)
                        .isTrue();
            }
        }
    }

    private static boolean ask(LlmClient client, Question question, int number) {
        LlmClient asking = client.with(o -> o.principal(Principal.builder()
                        .role(question.roles().toArray(String[]::new))
                        .build())
                .dataClass(question.classes().toArray(String[]::new)));
        ChatRequest request = ChatRequest.builder()
                .model(question.model())
                .user("What about " + number + "?")
                .tag("n", Integer.toString(number))
                .build();
        try {
            if (question.streamed()) {
                try (ChatStream stream = asking.stream(request)) {
                    stream.await();
                }
            } else {
                asking.chat(request);
            }
            return false;
        } catch (RefusedException e) {
            return true;
        } catch (LlmException e) { // the weather
            return false;
        }
    }
}
