package io.llmgateway.providers.openai;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.PromptCaching;
import io.llmgateway.chat.ReasoningOptions;
import io.llmgateway.chat.ResponseFormat;
import io.llmgateway.chat.Tool;
import io.llmgateway.chat.ToolChoice;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.providers.kit.Consent;
import io.llmgateway.providers.kit.WireJson;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes one request of the Responses API: the settings here, the conversation by {@link ResponsesInput}. */
final class ResponsesWriter {
    /** Vendors that encrypt their reasoning; with others the field is unknown, and some refuse what they do not know. */
    private static final Set<String> ENCRYPTING = Set.of("openai", "azure", "xai", "openrouter");

    private static final Duration MEMORY = Duration.ofHours(1);

    private final ChatRequest request;
    private final boolean streamed;
    private final Dialect dialect;
    private final Permit permit;
    private final Dialect.@Nullable ModelRule rule;

    ResponsesWriter(ChatRequest request, boolean streamed, Dialect dialect, Consent consent) {
        this.request = request;
        this.streamed = streamed;
        this.dialect = dialect;
        this.permit = new Permit(dialect, request, consent);
        this.rule = request.model().map(dialect::rule).orElse(null);
    }

    void write(JsonGenerator json) {
        request.model().ifPresent(model -> json.writeStringProperty("model", model));
        new ResponsesInput(json, request, rule, permit).write();
        tools(json);
        request.responseFormat().ifPresent(format -> text(json, format));
        request.maxTokens().ifPresent(most -> json.writeNumberProperty("max_output_tokens", most));
        sampling(json);
        reasoning(json);
        json.writeBooleanProperty("store", false);
        if (streamed) {
            json.writeBooleanProperty("stream", true);
        }
        request.promptCaching().ifPresent(caching -> caching(json, caching));
        if (dialect.endUser() != null) {
            request.endUser().ifPresent(user -> json.writeStringProperty(dialect.endUser(), user));
        }
    }

    private void sampling(JsonGenerator json) {
        request.temperature()
                .filter(value -> value == 1 || permit.takes("temperature"))
                .ifPresent(value -> json.writeNumberProperty("temperature", value));
        request.topP()
                .filter(value -> value == 1 || permit.takes("topP"))
                .ifPresent(value -> json.writeNumberProperty("top_p", value));
        if (!request.stop().isEmpty()) {
            permit.leaveOut("stop", "the Responses API has no stop sequences");
        }
        if (request.seed().isPresent()) {
            permit.leaveOut("seed", "the Responses API has no seed");
        }
    }

    private void tools(JsonGenerator json) {
        if (!request.tools().isEmpty()) {
            json.writeArrayPropertyStart("tools");
            request.tools().forEach(tool -> tool(json, tool));
            json.writeEndArray();
        }
        request.toolChoice().ifPresent(choice -> toolChoice(json, choice));
        request.parallelToolCalls()
                .filter(value -> permit.takes("parallelToolCalls"))
                .ifPresent(value -> json.writeBooleanProperty("parallel_tool_calls", value));
    }

    private void tool(JsonGenerator json, Tool tool) {
        if (tool instanceof Tool.Native own) {
            if (own.format().equals(ResponsesWire.FORMAT)) {
                WireJson.raw(json, own.definition(), "a native tool");
            } else {
                permit.leaveOut(
                        "tools",
                        "a native tool of format " + own.format() + " means nothing to this one, "
                                + ResponsesWire.FORMAT);
            }
            return;
        }
        Tool.Function function = (Tool.Function) tool;
        json.writeStartObject();
        json.writeStringProperty("type", "function");
        json.writeStringProperty("name", function.name());
        if (!function.description().isEmpty()) {
            json.writeStringProperty("description", function.description());
        }
        json.writeName("parameters");
        WireJson.raw(json, function.parameters(), "parameters of tool \"" + function.name() + "\"");
        if (function.strict() != null) {
            json.writeBooleanProperty("strict", function.strict());
        }
        json.writeEndObject();
    }

