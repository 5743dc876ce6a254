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
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/** Writes the body of one request of the Chat Completions API. Sends only what the caller set. */
final class ChatCompletionsWriter {
    private static final Duration IN_MEMORY = Duration.ofHours(1);

    private final Endpoint endpoint;
    private final Dialect dialect;
    private final ChatRequest request;
    private final boolean streamed;
    private final Permit permit;

    ChatCompletionsWriter(Endpoint endpoint, ChatRequest request, boolean streamed, Consent consent) {
        this.endpoint = endpoint;
        this.dialect = endpoint.dialect();
        this.request = request;
        this.streamed = streamed;
        this.permit = new Permit(dialect, request, consent);
    }

    byte[] body() {
        return WireJson.object(this::fields, request.extra());
    }

    private void fields(JsonGenerator json) {
        // without lambdas: six for each call, and each takes a process that starts a third of a millisecond
        String model = request.model().orElse(null);
        if (model != null) {
            json.writeStringProperty("model", model);
        }
        json.writeName("messages");
        new MessageWriter(dialect, request, permit).write(json, request.messages());
        stream(json);
        if (!request.tools().isEmpty() && permit.takes("tools")) {
            tools(json);
        } else if (demandsTool()) {
            throw new InvalidRequestException("the tool choice demands a tool, but the request has none: add the tool,"
                    + " or remove the choice");
        }
        ResponseFormat format = request.responseFormat().orElse(null);
        if (format != null) {
            format(json, format);
        }
        sampling(json);
        ReasoningOptions reasoning = request.reasoning().orElse(null);
        if (reasoning != null) {
            new ReasoningWriter(dialect, permit).write(json, reasoning);
        }
        PromptCaching caching = request.promptCaching().orElse(null);
        if (caching != null) {
            caching(json, caching);
        }
        String user = request.endUser().orElse(null);
        if (user != null && dialect.endUser() != null) {
            json.writeStringProperty(dialect.endUser(), user);
        }
    }

    private void stream(JsonGenerator json) {
        if (streamed) {
            json.writeBooleanProperty("stream", true);
            if (dialect.has(Dialect.Trait.STREAM_OPTIONS)) {
                json.writeObjectPropertyStart("stream_options");
                json.writeBooleanProperty("include_usage", true);
                json.writeEndObject();
            }
        }
    }

    private boolean demandsTool() {
        ToolChoice choice = request.toolChoice().orElse(null);
        return request.tools().isEmpty()
                && choice != null
                && (choice.mode() == ToolChoice.Mode.REQUIRED || choice.mode() == ToolChoice.Mode.NAMED);
    }

    private void tools(JsonGenerator json) {
        List<Tool> known = request.tools().stream().filter(this::known).toList();
        if (known.isEmpty()) {
            return;
        }
        json.writeArrayPropertyStart("tools");
        for (Tool tool : known) {
            if (tool instanceof Tool.Function function) {
                function(json, function);
            } else if (tool instanceof Tool.Native own) {
                WireJson.raw(json, own.definition(), "the definition of a native tool");
            }
        }
        json.writeEndArray();
        request.toolChoice().ifPresent(choice -> choice(json, choice));
        Optional<Boolean> parallel = request.parallelToolCalls();
        if (parallel.isPresent() && permit.takes("parallelToolCalls")) {
            json.writeBooleanProperty("parallel_tool_calls", parallel.get());
        }
    }

    private boolean known(Tool tool) {
        if (tool instanceof Tool.Native own && !own.format().equals(ReasoningState.FORMAT)) {
            permit.leaveOut("tools", "a native tool of format " + own.format() + " means nothing here");
            return false;
        }
        return true;
    }

