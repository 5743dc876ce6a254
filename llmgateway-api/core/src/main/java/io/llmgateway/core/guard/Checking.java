package io.llmgateway.core.guard;

import io.llmgateway.chain.Aside;
import io.llmgateway.chain.Attributes;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Cancellation;
import io.llmgateway.chain.Chain;
import io.llmgateway.chain.Interceptor;
import io.llmgateway.chain.Reply;
import io.llmgateway.chain.TextFilter;
import io.llmgateway.chain.TextKind;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.chat.ModelResponse;
import io.llmgateway.chat.Purpose;
import io.llmgateway.error.CancelledException;
import io.llmgateway.guard.EntityType;
import io.llmgateway.guard.Found;
import io.llmgateway.guard.Origin;
import io.llmgateway.guard.Passage;
import io.llmgateway.guard.Verdict;
import io.llmgateway.spi.Guard;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks the guards, in their order, about what goes out, before the model is asked or beside it, and about what comes back. The
 * first that blocks ends the call.
 */
final class Checking implements Interceptor {
    private final List<Check> before = new ArrayList<>(0);
    private final List<Check> beside = new ArrayList<>(0);
    private final List<Check> all;
    private final @Nullable Masks masks;

    /**
     * Guards, in their order.
     *
     * @param masks search what models are asked; null where nothing is searched
     */
    Checking(List<Check> checks, @Nullable Masks masks) {
        this.masks = masks;
        this.all = List.copyOf(checks);
        for (Check check : all) {
            (check.beside() ? beside : before).add(check);
        }
    }

    @Override
    public Reply intercept(Call call, Chain chain) {
        Function<ModelRequest, ModelResponse> models = models(call, chain);
        Call going = call;
        for (Check check : before) {
            going = judged(check, going, models);
        }
        Call asked = going;
        Reply reply = beside.isEmpty() ? chain.proceed(asked) : besides(asked, chain);
        return asked.request() instanceof ChatRequest && watched() ? checked(reply, asked, models) : reply;
    }

    private Function<ModelRequest, ModelResponse> models(Call call, Chain chain) {
        return question -> chain.proceed(
                        searched(RequestTexts.going(call, question)).with(Attributes.PURPOSE, Purpose.JUDGE))
                .await();
    }

    private boolean watched() {
        for (Check check : all) {
            Guard guard = check.guard();
            if (guard instanceof Following || guard.judges(Origin.ANSWER) || guard.judges(Origin.TOOL_CALL)) {
                return true;
            }
        }
        return false;
    }

    // a question about an answer may hold what the request did not
    private Call searched(Call call) {
        if (masks == null) {
            return call;
        }
        Masks.Counts counts = new Masks.Counts();
        RequestTexts.map(
                call.request(),
                (origin, text) -> {
                    masks.look(text, counts);
                    return text;
                },
                address -> masks.look(address, counts));
        Set<EntityType> types = new HashSet<>(counts.found());
        call.get(Attributes.FOUND).ifPresent(found -> types.addAll(found.types()));
        return call.with(Attributes.FOUND, new Found(types));
    }

    private static Call judged(Check check, Call call, Function<ModelRequest, ModelResponse> models) {
        ModelRequest request = call.request();
        List<Verdict.Reroute> reroutes = new ArrayList<>(0);
        ModelRequest changed = RequestTexts.map(request, (origin, text) -> {
            if (text.isEmpty() || !check.guard().judges(origin)) {
                return text;
            }
            Verdict verdict = check.judge(call, new Passage(text, "", origin, true, request, models));
            if (verdict instanceof Verdict.Block) {
                throw check.refusal(call, false);
            }
            if (verdict instanceof Verdict.Reroute reroute) {
                reroutes.add(reroute);
            }
            return verdict instanceof Verdict.Rewrite rewrite ? rewrite.text() : text;
        });
        if (check.guard() instanceof Gathering gathering) {
            Passage all = new Passage("", "", Origin.USER, true, request, models);
            if (check.judge(call, all, gathering::judgeAll) instanceof Verdict.Block) {
                throw check.refusal(call, false);
            }
        }
        if (!reroutes.isEmpty()) {
            changed = changed.withModel(reroutes.get(0).model());
        }
        return changed.equals(request) ? call : RequestTexts.going(call, changed);
    }

