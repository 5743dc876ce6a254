package io.llmgateway.chat;

import java.util.Objects;

/**
 * Something a vendor wants back unchanged in the next turn and that has no common word: a reasoning signature, an
 * encrypted item, a block of a server-side tool. It means something only to the wire format that made it; any other
 * format leaves it out.
 *
 * @param format the wire format that made it, such as {@code "anthropic"}; with the vendor's dialect where several share a
 *     format and cannot read each other's, such as {@code "openai-responses/xai"}
 * @param data JSON text in that format's own shape
 */
public record ProviderState(String format, String data) {
    public ProviderState {
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(data, "data");
    }

    @Override
    public String toString() {
        return "ProviderState[" + format + ", " + data.length() + " chars]";
    }
}
