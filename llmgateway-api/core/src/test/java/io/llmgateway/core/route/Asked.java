package io.llmgateway.core.route;

import io.llmgateway.chain.Call;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ModelRequest;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.function.Consumer;

/** Calls that conditions are asked about, on a Thursday in January at half past nine. */
final class Asked {
    static final ZonedDateTime TIME = ZonedDateTime.parse("2026-01-01T09:30:00Z");

    private Asked() {}

    static Facts chat(Consumer<ChatRequest.Builder> change) {
        ChatRequest.Builder builder = ChatRequest.builder();
        change.accept(builder);
        return facts(builder.build());
    }

    static Facts facts(ModelRequest request) {
        return new Facts(Call.of(request, false, "op", 0), TIME, () -> 1_000);
    }

    static boolean holds(String expression, Facts facts) {
        return Condition.parse("here", expression, Map.of()).holds(facts);
    }
}
