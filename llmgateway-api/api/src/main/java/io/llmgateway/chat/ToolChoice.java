package io.llmgateway.chat;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether the model may, must or must not ask for tools.
 *
 * @param mode the rule
 * @param name the one tool it must ask for; set exactly where the mode is {@link Mode#NAMED}
 */
public record ToolChoice(Mode mode, @Nullable String name) {
    /** The model decides. */
    public static final ToolChoice AUTO = new ToolChoice(Mode.AUTO, null);
    /** The model must answer itself. */
    public static final ToolChoice NONE = new ToolChoice(Mode.NONE, null);
    /** The model must ask for at least one tool. */
    public static final ToolChoice REQUIRED = new ToolChoice(Mode.REQUIRED, null);

    /** The rules there are. */
    public enum Mode {
        /** The model decides. */
        AUTO,
        /** No tool. */
        NONE,
        /** At least one tool. */
        REQUIRED,
        /** The one named. */
        NAMED
    }

    public ToolChoice {
        Objects.requireNonNull(mode, "mode");
        if ((mode == Mode.NAMED) != (name != null)) {
            throw new IllegalArgumentException("a tool's name goes with NAMED, and only there");
        }
    }

    /**
     * The model must ask for this tool.
     *
     * @param name the tool's name
     * @return the choice
     */
    public static ToolChoice tool(String name) {
        return new ToolChoice(Mode.NAMED, name);
    }
}
