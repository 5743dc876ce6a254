package io.llmgateway.chat;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One turn of a conversation. Immutable; {@code toString} shows no content.
 *
 * @param role who says it
 * @param parts what is said, in order; may be empty (some vendors answer so). Null among them is an {@link
 *     io.llmgateway.error.InvalidRequestException}
 * @param name the speaker's name where several share a role, or null
 */
public record Message(Role role, List<Part> parts, @Nullable String name) {
    public Message {
        Objects.requireNonNull(role, "role");
        parts = Given.list(parts, "parts");
    }

    // written out: see Target
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Message message
                && role.equals(message.role)
                && parts.equals(message.parts)
                && Objects.equals(name, message.name);
    }

    @Override
    public int hashCode() {
        return 31 * role.hashCode() + parts.hashCode();
    }

    /**
     * Instructions of the application.
     *
     * @param text the instructions
     * @return the message
     */
    public static Message system(String text) {
        return of(Role.SYSTEM, new Part.Text(text));
    }

    /**
     * What the user says.
     *
     * @param text the text
     * @return the message
     */
    public static Message user(String text) {
        return of(Role.USER, new Part.Text(text));
    }

    /**
     * What the user says, with images, documents or sounds.
     *
     * @param parts the parts, in order
     * @return the message
     */
    public static Message user(Part... parts) {
        return of(Role.USER, parts);
    }

    /**
     * What the model said. To go on with a conversation, prefer {@link ChatResponse#message()}, which keeps
     * signatures.
     *
     * @param text the text
     * @return the message
     */
    public static Message assistant(String text) {
        return of(Role.ASSISTANT, new Part.Text(text));
    }

    /**
     * Results of tools, one for each call the model made.
     *
     * @param results the results
     * @return the message
     */
    public static Message tool(Part.ToolResult... results) {
        return of(Role.TOOL, results);
    }

    /**
     * A message of any role.
     *
     * @param role who says it
     * @param parts what is said
     * @return the message
     */
    public static Message of(Role role, Part... parts) {
        return new Message(role, Arrays.asList(parts), null);
    }

    /**
     * The text of all text parts, in order and without separator.
     *
     * @return the text, empty if there is none
     */
    public String text() {
        if (parts.size() == 1 && parts.get(0) instanceof Part.Text only) {
            return only.text();
        }
        return parts.stream()
                .filter(Part.Text.class::isInstance)
                .map(part -> ((Part.Text) part).text())
                .collect(Collectors.joining());
    }

    @Override
    public String toString() {
        return "Message[" + role + ", " + parts + "]";
    }
}
