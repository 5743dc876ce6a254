package io.llmgateway.chain;

import io.llmgateway.chat.ModelResponse;

/** How a reply ended. Every reply ends in exactly one of these ways, once. */
public sealed interface Ending {
    /**
     * The answer came whole.
     *
     * @param response the answer
     */
    record Complete(ModelResponse response) implements Ending {}

    /**
     * The answer broke off.
     *
     * @param error why; a {@link io.llmgateway.error.StreamBrokenException} where something had come
     * @param partial what had come; its usage is an estimate where the vendor had not told it yet
     */
    record Failed(RuntimeException error, ModelResponse partial) implements Ending {}

    /**
     * The reader went away.
     *
     * @param partial what had come; its usage is an estimate where the vendor had not told it yet
     */
    record Abandoned(ModelResponse partial) implements Ending {}
}
