package io.llmgateway.core.guard;

import io.llmgateway.chain.TextFilter;
import io.llmgateway.chain.TextKind;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.chat.OutputUse;
import io.llmgateway.chat.ResponseFormat;
import io.llmgateway.core.config.OutputConfig;
import io.llmgateway.core.config.OutputConfig.Action;
import io.llmgateway.core.output.Cleaner;
import io.llmgateway.core.output.JsonShape;
import io.llmgateway.core.output.Leakage;
import io.llmgateway.core.output.Payloads;
import io.llmgateway.guard.Origin;
import io.llmgateway.guard.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One answer on its way back, part by part. Used on one thread at a time. */
final class AnswerWatch implements Function<TextKind, @Nullable TextFilter> {
    private final OutputConfig config;
    private final Cleaner cleaner;
    private final @Nullable OutputUse use;
    private final ModelRequest request;
    private final BiConsumer<Origin, Verdict> told;
    private @Nullable Leakage leakage;
    private long chars;

    AnswerWatch(
            OutputConfig config,
            Cleaner cleaner,
            @Nullable OutputUse use,
            ModelRequest request,
            BiConsumer<Origin, Verdict> told) {
        this.config = config;
        this.cleaner = cleaner;
        this.use = use;
        this.request = request;
        this.told = told;
    }

    @Override
    public @Nullable TextFilter apply(TextKind kind) {
        Origin origin = Checking.origin(kind);
        List<TextFilter> stages = new ArrayList<>(4);
        if (config.maxChars() != null) {
            stages.add(counted(config.maxChars(), origin));
        }
        if (config.leakage() != Action.OFF) {
            stages.add(
                    leakage().open(config.leakage() == Action.BLOCK, () -> tell(origin, config.leakage(), "leakage")));
        }
        if (kind == TextKind.TOOL_ARGUMENTS) {
            if (Boolean.TRUE.equals(config.tools())) {
                stages.add(new JsonTexts(cleaner, false, changes(origin)));
            }
        } else if (kind == TextKind.TEXT) {
            text(stages, origin);
        } else {
            stages.add(cleaner.open(reader(), changes(origin)));
        }
        return stages.isEmpty() ? null : TextFilter.chained(stages);
    }

    private void text(List<TextFilter> stages, Origin origin) {
        ResponseFormat format = format();
        if (format != null && config.schema() != Action.OFF) {
            String schema = format instanceof ResponseFormat.JsonSchema known
                    ? known.schema().text()
                    : null;
            stages.add(new Whole(false, all -> tell(origin, config.schema(), JsonShape.fault(all, schema))));
        }
        if (use == OutputUse.SHELL || use == OutputUse.SQL || use == OutputUse.TEMPLATE) { // nobody can use half of it
            stages.add(new Whole(true, all -> tell(origin, config.payload(), Payloads.fault(use, all))));
        } else if (use == OutputUse.JSON || (format != null && use == null)) {
            if (use == OutputUse.JSON && format == null) {
                stages.add(new Whole(false, all -> tell(origin, config.payload(), JsonShape.fault(all, null))));
            }
            stages.add(new JsonTexts(cleaner, true, changes(origin)));
        } else {
            stages.add(cleaner.open(reader(), changes(origin)));
        }
    }

    private @Nullable ResponseFormat format() {
        ResponseFormat format =
                request instanceof ChatRequest chat ? chat.responseFormat().orElse(null) : null;
        return format instanceof ResponseFormat.Text ? null : format;
    }

    private Cleaner.Reader reader() {
        if (use == OutputUse.TEXT) {
            return Cleaner.Reader.TERMINAL;
        }
        if (use == OutputUse.HTML) {
            return Cleaner.Reader.BROWSER;
        }
        return use == OutputUse.MARKDOWN ? Cleaner.Reader.MARKDOWN : Cleaner.Reader.ANY;
    }

    private Consumer<String> changes(Origin origin) {
        return kind -> told.accept(
                origin,
                kind.equals("html") && config.html() == OutputConfig.Html.BLOCK
                        ? Verdict.block(kind, 1)
                        : Verdict.rewrite(kind, ""));
    }

    private void tell(Origin origin, @Nullable Action action, @Nullable String rule) {
        Verdict verdict = rule == null ? null : OutputGuard.verdict(action, rule);
        if (verdict != null) {
            told.accept(origin, verdict);
        }
    }

    // over all parts; the piece that is too much does not go on
    private TextFilter counted(int most, Origin origin) {
        return new TextFilter() {
            @Override
            public String push(String piece) {
                chars += piece.length();
                if (chars > most) {
                    told.accept(origin, Verdict.block("longer than max-chars", 1));
                }
                return piece;
            }

            @Override
            public String flush() {
                return "";
            }
        };
    }

    // what the application says is secret; what others have said in this conversation is known
    private Leakage leakage() {
        if (leakage == null) {
            List<String> secret = new ArrayList<>();
            List<String> known = new ArrayList<>();
            RequestTexts.map(request, (origin, text) -> {
                if (origin == Origin.SYSTEM) {
                    secret.add(text);
                } else if (origin != Origin.ASSISTANT) {
                    known.add(text);
                }
                return text;
            });
            leakage = new Leakage(secret, known, Objects.requireNonNull(config.leakageWords()));
        }
        return leakage;
    }

    /** Looks at a text when it is over. */
    private static final class Whole implements TextFilter {
        private final StringBuilder all = new StringBuilder();
        private final boolean holds;
        private final Consumer<String> end;

        Whole(boolean holds, Consumer<String> end) {
            this.holds = holds;
            this.end = end;
        }

        @Override
        public String push(String piece) {
            all.append(piece);
            return holds ? "" : piece;
        }

        @Override
        public String flush() {
            end.accept(all.toString());
            return holds ? all.toString() : "";
        }
    }
}
