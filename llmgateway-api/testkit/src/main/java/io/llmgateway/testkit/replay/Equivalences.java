package io.llmgateway.testkit.replay;

import static io.llmgateway.testkit.replay.Trees.in;
import static io.llmgateway.testkit.replay.Trees.listOfOne;
import static io.llmgateway.testkit.replay.Trees.listOfText;
import static io.llmgateway.testkit.replay.Trees.mergeTurns;
import static io.llmgateway.testkit.replay.Trees.objects;
import static io.llmgateway.testkit.replay.Trees.parse;
import static io.llmgateway.testkit.replay.Trees.removeIf;
import static io.llmgateway.testkit.replay.Trees.rename;
import static io.llmgateway.testkit.replay.Trees.text;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** All known ways of saying the same to a vendor, by wire format. Their order counts. */
final class Equivalences {
    private static final Pattern SNAKE = Pattern.compile("_([a-z0-9])");
    private static final Set<String> OPAQUE_TO_GEMINI =
            Set.of("args", "response", "parameters", "parametersJsonSchema", "responseJsonSchema", "responseSchema");

    private static final List<Equivalence> COMMON = List.of(
            new Equivalence(
                    "null",
                    "a field that is null is a field left out",
                    body -> objects(
                            body, object -> List.copyOf(object.properties()).forEach(field -> {
                                if (field.getValue().isNull()) {
                                    object.remove(field.getKey());
                                }
                            }))),
            new Equivalence("stream", "not to stream is the default", body -> removeIf(body, "stream", "false")),
            new Equivalence("no-tools", "an empty list of tools is none", body -> removeIf(body, "tools", "[]")),
            new Equivalence(
                    "description",
                    "an empty description of a tool says nothing",
                    body -> objects(body.path("tools"), tool -> removeIf(tool, "description", "\"\""))),
            new Equivalence(
                    "cache-time",
                    "five minutes are the default of a cache mark",
                    body -> objects(body, object -> removeIf(object.path("cache_control"), "ttl", "\"5m\""))));

    private static final List<Equivalence> OPENAI = List.of(
            new Equivalence(
                    "developer",
                    "system and developer are one role, which of them depends on the model",
                    body -> Stream.of("messages", "input")
                            .forEach(list -> in(body.path(list)).forEach(message -> {
                                if (text(message, "role").equals("developer")) {
                                    message.put("role", "system");
                                }
                            }))),
            new Equivalence(
                    "end-user",
                    "user is the old name of safety_identifier",
                    body -> rename(body, "safety_identifier", "user")),
            new Equivalence(
                    "auto",
                    "the model decides about tools by default",
                    body -> removeIf(body, "tool_choice", "\"auto\"")),
            new Equivalence(
                    "arguments", "arguments of calls are JSON inside a text: blanks in it do not count", body -> {
                        in(body.path("messages")).forEach(message -> in(message.path("tool_calls"))
                                .forEach(call -> {
                                    if (call.path("function") instanceof ObjectNode function) {
                                        parse(function, "arguments");
                                    }
                                }));
                        in(body.path("input")).forEach(item -> parse(item, "arguments"));
                    }),
            new Equivalence(
                    "detail",
                    "auto is the default resolution of an image",
                    body -> objects(body, object -> removeIf(object, "detail", "\"auto\""))));

