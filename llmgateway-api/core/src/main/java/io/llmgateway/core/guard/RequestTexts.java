package io.llmgateway.core.guard;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.Role;
import io.llmgateway.guard.Origin;
import java.util.List;
import java.util.function.BiFunction;

/** All texts of a request that go out. */
final class RequestTexts {
    private RequestTexts() {}

    /**
     * Changes the texts of a request.
     *
     * @param request the request
     * @param change gets each text and its origin, in order, and gives the text that takes its place
     * @return the changed request; the same one where nothing has changed
     */
    static ModelRequest map(ModelRequest request, BiFunction<Origin, String, String> change) {
        if (request instanceof ChatRequest chat) {
            List<Message> messages = chat.messages().stream()
                    .map(message -> map(message, change))
                    .toList();
            return messages.equals(chat.messages()) ? chat : chat.withMessages(messages);
        }
        if (request instanceof EmbeddingRequest embedding) {
            List<String> inputs = embedding.inputs().stream()
                    .map(input -> change.apply(Origin.USER, input))
                    .toList();
            return inputs.equals(embedding.inputs())
                    ? embedding
                    : embedding.toBuilder().inputs(inputs).build();
        }
        return request;
    }

    private static Message map(Message message, BiFunction<Origin, String, String> change) {
        Origin origin = origin(message.role());
        List<Part> parts =
                message.parts().stream().map(part -> map(part, origin, change)).toList();
        return new Message(message.role(), parts, message.name());
    }

    private static Part map(Part part, Origin origin, BiFunction<Origin, String, String> change) {
        if (part instanceof Part.Text text) {
            return new Part.Text(change.apply(origin, text.text()), text.state());
        }
        if (part instanceof Part.ToolResult result) {
            List<Part> content = result.content().stream()
                    .map(inner -> map(inner, Origin.TOOL_RESULT, change))
                    .toList();
            return new Part.ToolResult(result.callId(), result.name(), content, result.error());
        }
        return part;
    }

    private static Origin origin(Role role) {
        if (role.equals(Role.USER)) {
            return Origin.USER;
        }
        if (role.equals(Role.ASSISTANT)) {
            return Origin.ASSISTANT;
        }
        return role.equals(Role.TOOL) ? Origin.TOOL_RESULT : Origin.SYSTEM;
    }
}