    private void toolChoice(JsonGenerator json, ToolChoice choice) {
        boolean asItIs = choice.mode() == ToolChoice.Mode.AUTO && !permit.knows("toolChoice");
        if (asItIs || !permit.takes("toolChoice")) {
            return;
        }
        if (choice.mode() == ToolChoice.Mode.REQUIRED && request.tools().isEmpty() && !extraTools()) {
            throw new InvalidRequestException(
                    "toolChoice demands a tool, but the request has none: add the tool, or" + " remove the choice");
        }
        String name = choice.name();
        if (name == null) {
            json.writeStringProperty("tool_choice", choice.mode().name().toLowerCase(Locale.ROOT));
            return;
        }
        if (request.tools().stream().noneMatch(tool -> mayBe(tool, name)) && !extraTools()) {
            throw new InvalidRequestException("toolChoice names the tool \"" + name
                    + "\", which is not among the tools of the request: add it, or choose another");
        }
        json.writeObjectPropertyStart("tool_choice");
        json.writeStringProperty("type", "function");
        json.writeStringProperty("name", name);
        json.writeEndObject();
    }

    private boolean extraTools() {
        return request.extra().containsKey("tools");
    }

    private static boolean mayBe(Tool tool, String name) {
        return tool instanceof Tool.Native
                || (tool instanceof Tool.Function function && function.name().equals(name));
    }

    private static void text(JsonGenerator json, ResponseFormat format) {
        if (format instanceof ResponseFormat.Text) {
            return;
        }
        json.writeObjectPropertyStart("text");
        json.writeObjectPropertyStart("format");
        if (format instanceof ResponseFormat.JsonSchema schema) {
            json.writeStringProperty("type", "json_schema");
            json.writeStringProperty("name", schema.name());
            json.writeName("schema");
            WireJson.raw(json, schema.schema(), "schema \"" + schema.name() + "\"");
            json.writeBooleanProperty("strict", schema.strict());
        } else {
            json.writeStringProperty("type", "json_object");
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private void reasoning(JsonGenerator json) {
        ReasoningOptions options = request.reasoning().orElse(null);
        if (options != null) {
            reasoning(json, options);
        }
        // without it, reasoning could not be sent back, since nothing is stored
        if ((rule != null || options != null) && ENCRYPTING.contains(dialect.name())) {
            json.writeArrayPropertyStart("include");
            json.writeString("reasoning.encrypted_content");
            json.writeEndArray();
        }
    }

    private void reasoning(JsonGenerator json, ReasoningOptions options) {
        String effort = options.effort();
        Long budget = options.budgetTokens();
        boolean counts = dialect.thinking() == Dialect.Thinking.OBJECT;
        if (effort == null && !counts && budget != null && budget == 0) {
            effort = "none";
        } else if (budget != null && !counts) {
            permit.leaveOut("reasoning.budgetTokens", "the Responses API knows efforts of reasoning, no budget");
        }
        boolean summary = Boolean.TRUE.equals(options.include());
        if (effort == null && !summary && (budget == null || !counts)) {
            return;
        }
        json.writeObjectPropertyStart("reasoning");
        if (effort != null) {
            json.writeStringProperty("effort", effort);
        }
        if (budget != null && counts) {
            json.writeNumberProperty("max_tokens", budget);
        }
        if (summary) {
            json.writeStringProperty("summary", "auto");
        }
        json.writeEndObject();
    }

    private void caching(JsonGenerator json, PromptCaching caching) {
        if (!dialect.has(Dialect.Trait.CACHE_KEY)) {
            return;
        }
        if (caching.key() != null) {
            json.writeStringProperty("prompt_cache_key", caching.key());
        }
        // there are two settings only; what is kept in memory lasts up to an hour
        if (caching.ttl() != null && caching.ttl().compareTo(MEMORY) > 0) {
            json.writeStringProperty("prompt_cache_retention", "24h");
        }
    }
}
