package io.llmgateway.providers.anthropic;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Tool;
import io.llmgateway.chat.ToolChoice;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.providers.kit.Consent;
import io.llmgateway.providers.kit.WireJson;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** Writes the tools, and whether they must be used. For one request, on one thread. */
final class ToolWriter {
    private final JsonGenerator json;
    private final ClaudeModel model;
    private final Consent consent;

    ToolWriter(JsonGenerator json, ClaudeModel model, Consent consent) {
        this.json = json;
        this.model = model;
        this.consent = consent;
    }

    void write(ChatRequest request) {
        List<Tool> tools = new ArrayList<>(request.tools().size());
        for (Tool tool : request.tools()) {
            if (tool instanceof Tool.Native own && !own.format().equals(MessagesWire.FORMAT)) {
                consent.leaveOut("a native tool of " + own.format(), "it means nothing to Anthropic");
            } else {
                tools.add(tool);
            }
        }
        if (tools.isEmpty()) {
            request.toolChoice().ifPresent(ToolWriter::checkWithoutTools);
            return;
        }
        json.writeArrayPropertyStart("tools");
        tools.forEach(this::tool);
        json.writeEndArray();
        choice(request);
    }

    private static void checkWithoutTools(ToolChoice choice) {
        if (forces(choice)) {
            throw new InvalidRequestException("toolChoice demands a tool, but the request has none: add it to tools");
        }
    }

    private static boolean forces(ToolChoice choice) {
        return choice.mode() == ToolChoice.Mode.REQUIRED || choice.mode() == ToolChoice.Mode.NAMED;
    }

    private void tool(Tool tool) {
        if (tool instanceof Tool.Native own) {
            WireJson.raw(json, own.definition(), "the definition of a native tool");
        } else if (tool instanceof Tool.Function function) {
            json.writeStartObject();
            json.writeStringProperty("name", function.name());
            if (!function.description().isEmpty()) {
                json.writeStringProperty("description", function.description());
            }
            json.writeName("input_schema");
            String schema = function.parameters().text();
            String where = "the parameters of tool \"" + function.name() + "\"";
            WireJson.check(schema, where);
            // Anthropic wants a type even where there is nothing to describe
            boolean nothing = schema.replaceAll("\\s", "").equals("{}");
            json.writeRawValue(nothing ? "{\"type\":\"object\",\"properties\":{}}" : schema);
            if (function.strict() != null) {
                json.writeBooleanProperty("strict", function.strict());
            }
            json.writeEndObject();
        }
    }

    private void choice(ChatRequest request) {
        ToolChoice choice = request.toolChoice().orElse(null);
        boolean oneAtATime = !request.parallelToolCalls().orElse(true);
        if (choice != null && forces(choice) && !model.forcedTools()) {
            consent.leaveOut("toolChoice", model.name() + " cannot be made to ask for a tool");
            choice = null;
        }
        if (choice == null && !oneAtATime) {
            return;
        }
        ToolChoice.Mode mode = choice == null ? ToolChoice.Mode.AUTO : choice.mode();
        json.writeObjectPropertyStart("tool_choice");
        json.writeStringProperty("type", word(mode));
        if (choice != null && choice.name() != null) {
            json.writeStringProperty("name", choice.name());
        }
        if (oneAtATime && mode != ToolChoice.Mode.NONE) {
            json.writeBooleanProperty("disable_parallel_tool_use", true);
        }
        json.writeEndObject();
    }

    private static String word(ToolChoice.Mode mode) {
        return switch (mode) {
            case AUTO -> "auto";
            case NONE -> "none";
            case REQUIRED -> "any";
            case NAMED -> "tool";
        };
    }
}
