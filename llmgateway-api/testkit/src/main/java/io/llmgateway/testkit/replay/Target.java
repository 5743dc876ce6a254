package io.llmgateway.testkit.replay;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The provider that can play a recording back.
 *
 * @param type the type of its factory
 * @param options what makes the difference, such as the dialect; a factory without one of these cannot play it
 * @param embeds whether the recording is of embeddings, not of a chat
 */
record Target(String type, Map<String, String> options, boolean embeds) {
    /** Vendors that speak OpenAI's dialect in a way of their own; all others speak it as most do. */
    private static final Set<String> DIALECTS = Set.of(
            "openai",
            "azure",
            "mistral",
            "groq",
            "deepseek",
            "xai",
            "openrouter",
            "together",
            "fireworks",
            "perplexity",
            "cerebras",
            "zai",
            "moonshot",
            "ollama",
            "vllm",
            "lmstudio",
            "llamacpp",
            "huggingface");

    /** Azure's older paths, which name the deployment and the version of the API. */
    private static final Pattern DEPLOYMENT = Pattern.compile("/openai/deployments/.*[?&]api-version=([0-9a-z-]+)");

    /** Kinds of exchanges no provider has an operation for. */
    private static final Set<String> NOT_BUILT = Set.of(
            "completions",
            "moderations",
            "rerank",
            "models",
            "batches",
            "count-tokens",
            "cached-contents",
            "interactions",
            "responses-object",
            "responses-compact",
            "ollama-chat",
            "ollama-generate",
            "cohere-chat",
            "cohere-chat-v1",
            "converse",
            "converse-stream",
            "invoke",
            "invoke-stream");

    /** Why a recording has no target; told in the report. */
    static final class NoTarget extends Exception {
        private static final long serialVersionUID = 1;

        NoTarget(String why) {
            super(why);
        }
    }

    static Target of(Recording recording) throws NoTarget {
        String kind = recording.kind();
        if (NOT_BUILT.contains(kind)) {
            throw new NoTarget("no provider does " + kind);
        }
        return switch (kind) {
            case "chat" -> openAi(recording, "chat", false);
            case "responses" -> openAi(recording, "responses", false);
            case "messages" -> new Target("anthropic", Map.of(), false);
            case "raw-predict" -> new Target("anthropic", Map.of("platform", "vertex"), false);
            case "generate", "generate-stream" -> gemini(recording.provider(), false);
            case "predict" -> gemini(recording.provider(), true);
            case "tgi-generate" -> new Target("huggingface", Map.of("api", "tgi"), false);
            case "hf-task" -> new Target("huggingface", Map.of(), true);
            case "embeddings" -> embeddings(recording);
            case "error" -> error(recording);
            default -> throw new NoTarget("kind " + kind + " is not known here");
        };
    }

    private static Target openAi(Recording recording, String api, boolean embeds) {
        Map<String, String> options = new TreeMap<>();
        options.put("dialect", DIALECTS.contains(recording.provider()) ? recording.provider() : "compatible");
        if (!api.equals("chat")) {
            options.put("api", api);
        }
        Matcher deployment = DEPLOYMENT.matcher(recording.url());
        if (recording.provider().equals("azure") && deployment.find()) {
            options.put("api-version", deployment.group(1));
        }
        return new Target("openai", options, embeds);
    }

    private static Target gemini(String provider, boolean embeds) {
        return new Target("gemini", provider.equals("vertex") ? Map.of("platform", "vertex") : Map.of(), embeds);
    }

    private static Target embeddings(Recording recording) throws NoTarget {
        return switch (recording.provider()) {
            case "gemini", "vertex" -> gemini(recording.provider(), true);
            case "cohere", "bedrock" -> throw new NoTarget("no provider for " + recording.provider());
            case "huggingface" -> new Target("huggingface", Map.of(), true);
            default -> openAi(recording, "chat", true);
        };
    }

    // bodies of failures without a request: read as the vendor's own form of chat would
    private static Target error(Recording recording) throws NoTarget {
        return switch (recording.provider()) {
            case "anthropic" -> new Target("anthropic", Map.of(), false);
            case "gemini", "vertex" -> gemini(recording.provider(), false);
            case "huggingface" -> new Target("huggingface", Map.of(), false);
            case "bedrock", "cohere" -> throw new NoTarget("no provider for " + recording.provider());
            default -> openAi(recording, "chat", false);
        };
    }
}