    // the answer waits for the verdicts; what would change the request comes too late, and counts as a block. Who is
    // given
    // up is under way until it is booked, even if the call is over
    private Reply besides(Call call, Chain chain) {
        Aside.Detached stays = call.get(Aside.ATTRIBUTE).orElseThrow().detach(call);
        FutureTask<Boolean> judging = new FutureTask<>(() -> {
            Function<ModelRequest, ModelResponse> models = models(stays.call(), chain);
            for (Check check : beside) {
                if (!judged(check, stays.call(), models).request().equals(call.request())) {
                    throw check.refusal(call, false);
                }
            }
            return true;
        });
        Runnable judge = () -> {
            try (stays) {
                judging.run();
            }
        };
        if (!stays.run(judge)) { // there is no thread for it but this one
            judge.run();
        }
        Cancellation own = stays.call().cancellation();
        Cancellation.Registration link = call.cancellation().onCancel(own::cancel);
        try {
            return judged(chain.proceed(call), judging);
        } catch (Throwable e) {
            judging.cancel(true);
            own.cancel();
            throw e;
        } finally {
            link.close();
        }
    }

    private static Reply judged(Reply reply, Future<Boolean> judging) {
        try {
            judging.get();
            return reply;
        } catch (ExecutionException e) {
            reply.close();
            throw unchecked(e.getCause());
        } catch (InterruptedException e) {
            reply.close();
            Thread.currentThread().interrupt();
            throw new CancelledException("the thread was interrupted while guards judged");
        }
    }

    private static RuntimeException unchecked(@Nullable Throwable error) {
        if (error instanceof Error fatal) {
            throw fatal;
        }
        return error instanceof RuntimeException known ? known : new IllegalStateException(error);
    }

    // those that follow the answer stand between those that look at it through a window, each in its place
    @SuppressWarnings("NullAway") // null is allowed there: this kind of text goes on as it is
    private Reply checked(Reply reply, Call call, Function<ModelRequest, ModelResponse> models) {
        List<Function<TextKind, @Nullable TextFilter>> stages = new ArrayList<>();
        List<Check> window = new ArrayList<>();
        for (Check check : all) {
            if (check.guard() instanceof Following follower) {
                windowed(window, call, models, stages);
                stages.add(check.follow(follower, call));
            } else {
                window.add(check);
            }
        }
        windowed(window, call, models, stages);
        return reply.mapText(kind -> {
            List<TextFilter> filters = new ArrayList<>(stages.size());
            for (Function<TextKind, @Nullable TextFilter> stage : stages) {
                TextFilter filter = stage.apply(kind);
                if (filter != null) {
                    filters.add(filter);
                }
            }
            return filters.isEmpty() ? null : TextFilter.chained(filters);
        });
    }

    private static void windowed(
            List<Check> window,
            Call call,
            Function<ModelRequest, ModelResponse> models,
            List<Function<TextKind, @Nullable TextFilter>> stages) {
        List<Check> checks = List.copyOf(window);
        window.clear();
        if (!checks.isEmpty()) {
            stages.add(kind -> {
                List<Check> asked = checks.stream()
                        .filter(check -> check.guard().judges(origin(kind)))
                        .toList();
                return asked.isEmpty() ? null : new AnswerCheck(asked, origin(kind), call, models);
            });
        }
    }

    static Origin origin(TextKind kind) {
        return kind == TextKind.TOOL_ARGUMENTS ? Origin.TOOL_CALL : Origin.ANSWER;
    }

    @Override
    public String toString() {
        return "guards "
                + String.join(
                        ", ", all.stream().map(check -> check.guard().name()).toList());
    }
}
