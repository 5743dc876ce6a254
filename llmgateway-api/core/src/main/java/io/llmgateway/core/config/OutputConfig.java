package io.llmgateway.core.config;

import io.llmgateway.chat.OutputUse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code llmgateway.guard.output}: what answers may hold.
 *
 * @param enabled whether answers are looked at; false if absent
 * @param html what becomes of markup; {@code strip} if absent
 * @param linkHosts where links may lead: {@code example.com}, {@code *.example.com} or {@code *}; any host if absent
 * @param imageHosts where images may come from; nowhere if absent
 * @param use what answers are for where a call does not say; nothing known if absent
 * @param payload what is done about an answer that does not fit its use; {@code block} if absent
 * @param maxChars the most chars of an answer, from 1; no limit if absent
 * @param leakage what is done about an answer that tells the system prompt; {@code flag} if absent
 * @param leakageWords how many words in a row tell it, from 5 to 200; 12 if absent
 * @param schema what is done about an answer that is not the JSON that was asked for; {@code flag} if absent
 * @param systemSecrets what is done about secrets in the system prompt; {@code flag} if absent
 * @param tools whether arguments of tools are cleaned too; true if absent
 */
public record OutputConfig(
        @Nullable Boolean enabled,
        @Nullable Html html,
        @Nullable List<String> linkHosts,
        @Nullable List<String> imageHosts,
        @Nullable OutputUse use,
        @Nullable Action payload,
        @Nullable Integer maxChars,
        @Nullable Action leakage,
        @Nullable Integer leakageWords,
        @Nullable Action schema,
        @Nullable Action systemSecrets,
        @Nullable Boolean tools) {
    private static final int USUAL_WORDS = 12;

    /** What becomes of markup. */
    public enum Html {
        /** What is active goes away. */
        STRIP,
        /** All of it becomes text. */
        ESCAPE,
        /** An answer that holds something active is refused. */
        BLOCK,
        /** It stays. */
        OFF
    }

    /** What is done. */
    public enum Action {
        /** Nothing. */
        OFF,
        /** Listeners are told. */
        FLAG,
        /** The call is refused. */
        BLOCK
    }

    public OutputConfig {
        enabled = enabled != null && enabled;
        html = html == null ? Html.STRIP : html;
        linkHosts = linkHosts == null ? List.of("*") : List.copyOf(linkHosts);
        imageHosts = imageHosts == null ? List.of() : List.copyOf(imageHosts);
        payload = payload == null ? Action.BLOCK : payload;
        leakage = leakage == null ? Action.FLAG : leakage;
        leakageWords = leakageWords == null ? USUAL_WORDS : leakageWords;
        schema = schema == null ? Action.FLAG : schema;
        systemSecrets = systemSecrets == null ? Action.FLAG : systemSecrets;
        tools = tools == null || tools;
        if (maxChars != null && maxChars < 1) {
            throw new IllegalArgumentException("max-chars is " + maxChars + ": it must be at least 1");
        }
        if (leakageWords < 5 || leakageWords > 200) {
            throw new IllegalArgumentException("leakage-words is " + leakageWords + ": it must be from 5 to 200");
        }
    }
}