    private static final List<Equivalence> CHAT = List.of(
            new Equivalence(
                    "usage",
                    "the library asks for the usage of every stream",
                    body -> removeIf(body, "stream_options", "{\"include_usage\":true}")),
            new Equivalence(
                    "limit",
                    "max_completion_tokens is the new name of max_tokens, as the dialect wants",
                    body -> rename(body, "max_completion_tokens", "max_tokens")),
            new Equivalence("seed", "Mistral's name of the seed", body -> rename(body, "random_seed", "seed")),
            new Equivalence("stop", "one stop sequence is a list of one", body -> listOfOne(body, "stop")),
            new Equivalence("any", "Mistral's word for required", body -> {
                if (text(body, "tool_choice").equals("any")) {
                    body.put("tool_choice", "required");
                }
            }),
            new Equivalence("named-tool", "only functions can be named, so the type may be left out", body -> {
                if (body.path("tool_choice") instanceof ObjectNode choice && choice.has("function")) {
                    choice.put("type", "function");
                }
            }),
            new Equivalence(
                    "function",
                    "only functions are tools of Mistral, so the type may be left out",
                    body -> in(body.path("tools")).forEach(tool -> {
                        if (tool.has("function")) {
                            tool.put("type", "function");
                        }
                    })),
            new Equivalence(
                    "free-text",
                    "free text is the default",
                    body -> removeIf(body, "response_format", "{\"type\":\"text\"}")),
            new Equivalence(
                    "calls-only",
                    "an assistant's empty content beside its tool calls says nothing",
                    body -> in(body.path("messages")).forEach(message -> {
                        if (message.has("tool_calls")) {
                            removeIf(message, "content", "\"\"");
                            removeIf(message, "content", "[]");
                        }
                    })),
            new Equivalence(
                    "image",
                    "Mistral takes the address of an image also without an object around it",
                    body -> objects(body.path("messages"), part -> {
                        if (part.path("image_url").isString()) {
                            String url = text(part, "image_url");
                            part.putObject("image_url").put("url", url);
                        }
                    })),
            new Equivalence("content", "a text is a list of one part of text", body -> in(body.path("messages"))
                    .forEach(message -> listOfText(message, "content", "text"))),
            new Equivalence(
                    "defaults-of-messages",
                    "no prefix and no tool calls are the defaults; a call's index is its place",
                    body -> in(body.path("messages")).forEach(message -> {
                        removeIf(message, "prefix", "false");
                        removeIf(message, "tool_calls", "[]");
                        in(message.path("tool_calls")).forEach(call -> call.remove("index"));
                    })),
            new Equivalence(
                    "name-of-result",
                    "a result is known by the id of its call; the tool's name beside it is for old models",
                    body -> in(body.path("messages")).forEach(message -> {
                        if (text(message, "role").equals("tool")) {
                            message.remove("name");
                        }
                    })),
            new Equivalence(
                    "mark-beside-content",
                    "OpenRouter takes a cache mark beside the content as one on its last part",
                    body -> in(body.path("messages")).forEach(message -> {
                        JsonNode parts = message.path("content");
                        if (message.has("cache_control")
                                && !parts.isEmpty()
                                && parts.get(parts.size() - 1) instanceof ObjectNode last) {
                            last.set("cache_control", message.remove("cache_control"));
                        }
                    })));

    private static final List<Equivalence> RESPONSES = List.of(
            new Equivalence("input", "a text is a list of one message of the user", body -> {
                if (body.path("input").isString()) {
                    String text = text(body, "input");
                    body.putArray("input").addObject().put("role", "user").put("content", text);
                }
            }),
            new Equivalence("instructions", "instructions are a message of the system in front of all others", body -> {
                JsonNode instructions = body.remove("instructions");
                if (instructions != null && body.path("input") instanceof ArrayNode input) {
                    input.insertObject(0).put("role", "system").put("content", instructions.asString());
                }
            }),
            new Equivalence(
                    "message",
                    "an item with a role is a message; its content may be a text; no annotations are the default",
                    body -> in(body.path("input")).forEach(item -> {
                        removeIf(item, "type", "\"message\"");
                        boolean said = text(item, "role").equals("assistant");
                        listOfText(item, "content", said ? "output_text" : "input_text");
                        listOfText(item, "output", "input_text");
                        in(item.path("content")).forEach(part -> {
                            removeIf(part, "annotations", "[]");
                            removeIf(part, "logprobs", "[]");
                        });
                    })),
            new Equivalence(
                    "status",
                    "the state and, but for thoughts, the id of an item are the vendor's notes, not needed back",
                    body -> in(body.path("input")).forEach(item -> {
                        item.remove("status");
                        if (Set.of("", "function_call", "function_call_output").contains(text(item, "type"))) {
                            item.remove("id");
                        }
                    })),
            new Equivalence("encrypted-thoughts", "the library asks for thoughts in a form it can send back", body -> {
                if (body.path("include") instanceof ArrayNode include) {
                    include.removeIf(what -> what.asString("").equals("reasoning.encrypted_content"));
                    removeIf(body, "include", "[]");
                }
            }),
            new Equivalence("free-text", "free text is the default", body -> {
                removeIf(body.path("text"), "format", "{\"type\":\"text\"}");
                removeIf(body, "text", "{}");
            }));

    private static final List<Equivalence> ANTHROPIC = List.of(
            new Equivalence("content", "a text is a list of one block of text", body -> {
                listOfText(body, "system", "text");
                in(body.path("messages")).forEach(message -> {
                    listOfText(message, "content", "text");
                    in(message.path("content")).stream()
                            .filter(block -> text(block, "type").equals("tool_result"))
                            .forEach(result -> listOfText(result, "content", "text"));
                });
            }),
            new Equivalence(
                    "turns",
                    "the vendor merges turns of one role in a row",
                    body -> mergeTurns(body.path("messages"), "content")),
            new Equivalence(
                    "no-error",
                    "a result is no error by default, and may be empty",
                    body -> objects(body.path("messages"), Set.of("input"), block -> {
                        removeIf(block, "is_error", "false");
                        removeIf(block, "content", "[]");
                    })),
            new Equivalence(
                    "caller",
                    "the model itself is the default caller of a tool",
                    body -> objects(
                            body.path("messages"),
                            Set.of("input"),
                            block -> removeIf(block, "caller", "{\"type\":\"direct\"}"))),
            new Equivalence("parallel", "several calls at once are the default", body -> {
                removeIf(body.path("tool_choice"), "disable_parallel_tool_use", "false");
                removeIf(body, "tool_choice", "{\"type\":\"auto\"}");
            }));

