package io.llmgateway.core.route;

import io.llmgateway.chain.Target;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ResponseFormat;
import io.llmgateway.chat.Tool;
import io.llmgateway.core.catalogue.ModelCatalogue;
import io.llmgateway.core.catalogue.TokenEstimator;
import io.llmgateway.money.ModelInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a target can do what is asked, as far as the catalogue knows it. What it does not know, it does not hold against
 * anybody.
 */
final class Fit {
    private static final long OTHER_THAN_TEXT = 20_000;

    private final ModelCatalogue catalogue;
    private final TokenEstimator estimator;

    Fit(ModelCatalogue catalogue, TokenEstimator estimator) {
        this.catalogue = catalogue;
        this.estimator = estimator;
    }

    /** Why a target cannot; null where nothing speaks against it. */
    @Nullable
    String obstacle(ModelRequest request, Target target) {
        Optional<ModelInfo> known = catalogue.find(target);
        if (known.isEmpty()) {
            return null;
        }
        ModelInfo model = known.get();
        if (request instanceof ChatRequest chat && !model.capabilities().isEmpty()) {
            for (String need : needs(chat)) {
                if (!model.capabilities().contains(need)) {
                    return "the model has no " + need.replace('_', ' ');
                }
            }
        }
        return tooLong(request, target, model);
    }

    // in the catalogue's words
    private static List<String> needs(ChatRequest chat) {
        List<String> needs = new ArrayList<>(2);
        for (Tool tool : chat.tools()) {
            if (tool instanceof Tool.Function && !needs.contains("tools")) {
                needs.add("tools");
            }
        }
        if (chat.responseFormat()
                .filter(ResponseFormat.JsonSchema.class::isInstance)
                .isPresent()) {
            needs.add("json_schema");
        }
        for (Message message : chat.messages()) {
            for (Part part : message.parts()) {
                if (part instanceof Part.Image && !needs.contains("vision")) {
                    needs.add("vision");
                }
            }
        }
        return needs;
    }

    // a character is at most three bytes, and a token at least one, so that most prompts need not be counted
    private @Nullable String tooLong(ModelRequest request, Target target, ModelInfo model) {
        Long window = model.window();
        if (window == null || Facts.chars(request) * 3 + OTHER_THAN_TEXT < window) {
            return null;
        }
        long tokens = estimator.prompt(request, target);
        return tokens > window ? "the prompt has about " + tokens + " tokens, and the model's window " + window : null;
    }
}
