package io.llmgateway.providers.openai;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How one vendor speaks the dialect: an address, a few words, and what it does not take. All of it is data; the table
 * is {@link Dialects}.
 *
 * @param name what the configuration knows it by
 * @param baseUrl where it is, or null where the configuration must say
 * @param keyRequired whether its own address cannot be used without a key
 * @param auth how the key is sent
 * @param maxTokens the field for the token limit
 * @param seed the field for the seed
 * @param anyTool the word for a tool choice that demands a tool
 * @param dimensions the field for the length of vectors
 * @param endUser the field for the end user, or null where there is none
 * @param thinking how reasoning is asked for
 * @param sentBack in which form it wants its reasoning back
 * @param traits what else sets it apart
 * @param refused fields of the common request it does not take, with the reason
 * @param models what single models do not take; the first rule that fits counts
 */
record Dialect(
        String name,
        @Nullable String baseUrl,
        boolean keyRequired,
        Auth auth,
        String maxTokens,
        String seed,
        String anyTool,
        String dimensions,
        @Nullable String endUser,
        Thinking thinking,
        SentBack sentBack,
        Set<Trait> traits,
        Map<String, String> refused,
        List<ModelRule> models) {

    /** How the key is sent. */
    enum Auth {
        BEARER,
        API_KEY_HEADER
    }

    /** How reasoning is asked for. */
    enum Thinking {
        /** {@code reasoning_effort}. */
        EFFORT,
        /** {@code reasoning_effort}, and {@code include_reasoning} to see the thoughts or not. */
        EFFORT_AND_INCLUDE,
        /** {@code thinking{type}} as the switch, {@code reasoning_effort} for how much. */
        SWITCH_AND_EFFORT,
        /** {@code reasoning{effort, max_tokens, exclude}}. */
        OBJECT,
        /** What the model's chat template reads, in {@code chat_template_kwargs}. */
        TEMPLATE
    }

    /** In which form reasoning is sent back with an earlier answer. */
    enum SentBack {
        /** Not at all. */
        NOTHING,
        /** {@code reasoning_content} beside the tool calls of an answer. */
        CONTENT_WITH_TOOLS,
        /** {@code reasoning} beside the tool calls of an answer. */
        REASONING_WITH_TOOLS,
        /** {@code reasoning_details}, unchanged. */
        DETAILS,
        /** Parts of type {@code thinking} in the content. */
        PARTS
    }

    /** What else sets a vendor apart. */
    enum Trait {
        /** Tells the usage of a stream only when asked by {@code stream_options}. */
        STREAM_OPTIONS,
        /** Offers {@code /responses}. */
        RESPONSES,
        /** Takes {@code prompt_cache_key} and {@code prompt_cache_retention}. */
        CACHE_KEY,
        /** Takes {@code cache_control} on parts. */
        CACHE_CONTROL,
        /** Wants ids of tool calls of exactly nine letters and digits. */
        NINE_LETTER_IDS,
        /** Counts reasoning tokens beside the completion tokens, not among them. */
        REASONING_BESIDE_COMPLETION,
        /** Counts what came from the cache beside the prompt tokens where it is more than they are. */
        CACHE_BESIDE_PROMPT,
        /** Tells in the usage what the answer cost, in US dollars or parts of them. */
        TELLS_COST,
        /** Takes documents as {@code document_url} and sounds by their address. */
        PLAIN_MEDIA,
        /** Takes {@code OpenAI-Organization} and {@code OpenAI-Project}. */
        ORGANIZATIONS,
        /** Has paths by deployment and versions by date. */
        DEPLOYMENTS,
        /** Has a field of its own for refusals in earlier answers. */
        REFUSALS,
        /** Gives vectors in Base64, which is a quarter of the size. */
        PACKED_VECTORS,
        /** Offers {@code /moderations}. */
        MODERATIONS
    }

    /**
     * What some models do not take.
     *
     * @param prefixes how their names begin
     * @param without a piece of a name the rule does not hold for, or null
     * @param onlyWhileReasoning whether it holds only where the request sets a reasoning effort
     * @param developer whether their system messages have the role {@code developer}
     * @param refused fields of the common request, with the reason
     */
    record ModelRule(
            List<String> prefixes,
            @Nullable String without,
            boolean onlyWhileReasoning,
            boolean developer,
            Map<String, String> refused) {

        boolean fits(String model) {
            return begins(model) && (without == null || !model.contains(without));
        }

        // by index: each call asks each rule, and an iterator for each is garbage
        private boolean begins(String model) {
            for (int i = 0; i < prefixes.size(); i++) {
                if (model.startsWith(prefixes.get(i))) {
                    return true;
                }
            }
            return false;
        }
    }

    boolean has(Trait trait) {
        return traits.contains(trait);
    }

    @Nullable
    ModelRule rule(String model) {
        for (ModelRule rule : models) {
            if (rule.fits(model)) {
                return rule;
            }
        }
        return null;
    }

    static Builder named(String name) {
        return new Builder(name);
    }

    /** Collects a profile; what is not set is as with most vendors. */
    static final class Builder {
        private final String name;
        private @Nullable String baseUrl;
        private boolean keyRequired;
        private Auth auth = Auth.BEARER;
        private String maxTokens = "max_tokens";
        private String seed = "seed";
        private String anyTool = "required";
        private String dimensions = "dimensions";
        private @Nullable String endUser;
        private Thinking thinking = Thinking.EFFORT;
        private SentBack sentBack = SentBack.NOTHING;
        private final Set<Trait> traits = EnumSet.noneOf(Trait.class);
        private final Map<String, String> refused = new HashMap<>();
        private List<ModelRule> models = List.of();

        private Builder(String name) {
            this.name = name;
        }

        Builder at(String url) {
            baseUrl = url;
            return this;
        }

        Builder needsKey() {
            keyRequired = true;
            return this;
        }

        Builder auth(Auth value) {
            auth = value;
            return this;
        }

        Builder maxTokens(String field) {
            maxTokens = field;
            return this;
        }

        Builder seed(String field) {
            seed = field;
            return this;
        }

        Builder anyTool(String word) {
            anyTool = word;
            return this;
        }

        Builder dimensions(String field) {
            dimensions = field;
            return this;
        }

        Builder endUser(String field) {
            endUser = field;
            return this;
        }

        Builder thinking(Thinking value) {
            thinking = value;
            return this;
        }

        Builder sentBack(SentBack value) {
            sentBack = value;
            return this;
        }

        Builder with(Trait... values) {
            traits.addAll(List.of(values));
            return this;
        }

        Builder refuses(String why, String... fields) {
            for (String field : fields) {
                refused.put(field, why);
            }
            return this;
        }

        Builder models(ModelRule... rules) {
            models = List.of(rules);
            return this;
        }

        Dialect build() {
            return new Dialect(
                    name,
                    baseUrl,
                    keyRequired,
                    auth,
                    maxTokens,
                    seed,
                    anyTool,
                    dimensions,
                    endUser,
                    thinking,
                    sentBack,
                    Set.copyOf(traits),
                    Map.copyOf(refused),
                    models);
        }
    }
}