    private static final List<Equivalence> GEMINI = List.of(
            new Equivalence("camel", "fields may be written in snake case", Equivalences::camel),
            new Equivalence("model", "the model is named in the path", body -> body.remove("model")),
            new Equivalence("instruction", "a system instruction has no role; one part is a list of one", body -> {
                if (body.path("systemInstruction") instanceof ObjectNode instruction) {
                    instruction.remove("role");
                    listOfOne(instruction, "parts");
                }
            }),
            new Equivalence(
                    "turns", "turns of one role in a row are one", body -> mergeTurns(body.path("contents"), "parts")),
            new Equivalence("auto", "the model decides about tools by default", body -> {
                removeIf(body.path("toolConfig"), "functionCallingConfig", "{\"mode\":\"AUTO\"}");
                removeIf(body, "toolConfig", "{}");
            }),
            new Equivalence("functions", "all functions may stand in one entry, before the other tools", body -> {
                if (body.path("tools") instanceof ArrayNode tools) {
                    ArrayNode functions = Recording.JSON.createArrayNode();
                    in(tools).forEach(tool -> {
                        JsonNode some = tool.remove("functionDeclarations");
                        if (some != null) {
                            some.forEach(functions::add);
                        }
                    });
                    tools.removeIf(JsonNode::isEmpty);
                    if (!functions.isEmpty()) {
                        tools.insertObject(0).set("functionDeclarations", functions);
                    }
                }
            }),
            new Equivalence(
                    "schema",
                    "a schema may be sent as JSON Schema; names of types in capitals are of the older form",
                    body -> in(body.path("tools").path(0).path("functionDeclarations"))
                            .forEach(function -> {
                                rename(function, "parametersJsonSchema", "parameters");
                                objects(function.path("parameters"), Equivalences::lowerType);
                            })),
            new Equivalence("level", "levels of thinking may be in capitals", body -> {
                if (body.path("generationConfig").path("thinkingConfig") instanceof ObjectNode thinking
                        && thinking.has("thinkingLevel")) {
                    thinking.put(
                            "thinkingLevel", text(thinking, "thinkingLevel").toLowerCase(Locale.ROOT));
                }
            }),
            new Equivalence(
                    "config", "an empty configuration says nothing", body -> removeIf(body, "generationConfig", "{}")));

    private static final List<Equivalence> EMBEDDINGS = List.of(
            new Equivalence("input", "one text is a list of one", body -> {
                listOfOne(body, "input");
                listOfOne(body, "inputs");
            }),
            new Equivalence(
                    "encoding",
                    "how the numbers travel is the library's business",
                    body -> body.remove("encoding_format")));

    private static final Map<String, List<Equivalence>> BY_FORMAT = new TreeMap<>(Map.of(
            "chat", joined(List.of(COMMON, OPENAI, CHAT)),
            "responses", joined(List.of(COMMON, OPENAI, RESPONSES)),
            "anthropic", joined(List.of(COMMON, ANTHROPIC)),
            "gemini", joined(List.of(COMMON, GEMINI)),
            "embeddings", joined(List.of(COMMON, EMBEDDINGS))));

    private Equivalences() {}

    private static List<Equivalence> joined(List<List<Equivalence>> lists) {
        return lists.stream().flatMap(List::stream).toList();
    }

    /** Those of a wire format. */
    static List<Equivalence> of(String format) {
        return BY_FORMAT.getOrDefault(format, COMMON);
    }

    /** Brings all names of fields to camel case, but for those inside of what belongs to the application. */
    static void camel(ObjectNode body) {
        objects(body, OPAQUE_TO_GEMINI, object -> List.copyOf(object.properties())
                .forEach(field -> {
                    String name = SNAKE.matcher(field.getKey())
                            .replaceAll(match -> match.group(1).toUpperCase(Locale.ROOT));
                    if (!name.equals(field.getKey())) {
                        rename(object, field.getKey(), name);
                    }
                }));
    }

    private static void lowerType(ObjectNode schema) {
        if (schema.path("type").isString()) {
            schema.put("type", text(schema, "type").toLowerCase(Locale.ROOT));
        }
    }
}
