package io.llmgateway.core.guard;

import io.llmgateway.chain.Attributes;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.TextFilter;
import io.llmgateway.chain.TextKind;
import io.llmgateway.chat.OutputUse;
import io.llmgateway.core.config.OutputConfig;
import io.llmgateway.core.config.OutputConfig.Action;
import io.llmgateway.core.detect.Detection;
import io.llmgateway.core.output.Cleaner;
import io.llmgateway.core.output.Hosts;
import io.llmgateway.core.output.LinkPolicy;
import io.llmgateway.core.output.Payloads;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.error.RefusedException;
import io.llmgateway.guard.EntityType;
import io.llmgateway.guard.Origin;
import io.llmgateway.guard.Passage;
import io.llmgateway.guard.Verdict;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What answers may hold, and what the system prompt must not. Immutable. */
final class OutputGuard implements Following {
    static final String NAME = "output";

    private final OutputConfig config;
    private final Detection detection;
    private final Cleaner cleaner;

    OutputGuard(OutputConfig config, Detection detection) {
        this.config = config;
        this.detection = detection;
        Cleaner.Html html =
                switch (Objects.requireNonNull(config.html())) {
                    case STRIP, BLOCK -> Cleaner.Html.STRIP;
                    case ESCAPE -> Cleaner.Html.ESCAPE;
                    case OFF -> Cleaner.Html.KEEP;
                };
        this.cleaner = new Cleaner(
                html,
                new LinkPolicy(hosts("link-hosts", config.linkHosts()), hosts("image-hosts", config.imageHosts())));
    }

    private static Hosts hosts(String setting, @Nullable List<String> patterns) {
        try {
            return Hosts.of(Objects.requireNonNull(patterns));
        } catch (IllegalArgumentException e) {
            throw new MisconfiguredException("llmgateway.guard.output." + setting + ": " + e.getMessage(), e);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean judges(Origin origin) {
        return origin == Origin.SYSTEM && config.systemSecrets() != Action.OFF;
    }

    @Override
    public Verdict judge(Passage passage) {
        boolean secret = detection.find(passage.text()).stream()
                .anyMatch(finding -> finding.type().equals(EntityType.SECRET));
        Verdict verdict = secret ? verdict(config.systemSecrets(), "a secret in the system prompt") : null;
        return verdict == null ? Verdict.pass() : verdict;
    }

    @Override
    public Function<TextKind, @Nullable TextFilter> follow(Call call, BiConsumer<Origin, Verdict> told) {
        OutputUse use = call.get(Attributes.OUTPUT_USE).orElse(config.use());
        return new AnswerWatch(config, cleaner, use, call.request(), told);
    }

    /** A text made fit for a use. */
    String clean(String text, OutputUse use) {
        String fault = Payloads.fault(use, text);
        if (fault != null) {
            throw new RefusedException(
                    "llmgateway.guard.output.payload", "the text is not fit for " + use + ": " + fault, null);
        }
        return cleaned(text, use, kind -> {
            if (blocks(kind)) {
                throw new RefusedException(
                        "llmgateway.guard.output.html",
                        "the text holds active markup (llmgateway.guard.output.html says block)",
                        null);
            }
        });
    }

    private String cleaned(String text, OutputUse use, Consumer<String> told) {
        return switch (use) {
            case TEXT -> cleaner.clean(text, Cleaner.Reader.TERMINAL, told);
            case MARKDOWN -> cleaner.clean(text, Cleaner.Reader.MARKDOWN, told);
            case HTML -> cleaner.clean(text, Cleaner.Reader.BROWSER, told);
            case JSON -> JsonStrings.map(text, value -> cleaner.clean(value, Cleaner.Reader.ANY, told));
            case SHELL, SQL, TEMPLATE -> text;
        };
    }

    private boolean blocks(String kind) {
        return kind.equals("html") && config.html() == OutputConfig.Html.BLOCK;
    }

    /** What is to be said of something found; null where nothing is. */
    static @Nullable Verdict verdict(@Nullable Action action, String rule) {
        return action == Action.BLOCK ? Verdict.block(rule, 1) : action == Action.FLAG ? Verdict.flag(rule, 1) : null;
    }
}
