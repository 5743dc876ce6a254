package io.llmgateway.providers.openai;

import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Knows which tool calls a conversation holds, so that a result without its call is told before it is sent. */
final class ResponsesCalls {
    private final Set<String> ids = new HashSet<>();
    private boolean elsewhere;

    /**
     * For one request.
     *
     * @param elsewhere whether a part of the conversation is at the vendor, so that every call may be there
     */
    ResponsesCalls(boolean elsewhere) {
        this.elsewhere = elsewhere;
    }

    void add(String id) {
        ids.add(id);
    }

    /** Takes note of an item of the vendor's own. */
    void opaque(ObjectNode item) {
        elsewhere |= item.path("type").asString("").equals("item_reference");
    }

    boolean has(String id) {
        return elsewhere || ids.contains(id);
    }
}
