package io.llmgateway.providers.gemini;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Tool;
import io.llmgateway.chat.ToolChoice;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.providers.kit.Consent;
import io.llmgateway.providers.kit.WireJson;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes {@code tools} and {@code toolConfig}. */
final class ToolWriter {
    private final JsonGenerator json;
    private final Consent consent;
    private final ToolChoice choice;
    private final List<Tool.Function> functions = new ArrayList<>();
    private final List<Tool.Native> natives = new ArrayList<>(0);

    ToolWriter(JsonGenerator json, ChatRequest request, Consent consent) {
        this.json = json;
        this.consent = consent;
        choice = request.toolChoice().orElse(ToolChoice.AUTO);
        for (Tool tool : request.tools()) {
            if (tool instanceof Tool.Function function) {
                functions.add(function);
            } else {
                addNative((Tool.Native) tool);
            }
        }
    }

    private void addNative(Tool.Native tool) {
        if (tool.format().equals(GeminiState.FORMAT)) {
            natives.add(tool);
        } else {
            consent.leaveOut("tools", "a tool in the words of \"" + tool.format() + "\" means nothing to Gemini");
        }
    }

    /**
     * Writes both.
     *
     * @param mixed whether the model runs its own tools and asks for functions in one turn, if told so
     */
    void write(boolean mixed) {
        if (!functions.isEmpty() || !natives.isEmpty()) {
            json.writeArrayPropertyStart("tools");
            writeFunctions();
            for (Tool.Native tool : natives) {
                WireJson.raw(json, tool.definition(), "a tool of format \"gemini\"");
            }
            json.writeEndArray();
        }
        String mode = mode();
        boolean both = mixed && !functions.isEmpty() && !natives.isEmpty();
        if (mode == null && !both) {
            return;
        }
        json.writeObjectPropertyStart("toolConfig");
        if (mode != null) {
            writeMode(mode);
        }
        if (both) {
            json.writeBooleanProperty("includeServerSideToolInvocations", true);
        }
        json.writeEndObject();
    }

    private void writeFunctions() {
        if (functions.isEmpty()) {
            return;
        }
        json.writeStartObject();
        json.writeArrayPropertyStart("functionDeclarations");
        for (Tool.Function function : functions) {
            json.writeStartObject();
            json.writeStringProperty("name", function.name());
            if (!function.description().isEmpty()) {
                json.writeStringProperty("description", function.description());
            }
            // takes JSON Schema as it is; "parameters" knows a part of it only
            json.writeName("parametersJsonSchema");
            WireJson.raw(json, function.parameters(), "parameters of tool \"" + function.name() + "\"");
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private @Nullable String mode() {
        if (functions.isEmpty()) {
            return modeWithoutFunctions();
        }
        return switch (choice.mode()) {
            case NONE -> "NONE";
            case REQUIRED, NAMED -> "ANY";
            // the vendor keeps calls to their schema where it must call anyway, or is told to check
            case AUTO -> functions.stream().anyMatch(f -> Boolean.TRUE.equals(f.strict())) ? "VALIDATED" : null;
        };
    }

    // the vendor refuses a rule about functions where there are none
    private @Nullable String modeWithoutFunctions() {
        boolean must = choice.mode() == ToolChoice.Mode.REQUIRED || choice.mode() == ToolChoice.Mode.NAMED;
        if (must && natives.isEmpty()) {
            throw new InvalidRequestException(
                    "toolChoice says that a tool must be called, and there are no tools: add" + " some, or remove it");
        }
        if (must || (choice.mode() == ToolChoice.Mode.NONE && !natives.isEmpty())) {
            consent.leaveOut("toolChoice", "Gemini decides by itself about the tools it runs");
        }
        return null;
    }

    private void writeMode(String mode) {
        json.writeObjectPropertyStart("functionCallingConfig");
        json.writeStringProperty("mode", mode);
        if (choice.name() != null) {
            checkNamed(choice.name());
            json.writeArrayPropertyStart("allowedFunctionNames");
            json.writeString(choice.name());
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private void checkNamed(String name) {
        if (functions.stream().noneMatch(function -> function.name().equals(name))) {
            throw new InvalidRequestException(
                    "toolChoice names \"" + name + "\", which is none of the tools: add it, or name another");
        }
    }
}
