package io.llmgateway.core.recall;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ProviderState;
import io.llmgateway.chat.ReasoningOptions;
import io.llmgateway.chat.ResponseFormat;
import io.llmgateway.chat.Tool;
import io.llmgateway.chat.ToolChoice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes all of a request that may change its answer. Left out are the model, which the partition has; tags and the end
 * user, of whom the model hears nothing; and hints for vendors' caches.
 */
final class Canonical {
    private final Digest out;

    private Canonical(Digest out) {
        this.out = out;
    }

    /** Whether a request has a form. */
    static boolean knows(ModelRequest request) {
        return (request instanceof ChatRequest || request instanceof EmbeddingRequest) && Digest.takes(request.extra());
    }

    static Digest write(ModelRequest request, Digest out) {
        Canonical canonical = new Canonical(out);
        if (request instanceof ChatRequest chat) {
            canonical.chat(chat);
        } else if (request instanceof EmbeddingRequest embedding) {
            canonical.embedding(embedding);
        } else {
            throw new IllegalArgumentException("a request of the kind " + request.getClass());
        }
        return out;
    }

    /** Writes what stands before the questions of many requests. */
    static Digest beginning(List<Tool> tools, List<Message> instructions, Digest out) {
        Canonical canonical = new Canonical(out);
        canonical.tools(tools);
        instructions.forEach(canonical::message);
        return out;
    }

    private void chat(ChatRequest request) {
        out.kind('C').list(request.messages().size());
        for (Message message : request.messages()) {
            message(message);
        }
        tools(request.tools());
        out.value(request.stop()).value(request.extra()).flag(request.dropUnsupported());
        ToolChoice choice = request.toolChoice().orElse(null);
        out.text(choice == null ? null : choice.mode().name());
        out.text(choice == null ? null : choice.name());
        out.flag(request.parallelToolCalls().orElse(null));
        format(request.responseFormat().orElse(null));
        out.real(request.temperature().orElse(null)).real(request.topP().orElse(null));
        out.whole(request.maxTokens().orElse(null)).whole(request.seed().orElse(null));
        ReasoningOptions reasoning = request.reasoning().orElse(null);
        out.flag(reasoning != null);
        if (reasoning != null) {
            out.text(reasoning.effort()).whole(reasoning.budgetTokens()).flag(reasoning.include());
        }
    }

    private void embedding(EmbeddingRequest request) {
        out.kind('E').value(request.inputs()).value(request.extra()).flag(request.dropUnsupported());
        out.value(request.dimensions().orElse(null)).text(request.purpose().orElse(null));
    }

    private void tools(List<Tool> tools) {
        out.list(tools.size());
        for (Tool tool : tools) {
            if (tool instanceof Tool.Function function) {
                out.kind('F').text(function.name()).text(function.description());
                out.text(function.parameters().text()).flag(function.strict());
            } else if (tool instanceof Tool.Native known) {
                out.kind('N').text(known.format()).text(known.definition().text());
            } else {
                throw new IllegalArgumentException("a tool of the kind " + tool.getClass());
            }
        }
    }

    private void format(@Nullable ResponseFormat format) {
        if (format instanceof ResponseFormat.JsonSchema schema) {
            out.kind('S').text(schema.name()).text(schema.schema().text()).flag(schema.strict());
        } else {
            out.text(format == null ? null : format.getClass().getSimpleName());
        }
    }

    private void message(Message message) {
        out.kind('M').text(message.role().value()).text(message.name());
        parts(message.parts());
    }

    private void parts(List<Part> parts) {
        for (Part part : parts) {
            if (!(part instanceof Part.CachePoint)) {
                part(part);
            }
        }
        out.kind('.');
    }

    private void part(Part part) {
        if (part instanceof Part.Text text) {
            state(out.kind('T').text(text.text()), text.state());
        } else if (part instanceof Part.ToolCall call) {
            out.kind('A')
                    .text(call.id())
                    .text(call.name())
                    .text(call.arguments())
                    .flag(call.complete());
            state(out, call.state());
        } else if (part instanceof Part.ToolResult result) {
            out.kind('U').text(result.callId()).text(result.name()).flag(result.error());
            parts(result.content());
        } else if (part instanceof Part.Reasoning reasoning) {
            state(out.kind('R').text(reasoning.text()), reasoning.state());
        } else if (part instanceof Part.Refusal refusal) {
            out.kind('X').text(refusal.text());
        } else if (part instanceof Part.Image image) {
            media(out.kind('I').text(image.detail()), image.source());
        } else if (part instanceof Part.Document document) {
            media(out.kind('D').text(document.title()), document.source());
        } else if (part instanceof Part.Audio audio) {
            media(out.kind('L'), audio.source());
        } else if (part instanceof Part.Opaque opaque) {
            state(out.kind('O'), opaque.state());
        } else {
            throw new IllegalArgumentException("a part of the kind " + part.getClass());
        }
    }

    private static void media(Digest out, MediaSource source) {
        if (source instanceof MediaSource.Inline inline) {
            out.kind('i').text(inline.base64());
        } else if (source instanceof MediaSource.Url url) {
            out.kind('u').text(url.url());
        } else if (source instanceof MediaSource.FileId file) {
            out.kind('f').text(file.id());
        } else {
            throw new IllegalArgumentException("a source of the kind " + source.getClass());
        }
        out.text(source.mediaType());
    }

    private static void state(Digest out, @Nullable ProviderState state) {
        out.flag(state != null);
        if (state != null) {
            out.text(state.format()).text(state.data());
        }
    }
}
