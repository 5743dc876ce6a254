package io.llmgateway.providers.openai;

import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.providers.openai.Dialect.Auth;
import io.llmgateway.providers.openai.Dialect.ModelRule;
import io.llmgateway.providers.openai.Dialect.SentBack;
import io.llmgateway.providers.openai.Dialect.Thinking;
import io.llmgateway.providers.openai.Dialect.Trait;
import io.llmgateway.spi.Nearest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The table of all profiles. A new vendor is one entry here; look up its address, its words and its refusals in its
 * own reference.
 */
final class Dialects {
    private static final String OWN_VALUE = "this model takes only its own value";

    // https://platform.openai.com/docs/guides/latest-model: sampling can be set only where the model does not reason
    private static final Map<String, String> NOT_WHILE_REASONING =
            Map.of("temperature", OWN_VALUE, "topP", OWN_VALUE, "stop", "this model has no stop sequences");

    private static final ModelRule[] OPENAI_MODELS = {
        new ModelRule(List.of("gpt-5."), "-chat", true, true, NOT_WHILE_REASONING),
        new ModelRule(List.of("gpt-5"), "-chat", false, true, NOT_WHILE_REASONING),
        new ModelRule(
                List.of("o1-mini", "o1-preview"),
                null,
                false,
                false,
                Map.of("temperature", OWN_VALUE, "topP", OWN_VALUE, "stop", "this model has no stop sequences")),
        new ModelRule(
                List.of("o1", "o3", "o4"),
                null,
                false,
                true,
                Map.of(
                        "temperature",
                        OWN_VALUE,
                        "topP",
                        OWN_VALUE,
                        "stop",
                        "this model has no stop sequences",
                        "parallelToolCalls",
                        "this model asks for tools one by one"))
    };

    // https://docs.x.ai/docs/guides/reasoning
    private static final ModelRule[] XAI_MODELS = {
        new ModelRule(
                List.of("grok-3-mini", "grok-4", "grok-code"),
                "non-reasoning",
                false,
                false,
                Map.of("stop", "reasoning models of xAI have no stop sequences"))
    };

    // https://platform.moonshot.ai/docs/guide/use-kimi-k2-thinking-model
    private static final ModelRule[] MOONSHOT_MODELS = {
        new ModelRule(List.of("kimi-"), null, false, false, Map.of("temperature", OWN_VALUE, "topP", OWN_VALUE))
    };

