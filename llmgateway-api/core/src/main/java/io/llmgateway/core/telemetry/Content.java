package io.llmgateway.core.telemetry;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.Role;
import io.llmgateway.chat.Tool;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was said, as JSON of the schemas the conventions give (gen-ai-input-messages.json and its neighbours). Each text is
 * cut, and the oldest messages are left out where there are too many. Names, ids, arguments and addresses count as texts, and
 * each part counts for what JSON puts around it. Pictures, sounds and documents are named, not shown.
 */
final class Content {
    static final int MOST_TEXT = 8_192;
    static final int MOST = 65_536;

    private static final int AROUND = 48;

    private static final JsonMapper JSON = new JsonMapper();

    private int left = MOST;
    private boolean cut;

    private Content() {}

    static void asked(Live span, ChatRequest request, boolean openInference) {
        Content content = new Content();
        List<Message> messages = request.messages();
        int first = 0; // instructions stand in front; those that come later belong to the conversation
        ArrayNode system = JSON.createArrayNode();
        while (first < messages.size() && messages.get(first).role().equals(Role.SYSTEM)) {
            messages.get(first).parts().forEach(part -> content.part(system, part));
            first++;
        }
        String input = content.messages(messages.subList(first, messages.size()));
        if (!system.isEmpty()) {
            span.set(Names.SYSTEM_INSTRUCTIONS, system.toString());
        }
        span.set(Names.INPUT_MESSAGES, input);
        if (!request.tools().isEmpty()) {
            span.set(Names.TOOL_DEFINITIONS, content.tools(request.tools()));
        }
        if (openInference) {
            span.set(OpenInference.INPUT, input);
            span.set(OpenInference.INPUT_TYPE, "application/json");
        }
        content.tellCut(span);
    }

    static void answered(Live span, ChatResponse response, @Nullable FinishReason instead, boolean openInference) {
        Content content = new Content();
        ObjectNode message = content.message(Role.ASSISTANT, response.parts(), null);
        message.put("finish_reason", word(instead == null ? response.finishReason() : instead));
        String output = JSON.createArrayNode().add(message).toString();
        span.set(Names.OUTPUT_MESSAGES, output);
        if (openInference) {
            span.set(OpenInference.OUTPUT, output);
            span.set(OpenInference.OUTPUT_TYPE, "application/json");
        }
        content.tellCut(span);
    }

    // the schema says it in the singular
    private static String word(FinishReason reason) {
        return reason.equals(FinishReason.TOOL_CALLS) ? "tool_call" : reason.value();
    }

    private void tellCut(Live span) {
        if (cut) {
            span.set(Names.CONTENT_CUT, true);
        }
    }

    private String messages(List<Message> messages) {
        ArrayNode all = JSON.createArrayNode();
        for (int i = messages.size() - 1; i >= 0; i--) { // the newest tell most
            if (full()) {
                break;
            }
            Message message = messages.get(i);
            all.insert(0, message(message.role(), message.parts(), message.name()));
        }
        return all.toString();
    }

    private ObjectNode message(Role role, List<Part> parts, @Nullable String name) {
        ObjectNode out = JSON.createObjectNode();
        out.put("role", role.value());
        ArrayNode all = out.putArray("parts");
        parts.forEach(part -> part(all, part));
        if (name != null) {
            out.put("name", cut(name));
        }
        return out;
    }

    private void part(ArrayNode out, Part part) {
        if (full()) {
            return;
        }
        if (part instanceof Part.Text text) {
            out.addObject().put("type", "text").put("content", cut(text.text()));
        } else if (part instanceof Part.Refusal refusal) {
            out.addObject().put("type", "text").put("content", cut(refusal.text()));
        } else if (part instanceof Part.Reasoning reasoning && !reasoning.text().isEmpty()) {
            out.addObject().put("type", "reasoning").put("content", cut(reasoning.text()));
        } else if (part instanceof Part.ToolCall call) {
            out.addObject()
                    .put("type", "tool_call")
                    .put("id", cut(call.id()))
                    .put("name", cut(call.name()))
                    .set("arguments", arguments(call.arguments()));
        } else if (part instanceof Part.ToolResult result) {
            ObjectNode response =
                    out.addObject().put("type", "tool_call_response").put("id", cut(result.callId()));
            ArrayNode content = response.putArray("response");
            result.content().forEach(inner -> part(content, inner));
        } else if (part instanceof Part.Image image) {
            media(out, "image", image.source());
        } else if (part instanceof Part.Audio audio) {
            media(out, "audio", audio.source());
        } else if (part instanceof Part.Document document) {
            media(out, "document", document.source());
        }
    }

    private void media(ArrayNode out, String modality, MediaSource source) {
        ObjectNode node = out.addObject();
        if (source instanceof MediaSource.Url url) {
            node.put("type", "uri").put("uri", cut(url.url()));
        } else if (source instanceof MediaSource.FileId file) {
            node.put("type", "file").put("file_id", cut(file.id()));
        } else if (source instanceof MediaSource.Inline inline) {
            // a part of a type of our own, since a blob would have to hold its bytes
            node.put("type", "omitted_blob").put("base64_chars", inline.base64().length());
        }
        node.put("modality", modality);
        if (source.mediaType() != null) {
            node.put("mime_type", cut(source.mediaType()));
        }
    }

    // as JSON where they are; those of an answer that broke off are not
    private JsonNode arguments(String text) {
        if (text.length() <= MOST_TEXT && text.length() <= left) {
            try {
                JsonNode parsed = JSON.readTree(text);
                left -= text.length();
                return parsed;
            } catch (JacksonException e) {
                return JSON.getNodeFactory().stringNode(cut(text));
            }
        }
        return JSON.getNodeFactory().stringNode(cut(text));
    }

    private String tools(List<Tool> tools) {
        ArrayNode all = JSON.createArrayNode();
        for (Tool tool : tools) {
            if (full()) {
                break;
            }
            if (tool instanceof Tool.Function function) {
                ObjectNode out = all.addObject().put("type", "function").put("name", cut(function.name()));
                out.put("description", cut(function.description()));
                out.set("parameters", arguments(function.parameters().text()));
            } else if (tool instanceof Tool.Native own) {
                all.addObject()
                        .put("type", cut(own.format()))
                        .set("definition", arguments(own.definition().text()));
            }
        }
        return all.toString();
    }

    // whether there is no room for one more
    private boolean full() {
        boolean full = left <= 0;
        cut |= full;
        left -= AROUND;
        return full;
    }

    private String cut(String text) {
        int most = Math.min(MOST_TEXT, Math.max(0, left));
        left -= Math.min(text.length(), most);
        if (text.length() <= most) {
            return text;
        }
        cut = true;
        boolean split = most > 0 && Character.isHighSurrogate(text.charAt(most - 1)); // no half characters
        return text.substring(0, split ? most - 1 : most) + "…";
    }
}
