package io.llmgateway.core.recall;

import io.llmgateway.chain.Attributes;
import io.llmgateway.chain.CacheControl;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Target;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.chat.Purpose;
import io.llmgateway.core.access.Permit;
import io.llmgateway.core.config.RecallConfig;
import io.llmgateway.core.config.RecallConfig.ExactConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes questions of calls. The key has, before anything of the request, what keeps answers apart whatever is configured: the
 * version of the format, the policy of the guards, the tenant, the namespace, the model asked for, what that stands for, and
 * whom of these the call puts first.
 * Thread-safe.
 */
final class Questions {
    static final String TENANT = "tenant";
    private static final String USER = "user";
    private static final int MOST_MODELS = 1_000;

    private final @Nullable ExactConfig exact;
    private final List<String> per;
    private final String policy;
    private final Function<String, List<String>> targets;
    private final Function<Call, List<String>> chosen;
    private final Variety variety;
    private final Map<String, Stands> known = new ConcurrentHashMap<>();
    private final Queue<Digest> idle = new ConcurrentLinkedQueue<>(); // some 700 bytes each

    /** What a model stands for: as it is told, and the targets, made once. */
    private record Stands(List<String> names, List<Target> targets) {
        static Stands of(List<String> names) {
            List<Target> targets = new ArrayList<>(names.size());
            for (String name : names) {
                targets.add(target(name));
            }
            return new Stands(names, targets);
        }
    }

    /**
     * Questions of a client.
     *
     * @param policy names what the guards do
     * @param targets what a model stands for, by its name; throws where it stands for nothing
     * @param chosen whom a call puts first among these by its user, tags and time
     */
    Questions(
            RecallConfig config,
            String policy,
            Function<String, List<String>> targets,
            Function<Call, List<String>> chosen) {
        this.exact = config.exact();
        this.per = Objects.requireNonNull(config.per());
        this.policy = policy;
        this.targets = targets;
        this.chosen = chosen;
        this.variety = new Variety(
                exact == null ? ExactConfig.USUAL_TEMPERATURE : Objects.requireNonNull(exact.maxTemperature()));
    }

    /** The question of a call; null where its answer is for itself alone. */
    @Nullable
    Question of(Call call) {
        Asking asking = asking(call);
        return asking == null ? null : question(call, call.request(), asking);
    }

    /** The questions of requests that are asked together by one call; null where the answers are for itself alone. */
    @Nullable
    List<Question> of(Call call, List<? extends ModelRequest> requests) {
        Asking asking = asking(call);
        if (asking == null) {
            return null;
        }
        List<Question> questions = new ArrayList<>(requests.size());
        for (ModelRequest one : requests) {
            questions.add(question(call, one, asking));
        }
        return questions;
    }

    /** What all requests of a call have in common. */
    private record Asking(String model, List<String> open, List<String> first, CacheControl control) {}

    private @Nullable Asking asking(Call call) {
        ModelRequest request = call.request();
        CacheControl control = call.get(CacheControl.ATTRIBUTE).orElse(CacheControl.DEFAULT);
        String model = request.model().orElse(null);
        if (model == null
                || judges(call)
                || !Canonical.knows(request)
                || (!control.reads() && !control.stores())
                || (!control.always() && variety.wanted(request))) {
            return null;
        }
        List<String> open;
        List<String> first;
        try {
            open = permitted(call, standsFor(model));
            first = chosen.apply(call);
        } catch (RuntimeException unknown) { // the caller hears of it from those who choose
            return null;
        }
        return open.isEmpty() ? null : new Asking(model, open, first, control);
    }

    // what a guard asks is about this one text, with marks nobody repeats
    private static boolean judges(Call call) {
        return call.get(Attributes.PURPOSE).orElse(null) == Purpose.JUDGE;
    }

    // an answer of a model is not for those who may not ask it
    private static List<String> permitted(Call call, Stands stands) {
        Permit permit = call.get(Permit.ATTRIBUTE).orElse(null);
        if (permit == null) {
            return stands.names();
        }
        List<String> permitted = new ArrayList<>(stands.names().size());
        for (int i = 0; i < stands.names().size(); i++) {
            if (!permit.judge(call, stands.targets().get(i)).forbids()) {
                permitted.add(stands.names().get(i));
            }
        }
        return permitted;
    }

    private static Target target(String stands) {
        String name = stands.substring(0, (stands + " ").indexOf(' '));
        int slash = name.indexOf('/');
        return new Target(name.substring(0, slash), name.substring(slash + 1));
    }

    private Stands standsFor(String model) {
        Stands stands = known.get(model);
        if (stands == null) {
            stands = Stands.of(targets.apply(model));
            if (known.size() >= MOST_MODELS) {
                known.clear();
            }
            known.put(model, stands);
        }
        return stands;
    }

    private Question question(Call call, ModelRequest request, Asking asking) {
        String model = asking.model();
        CacheControl control = asking.control();
        Digest left = idle.poll();
        Digest digest = left == null ? new Digest() : left;
        digest.kind('0').whole((long) EntryCodec.VERSION).text(policy);
        String tenant = request.tags().get(TENANT);
        digest.text(tenant).list(per.size());
        for (String name : per) {
            digest.text(name)
                    .text(
                            name.equals(USER)
                                    ? call.user().orElse(null)
                                    : request.tags().get(name));
        }
        digest.text(control.namespace()).text(model).value(asking.open()).value(asking.first());
        Key key = Canonical.write(request, digest).key();
        idle.add(digest); // not where it threw
        if (exact == null) {
            return new Question(
                    key, tenant, model, asking.open(), control, Duration.ZERO, Duration.ZERO, Duration.ZERO);
        }
        Duration usual = Objects.requireNonNull(exact.ttls()).getOrDefault(model, Objects.requireNonNull(exact.ttl()));
        return new Question(
                key,
                tenant,
                model,
                asking.open(),
                control,
                control.ttl().orElse(usual),
                control.staleWhileRevalidate().orElse(Objects.requireNonNull(exact.staleWhileRevalidate())),
                control.staleIfError().orElse(Objects.requireNonNull(exact.staleIfError())));
    }
}