    private static final Map<String, Dialect> ALL = table(
            // https://platform.openai.com/docs/api-reference/chat
            Dialect.named("openai")
                    .at("https://api.openai.com/v1")
                    .needsKey()
                    .maxTokens("max_completion_tokens")
                    .endUser("safety_identifier")
                    .with(Trait.STREAM_OPTIONS, Trait.RESPONSES, Trait.CACHE_KEY, Trait.ORGANIZATIONS)
                    .with(Trait.REFUSALS, Trait.PACKED_VECTORS, Trait.MODERATIONS)
                    .refuses("chat completions of OpenAI never show the thoughts", "reasoning.include")
                    .refuses("a tool's result is text here", "toolResult.image", "toolResult.document")
                    .refuses("it takes no address of a document, only the bytes or a file id", "document.url")
                    .models(OPENAI_MODELS),
            // https://learn.microsoft.com/azure/ai-services/openai/reference
            Dialect.named("azure")
                    .needsKey()
                    .auth(Auth.API_KEY_HEADER)
                    .maxTokens("max_completion_tokens")
                    .endUser("user")
                    .with(Trait.STREAM_OPTIONS, Trait.RESPONSES, Trait.CACHE_KEY, Trait.DEPLOYMENTS)
                    .with(Trait.REFUSALS, Trait.PACKED_VECTORS, Trait.CACHE_BESIDE_PROMPT) // xAI's models there
                    .refuses("chat completions of Azure never show the thoughts", "reasoning.include")
                    .refuses("a tool's result is text here", "toolResult.image", "toolResult.document")
                    .refuses("it takes no address of a document, only the bytes or a file id", "document.url")
                    .models(OPENAI_MODELS),
            // https://docs.mistral.ai/api
            Dialect.named("mistral")
                    .at("https://api.mistral.ai/v1")
                    .needsKey()
                    .seed("random_seed")
                    .anyTool("any")
                    .dimensions("output_dimension")
                    .sentBack(SentBack.PARTS)
                    .with(Trait.NINE_LETTER_IDS, Trait.PLAIN_MEDIA, Trait.MODERATIONS),
            // https://console.groq.com/docs/openai
            Dialect.named("groq")
                    .at("https://api.groq.com/openai/v1")
                    .needsKey()
                    .maxTokens("max_completion_tokens")
                    .endUser("user")
                    .thinking(Thinking.EFFORT_AND_INCLUDE)
                    .with(Trait.STREAM_OPTIONS, Trait.RESPONSES)
                    .refuses("Groq refuses names on messages", "message.name")
                    .refuses("Groq takes text and images only", "document", "audio")
                    .refuses("a tool's result is text here", "toolResult.image", "toolResult.document")
                    .refuses("Groq offers no embeddings", "embeddings"),
            // https://api-docs.deepseek.com/api/create-chat-completion
            Dialect.named("deepseek")
                    .at("https://api.deepseek.com")
                    .needsKey()
                    .thinking(Thinking.SWITCH_AND_EFFORT)
                    .sentBack(SentBack.CONTENT_WITH_TOOLS)
                    .with(Trait.STREAM_OPTIONS, Trait.RESPONSES)
                    .refuses("DeepSeek has no seed", "seed")
                    .refuses("DeepSeek has no such switch", "parallelToolCalls")
                    .refuses("DeepSeek enforces JSON, but no schema", "responseFormat.schema")
                    .refuses("DeepSeek takes text only", "image", "document", "audio")
                    .refuses("DeepSeek offers no embeddings", "embeddings"),
            // https://docs.x.ai/docs/api-reference
            Dialect.named("xai")
                    .at("https://api.x.ai/v1")
                    .needsKey()
                    .maxTokens("max_completion_tokens")
                    .endUser("user")
                    .with(Trait.STREAM_OPTIONS, Trait.RESPONSES)
                    .with(Trait.REASONING_BESIDE_COMPLETION, Trait.TELLS_COST)
                    .models(XAI_MODELS),
            // https://openrouter.ai/docs/api-reference
            Dialect.named("openrouter")
                    .at("https://openrouter.ai/api/v1")
                    .needsKey()
                    .endUser("user")
                    .thinking(Thinking.OBJECT)
                    .sentBack(SentBack.DETAILS)
                    .with(Trait.STREAM_OPTIONS, Trait.RESPONSES, Trait.CACHE_CONTROL, Trait.TELLS_COST),
            // https://docs.together.ai/reference/chat-completions-1
            Dialect.named("together")
                    .at("https://api.together.xyz/v1")
                    .needsKey()
                    .refuses("Together takes no documents", "document"),
            // https://docs.fireworks.ai/api-reference/post-chatcompletions
            Dialect.named("fireworks")
                    .at("https://api.fireworks.ai/inference/v1")
                    .needsKey()
                    .endUser("user")
                    .with(Trait.STREAM_OPTIONS)
                    .refuses("Fireworks takes no documents", "document"),
            // https://docs.perplexity.ai/api-reference/chat-completions-post
            Dialect.named("perplexity")
                    .at("https://api.perplexity.ai")
                    .needsKey()
                    .with(Trait.TELLS_COST)
                    .refuses("Perplexity's models search, but call no tools", "tools", "toolChoice")
                    .refuses("Perplexity's models search, but call no tools", "parallelToolCalls")
                    .refuses("Perplexity has no seed", "seed")
                    .refuses("Perplexity has no stop sequences", "stop")
                    .refuses("Perplexity enforces a schema, but not JSON of any kind", "responseFormat.json")
                    .refuses("Perplexity offers no embeddings here", "embeddings"),
            // https://inference-docs.cerebras.ai/api-reference/chat-completions
            Dialect.named("cerebras")
                    .at("https://api.cerebras.ai/v1")
                    .needsKey()
                    .maxTokens("max_completion_tokens")
                    .endUser("user")
                    .refuses("Cerebras takes text only", "image", "document", "audio")
                    .refuses("Cerebras offers no embeddings", "embeddings"),
            // https://docs.z.ai/api-reference/llm/chat-completion
            Dialect.named("zai")
                    .at("https://api.z.ai/api/paas/v4")
                    .needsKey()
                    .thinking(Thinking.SWITCH_AND_EFFORT)
                    .sentBack(SentBack.CONTENT_WITH_TOOLS)
                    .with(Trait.STREAM_OPTIONS)
                    .refuses("Z.ai leaves the choice of tools to the model", "toolChoice", "parallelToolCalls")
                    .refuses("Z.ai has no seed", "seed")
                    .refuses("Z.ai has no names on messages", "message.name")
                    .refuses("Z.ai enforces JSON, but no schema", "responseFormat.schema"),
            // https://platform.moonshot.ai/docs/api/chat
            Dialect.named("moonshot")
                    .at("https://api.moonshot.ai/v1")
                    .needsKey()
                    .maxTokens("max_completion_tokens")
                    .thinking(Thinking.SWITCH_AND_EFFORT)
                    .sentBack(SentBack.CONTENT_WITH_TOOLS)
                    .with(Trait.STREAM_OPTIONS)
                    .refuses("Moonshot offers no embeddings", "embeddings")
                    .models(MOONSHOT_MODELS),
            // https://huggingface.co/docs/inference-providers/tasks/chat-completion
            Dialect.named("huggingface")
                    .at("https://router.huggingface.co/v1")
                    .needsKey()
                    .with(Trait.STREAM_OPTIONS, Trait.RESPONSES),
            // https://docs.ollama.com/api/openai-compatibility
            Dialect.named("ollama")
                    .at("http://localhost:11434/v1")
                    .sentBack(SentBack.REASONING_WITH_TOOLS)
                    .with(Trait.STREAM_OPTIONS, Trait.RESPONSES)
                    .refuses("Ollama has no tool choice", "toolChoice")
                    .refuses("Ollama has no such switch", "parallelToolCalls")
                    .refuses("Ollama fetches nothing, send the bytes", "image.url")
                    .refuses("Ollama takes text and images only", "document", "audio"),
            // https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html
            Dialect.named("vllm")
                    .at("http://localhost:8000/v1")
                    .endUser("user")
                    .thinking(Thinking.EFFORT_AND_INCLUDE)
                    .sentBack(SentBack.REASONING_WITH_TOOLS)
                    .with(Trait.STREAM_OPTIONS, Trait.RESPONSES),
            // https://lmstudio.ai/docs/developer/openai-compat
            Dialect.named("lmstudio")
                    .at("http://localhost:1234/v1")
                    .with(Trait.STREAM_OPTIONS, Trait.RESPONSES)
                    .refuses("LM Studio takes text and images only", "document", "audio"),
            // https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md
            Dialect.named("llamacpp")
                    .at("http://localhost:8080/v1")
                    .thinking(Thinking.TEMPLATE)
                    .sentBack(SentBack.CONTENT_WITH_TOOLS)
                    .with(Trait.STREAM_OPTIONS)
                    .refuses("llama.cpp takes no documents", "document"),
            Dialect.named("compatible").with(Trait.STREAM_OPTIONS, Trait.RESPONSES, Trait.MODERATIONS));

    private Dialects() {}

    private static Map<String, Dialect> table(Dialect.Builder... profiles) {
        Map<String, Dialect> all = new LinkedHashMap<>();
        for (Dialect.Builder profile : profiles) {
            Dialect dialect = profile.build();
            all.put(dialect.name(), dialect);
        }
        return all;
    }

    static Stream<Dialect> all() {
        return ALL.values().stream();
    }

    static Dialect named(String name, String property) {
        Dialect found = ALL.get(name);
        if (found == null) {
            throw new MisconfiguredException(
                    property + " is \"" + name + "\": there is no such dialect; " + Nearest.hint(name, ALL.keySet()));
        }
        return found;
    }
}
