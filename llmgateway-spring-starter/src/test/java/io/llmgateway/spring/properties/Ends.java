package io.llmgateway.spring.properties;

import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.Role;
import io.llmgateway.error.LlmException;
import io.llmgateway.error.RefusedException;
import java.util.List;
import java.util.function.Supplier;

/** How calls end, in a word. */
final class Ends {
    private Ends() {}

    /** The text of the answer, the rule that refused, or the kind of failure. */
    static String of(Supplier<ChatResponse> call) {
        try {
            return call.get().text();
        } catch (RefusedException e) {
            return e.rule();
        } catch (LlmException e) {
            return e.getClass().getSimpleName();
        }
    }

    /** How the last of some equal questions ends. */
    static String ofLast(int questions, LlmClient client, ChatRequest request) {
        String end = "";
        for (int i = 0; i < questions; i++) {
            end = of(() -> client.chat(request));
        }
        return end;
    }

    /** What one asks who has read a page with the help of a tool. */
    static ChatRequest withPage(String page) {
        return ChatRequest.builder()
                .user("What does the page say?")
                .message(Message.of(Role.ASSISTANT, new Part.ToolCall("1", "fetch", "{}")))
                .message(Message.tool(new Part.ToolResult("1", "fetch", List.of(new Part.Text(page)), false)))
                .build();
    }
}
