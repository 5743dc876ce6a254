package io.llmgateway.jtokkit;

import com.knuddels.jtokkit.api.EncodingType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which encoding a model has, as OpenAI's tiktoken has it (<a
 * href="https://github.com/openai/tiktoken/blob/main/tiktoken/model.py">model.py</a>). JTokkit's own table is older than
 * most models and takes {@code gpt-4.1} for a {@code gpt-4}, so it is not asked. A family is told by the beginning of
 * the name, up to something that is no letter or digit: what comes after {@code gpt-4} with a dot is another family.
 */
final class ModelEncodings {
    private static final Set<String> BARE_NAMES = Set.of("openai", "azure");

    // the open models have o200k_harmony: o200k, with more control tokens
    private static final Map<EncodingType, List<String>> FAMILIES = Map.of(
            EncodingType.O200K_BASE,
            List.of(
                    "gpt-5",
                    "gpt-4.5",
                    "gpt-4.1",
                    "gpt-4o",
                    "chatgpt-4o",
                    "o1",
                    "o3",
                    "o4",
                    "gpt-oss",
                    "codex-mini",
                    "gpt-audio",
                    "gpt-realtime",
                    "computer-use"),
            EncodingType.CL100K_BASE,
            List.of(
                    "gpt-4",
                    "gpt-3.5",
                    "gpt-35",
                    "text-embedding-3",
                    "text-embedding-ada-002",
                    "davinci-002",
                    "babbage-002"));

    private ModelEncodings() {}

    /** The encoding, or null where it is not known for sure. */
    static @Nullable EncodingType find(String vendor, String model) {
        String name = BARE_NAMES.contains(vendor) ? model : elsewhere(model);
        return name == null ? null : find(name.startsWith("ft:") ? name.substring(3) : name);
    }

    /** The encoding of a model in OpenAI's own words. */
    static @Nullable EncodingType find(String model) {
        for (Map.Entry<EncodingType, List<String>> encoding : FAMILIES.entrySet()) {
            for (String family : encoding.getValue()) {
                if (belongs(model, family)) {
                    return encoding.getKey();
                }
            }
        }
        return null;
    }

    // gpt-5.1 is of the family gpt-5, but gpt-4.1 is none of gpt-4's
    private static boolean belongs(String model, String family) {
        if (!model.startsWith(family) || model.length() == family.length()) {
            return model.equals(family);
        }
        char next = model.charAt(family.length());
        return next == '.' ? family.equals("gpt-5") : !Character.isLetterOrDigit(next);
    }

    // whoever serves OpenAI's models beside others says so in the name; the open ones have the name to themselves
    private static @Nullable String elsewhere(String model) {
        String name = model.substring(model.lastIndexOf('/') + 1);
        return model.contains("openai/") || name.startsWith("gpt-oss") ? name : null;
    }

    /** The name in OpenAI's own words, whoever serves it. */
    static String bare(String model) {
        String name = model.substring(model.lastIndexOf('/') + 1);
        return name.startsWith("ft:") ? name.substring(3) : name;
    }
}
