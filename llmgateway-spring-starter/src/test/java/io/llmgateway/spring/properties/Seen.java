package io.llmgateway.spring.properties;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Warning;
import io.llmgateway.error.LlmException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.error.RefusedException;
import io.llmgateway.event.GatewayEvent;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What users do again and again, and what they see of it. */
final class Seen {
    private Seen() {}

    /** The answers to so many equal chats, one after the other. */
    static String who(LlmClient client, int chats) {
        return Stream.generate(() -> client.chat("?").text()).limit(chats).collect(Collectors.joining(" "));
    }

    /** A streamed answer, read to its end. */
    static ChatResponse streamed(LlmClient client) {
        try (ChatStream stream = client.stream("?")) {
            return stream.await();
        }
    }

    /** What comes of it: a value, or how it fails. */
    static Object come(Callable<?> asked) throws Exception {
        try {
            return asked.call();
        } catch (LlmException e) {
            return failure(e);
        }
    }

    private static String failure(Throwable e) {
        if (e instanceof ProviderFailedException failed) {
            String code = failed.failure().code();
            return code == null ? failed.kind().toString() : code;
        }
        if (e instanceof RefusedException refused) {
            return "refused by " + refused.rule();
        }
        return e.getClass().getSimpleName()
                + (e.getCause() instanceof ProviderFailedException why ? ": " + failure(why) : "");
    }

    /** The codes of the warnings of an answer. */
    static List<String> warnings(ChatResponse response) {
        return response.warnings().stream().map(Warning::code).toList();
    }

    /** How many events of a kind were heard. */
    static long heard(Scene scene, Class<? extends GatewayEvent> kind) {
        return scene.events.stream().filter(kind::isInstance).count();
    }
}
