package io.llmgateway.guard;

/** Where a text comes from: how far it can be trusted. */
public enum Origin {
    /** Instructions of the application. */
    SYSTEM(true),
    /** What a user says. */
    USER(false),
    /** An earlier answer of a model, in the conversation. */
    ASSISTANT(false),
    /** What a tool gave back: a page, a record, another's words. */
    TOOL_RESULT(false),
    /** A document that goes along with a message. */
    DOCUMENT(false),
    /** What the application says of its tools and of the form of the answer. */
    DEFINITION(true),
    /** A name, an id or another field that travels along. */
    METADATA(true),
    /** What a model answers now. */
    ANSWER(false),
    /** The arguments with which a model calls a tool now. */
    TOOL_CALL(false);

    private final boolean trusted;

    Origin(boolean trusted) {
        this.trusted = trusted;
    }

    /**
     * Whether the application wrote it.
     *
     * @return false for what users, tools, documents and models say
     */
    public boolean trusted() {
        return trusted;
    }

    /**
     * Whether a model says it now.
     *
     * @return true for answers, false for what goes out
     */
    public boolean answered() {
        return this == ANSWER || this == TOOL_CALL;
    }
}
