package io.llmgateway.core.route;

import io.llmgateway.chain.Call;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.Part;

/**
 * What a sticky choice sticks to.
 *
 * @param name {@code user}, {@code prompt-prefix}, or a tag
 */
record Unit(String name) {
    private static final int PREFIX = 1_024;

    /** The value of a call; empty where it has none. */
    String of(Call call) {
        return switch (name) {
            case "user" -> call.user().orElse("");
            case "prompt-prefix" -> call.request() instanceof ChatRequest chat ? prefix(chat) : "";
            default -> call.request().tags().getOrDefault(name, "");
        };
    }

    // what a vendor's prompt cache would hold: the beginning of the conversation
    private static String prefix(ChatRequest chat) {
        StringBuilder out = new StringBuilder();
        for (Message message : chat.messages()) {
            for (Part part : message.parts()) {
                if (part instanceof Part.Text text) {
                    out.append(text.text(), 0, Math.min(text.text().length(), PREFIX - out.length()));
                }
                if (out.length() == PREFIX) {
                    return out.toString();
                }
            }
        }
        return out.toString();
    }

    /** A hash whose bits are all mixed (FNV-1a, then the finaliser of SplitMix64). */
    static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
        return hash ^ (hash >>> 31);
    }

    /** A percentage from 0 (inclusive) to 100 (exclusive) that a unit always has. */
    static double percent(String salt, String unit) {
        return (hash(salt + '\n' + unit) >>> 11) * 0x1.0p-53 * 100;
    }

    @Override
    public String toString() {
        return name;
    }
}
