package io.llmgateway.chain;

/** What a piece of an answer's text is. */
public enum TextKind {
    /** The answer itself. */
    TEXT,
    /** The model's thoughts. */
    REASONING,
    /** The words of a refusal. */
    REFUSAL,
    /** Arguments of a tool call: pieces of JSON text. */
    TOOL_ARGUMENTS
}