    private static void function(JsonGenerator json, Tool.Function function) {
        String where = "the parameters of tool \"" + function.name() + "\"";
        if (!function.parameters().text().stripLeading().startsWith("{")) {
            throw new InvalidRequestException(where + " are no JSON object: give a JSON Schema such as"
                    + " {\"type\":\"object\",\"properties\":{}}");
        }
        json.writeStartObject();
        json.writeStringProperty("type", "function");
        json.writeObjectPropertyStart("function");
        json.writeStringProperty("name", function.name());
        if (!function.description().isEmpty()) {
            json.writeStringProperty("description", function.description());
        }
        json.writeName("parameters");
        WireJson.raw(json, function.parameters(), where);
        if (function.strict() != null) {
            json.writeBooleanProperty("strict", function.strict());
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private void choice(JsonGenerator json, ToolChoice choice) {
        if (choice.mode() == ToolChoice.Mode.AUTO && !permit.knows("toolChoice")) {
            return; // as it is anyway
        }
        if (!permit.takes("toolChoice")) {
            return;
        }
        switch (choice.mode()) {
            case AUTO -> json.writeStringProperty("tool_choice", "auto");
            case NONE -> json.writeStringProperty("tool_choice", "none");
            case REQUIRED -> json.writeStringProperty("tool_choice", dialect.anyTool());
            case NAMED -> {
                json.writeObjectPropertyStart("tool_choice");
                json.writeStringProperty("type", "function");
                json.writeObjectPropertyStart("function");
                json.writeStringProperty("name", named(choice));
                json.writeEndObject();
                json.writeEndObject();
            }
        }
    }

    private String named(ToolChoice choice) {
        String name = String.valueOf(choice.name());
        boolean there = request.tools().stream()
                .anyMatch(tool -> !(tool instanceof Tool.Function function)
                        || function.name().equals(name));
        if (!there) {
            throw new InvalidRequestException(
                    "the tool choice names \"" + name + "\", but the request has no such tool");
        }
        return name;
    }

    private void format(JsonGenerator json, ResponseFormat format) {
        if (format instanceof ResponseFormat.JsonSchema schema && permit.takes("responseFormat.schema")) {
            json.writeObjectPropertyStart("response_format");
            json.writeStringProperty("type", "json_schema");
            json.writeObjectPropertyStart("json_schema");
            json.writeStringProperty("name", schema.name());
            json.writeName("schema");
            WireJson.raw(json, schema.schema(), "the schema \"" + schema.name() + "\" of the response format");
            if (schema.strict()) {
                json.writeBooleanProperty("strict", true);
            }
            json.writeEndObject();
            json.writeEndObject();
        } else if (!(format instanceof ResponseFormat.Text) && permit.takes("responseFormat.json")) {
            json.writeObjectPropertyStart("response_format");
            json.writeStringProperty("type", "json_object");
            json.writeEndObject();
        }
    }

    private void sampling(JsonGenerator json) {
        number(json, "temperature", "temperature", request.temperature());
        number(json, "topP", "top_p", request.topP());
        Long limit = request.maxTokens().orElse(null);
        if (limit != null) {
            json.writeNumberProperty(dialect.maxTokens(), limit);
        }
        List<String> stop = request.stop();
        if (!stop.isEmpty() && permit.takes("stop")) {
            json.writeArrayPropertyStart("stop");
            stop.forEach(json::writeString);
            json.writeEndArray();
        }
        Optional<Long> seed = request.seed();
        if (seed.isPresent() && permit.takes("seed")) {
            json.writeNumberProperty(dialect.seed(), seed.get());
        }
    }

    // models with a value of their own take 1, as that is the one
    private void number(JsonGenerator json, String field, String name, Optional<Double> value) {
        if (value.isPresent() && (value.get() == 1 || permit.takes(field))) {
            json.writeNumberProperty(name, value.get());
        }
    }

    private void caching(JsonGenerator json, PromptCaching caching) {
        // older versions of Azure refuse the fields, and they are only hints
        if (!dialect.has(Dialect.Trait.CACHE_KEY) || endpoint.dated()) {
            return;
        }
        if (caching.key() != null) {
            json.writeStringProperty("prompt_cache_key", caching.key());
        }
        if (caching.ttl() != null && caching.ttl().compareTo(IN_MEMORY) > 0) {
            json.writeStringProperty("prompt_cache_retention", "24h");
        }
    }
}
