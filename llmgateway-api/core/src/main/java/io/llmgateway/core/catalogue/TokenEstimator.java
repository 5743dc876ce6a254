package io.llmgateway.core.catalogue;

import io.llmgateway.chain.Target;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.chat.ModelResponse;
import io.llmgateway.chat.ModerationRequest;
import io.llmgateway.chat.RateLimit;
import io.llmgateway.chat.Usage;
import io.llmgateway.spi.TokenCounter;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Says how many tokens something will have, before the vendor tells: counted by a {@link TokenCounter} where one knows the
 * model, else guessed from the characters; times what was learnt of the model from earlier answers. Counts nothing until
 * asked. Thread-safe.
 *
 * <p>What is in {@link ModelRequest#extra} is not counted, and neither are thoughts the vendor hides.
 */
public final class TokenEstimator {
    private static final double MARGIN = 1.25;
    /** How many tokens an answer is taken to have where the request does not say. */
    public static final long USUAL_ANSWER = 500;

    private final Map<String, Vendor> vendors;
    private final List<TokenCounter> counters;
    private final Calibration calibration = new Calibration();

    /**
     * An estimator that has learnt nothing yet.
     *
     * @param vendors ids of providers to vendors
     * @param counters for models whose encoding is known; the first that knows a model is asked
     */
    public TokenEstimator(Map<String, Vendor> vendors, List<TokenCounter> counters) {
        this.vendors = Map.copyOf(vendors);
        this.counters = List.copyOf(counters);
    }

    /**
     * The tokens of a prompt: the likely number, the most, and what to learn from later.
     *
     * @param request what is asked
     * @param target where it goes
     * @return the estimate, with messages, tools and pictures
     */
    public Estimate estimate(ModelRequest request, Target target) {
        Counting counting = count(request, target);
        double factor = calibration.factor(target);
        long measured = counting.measured();
        long atMost = counting.atMost(factor * MARGIN);
        return new Estimate(target, measured, Math.min(Math.round(measured * factor), atMost), atMost);
    }

    /**
     * The tokens of a prompt, as well as they can be told.
     *
     * @param request what is asked
     * @param target where it goes
     * @return tokens, with messages, tools and pictures
     */
    public long prompt(ModelRequest request, Target target) {
        return estimate(request, target).tokens();
    }

    /**
     * What the tokens of a prompt will hardly exceed: a quarter more than {@link #prompt}, but no more for the texts than
     * they have bytes in UTF-8.
     *
     * @param request what is asked
     * @param target where it goes
     * @return tokens, with a margin
     */
    public long promptAtMost(ModelRequest request, Target target) {
        return estimate(request, target).atMost();
    }

    /**
     * How long an answer is expected to be.
     *
     * @param request what is asked
     * @return tokens: its maximum, up to a usual length; 0 for vectors and judgements
     */
    public static long expectedOutput(ModelRequest request) {
        return request instanceof ChatRequest chat ? Math.min(chat.maxTokens().orElse(USUAL_ANSWER), USUAL_ANSWER) : 0;
    }

    /**
     * How much of each limit of a vendor's a request is expected to need.
     *
     * @param request what is asked
     * @param target where it goes
     * @return 1 request, or tokens, worked out when it is asked for
     */
    public ToLongFunction<RateLimit.Kind> needs(ModelRequest request, Target target) {
        return kind -> switch (kind) {
            case REQUESTS -> 1;
            case TOKENS -> prompt(request, target) + expectedOutput(request);
            case INPUT_TOKENS -> prompt(request, target);
            case OUTPUT_TOKENS -> expectedOutput(request);
        };
    }

    /**
     * The tokens of an answer, or of what came of it.
     *
     * @param response the answer
     * @param target where it comes from
     * @return tokens of text, reasoning that is shown, and tool calls; 0 for vectors and judgements
     */
    public long answer(ModelResponse response, Target target) {
        if (!(response instanceof ChatResponse chat)) {
            return 0;
        }
        long measured = new Counting(target.model(), counter(target))
                .parts(chat.parts())
                .measured();
        return Math.round(measured * calibration.factor(target));
    }

    /**
     * Learns from what the vendor told.
     *
     * @param estimate what was made of the prompt before; nothing is learnt from fewer than 20 tokens
     * @param told what the vendor told; ignored where it is an estimate itself
     */
    public void learn(Estimate estimate, Usage told) {
        calibration.learn(estimate.target(), estimate.measured(), told);
    }

    private Counting count(ModelRequest request, Target target) {
        Counting counting = new Counting(target.model(), counter(target));
        if (request instanceof ChatRequest chat) {
            return counting.chat(chat);
        }
        return counting.texts(
                request instanceof ModerationRequest moderation
                        ? moderation.inputs()
                        : ((EmbeddingRequest) request).inputs());
    }

    private @Nullable TokenCounter counter(Target target) {
        Vendor vendor = vendors.get(target.provider());
        String name = vendor == null ? target.provider() : vendor.name();
        for (TokenCounter counter : counters) {
            if (knows(counter, name, target.model())) {
                return counter;
            }
        }
        return null;
    }

    private static boolean knows(TokenCounter counter, String vendor, String model) {
        try {
            return counter.knows(vendor, model);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            return false; // an estimate must not break a call
        }
    }
}
