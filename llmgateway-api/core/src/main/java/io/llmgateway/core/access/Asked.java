package io.llmgateway.core.access;

import io.llmgateway.access.DataClasses;
import io.llmgateway.access.Principal;
import io.llmgateway.chain.Attributes;
import io.llmgateway.chain.Call;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.chat.Tool;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What rules look at, as the call came to the door.
 *
 * @param principal who asks; null where nobody knows
 * @param model the model asked for, by an alias or {@code provider/model}; empty for none
 * @param purpose the tag {@code purpose}; null for none
 * @param declared the classes of data the caller says it holds
 * @param tools the tools it offers
 * @param extra the fields of the vendor's own it sets
 * @param maxTokens the most tokens of answer it asks for; null where it does not say
 * @param chat whether it is a chat
 */
record Asked(
        @Nullable Principal principal,
        String model,
        @Nullable String purpose,
        Set<String> declared,
        List<Tool> tools,
        Set<String> extra,
        @Nullable Long maxTokens,
        boolean chat) {
    static Asked of(Call call) {
        ModelRequest request = call.request();
        ChatRequest chat = request instanceof ChatRequest one ? one : null;
        DataClasses classes = call.get(Attributes.DATA_CLASSES).orElse(null);
        return new Asked(
                call.get(Attributes.PRINCIPAL).orElse(null),
                request.model().orElse(""),
                request.tags().get("purpose"),
                classes == null ? Set.of() : classes.names(),
                chat == null ? List.of() : chat.tools(),
                request.extra().keySet(),
                chat == null ? null : chat.maxTokens().orElse(null),
                chat != null);
    }

    Asked withMaxTokens(long most) {
        return new Asked(principal, model, purpose, declared, tools, extra, most, chat);
    }
}
