package io.llmgateway.core.route;

import io.llmgateway.chain.Target;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ResponseFormat;
import io.llmgateway.chat.Tool;
import io.llmgateway.core.catalogue.ModelCatalogue;
import io.llmgateway.money.ModelInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a target can do what is asked, as far as the catalogue knows it. What it does not know, it does not hold against
 * anybody.
 */
final class Fit {
    private final ModelCatalogue catalogue;
    private final Windows windows;

    Fit(ModelCatalogue catalogue, Windows windows) {
        this.catalogue = catalogue;
        this.windows = windows;
    }

    /**
     * Why a target cannot.
     *
     * @param why in words
     * @param excess how the prompt is too long; null where that is not why
     */
    record Obstacle(String why, Windows.@Nullable Excess excess) {}

    /** Why a target cannot; null where nothing speaks against it. */
    @Nullable
    Obstacle obstacle(ModelRequest request, Target target) {
        Optional<ModelInfo> known = catalogue.find(target);
        Set<String> capabilities = known.isPresent() ? known.get().capabilities() : Set.of();
        if (request instanceof ChatRequest chat && !capabilities.isEmpty()) {
            for (String need : needs(chat)) {
                if (!capabilities.contains(need)) {
                    return new Obstacle("the model has no " + need.replace('_', ' '), null);
                }
            }
        }
        Windows.Excess excess = windows.excess(request, target);
        return excess == null ? null : new Obstacle("the prompt has about " + excess, excess);
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
}
