package io.llmgateway.core.catalogue;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ResponseFormat;
import io.llmgateway.chat.Tool;
import io.llmgateway.spi.TokenCounter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts one prompt or one answer: its texts exactly where a counter is at hand, else by their characters; and what is
 * around them. A counter sees 200,000 characters at most, of longer texts some pieces; the rest is taken to be like them.
 * On one thread.
 */
final class Counting {
    private static final int EXACT = 200_000;
    private static final int PIECES = 8;

    // https://cookbook.openai.com/examples/how_to_count_tokens_with_tiktoken_for_chat_completions; others do alike
    private static final int MESSAGE = 3;
    private static final int NAME = 1;
    private static final int REPLY = 3;
    private static final int TOOL = 7;
    private static final int TOOLS = 12;
    // https://platform.claude.com/docs/en/agents-and-tools/tool-use/overview#pricing
    private static final int TOOLS_OF_CLAUDE = 346;

    private final String model;
    private final TextMeter texts = new TextMeter();
    private final @Nullable TextMeter seen; // by the counter
    private @Nullable TokenCounter counter;
    private int left = EXACT;
    private long counted;
    private long around;

    /**
     * Nothing counted yet.
     *
     * @param counter knows the model; null for none
     */
    Counting(String model, @Nullable TokenCounter counter) {
        this.model = model;
        this.counter = counter;
        this.seen = counter == null ? null : new TextMeter();
    }

    Counting chat(ChatRequest request) {
        for (Message message : request.messages()) {
            around += MESSAGE;
            if (message.name() != null) {
                around += NAME;
                text(message.name());
            }
            parts(message.parts());
        }
        around += REPLY;
        tools(request.tools());
        if (request.responseFormat().orElse(null) instanceof ResponseFormat.JsonSchema schema) {
            text(schema.name());
            text(schema.schema().text());
        }
        return this;
    }

    private void tools(List<Tool> tools) {
        if (!tools.isEmpty()) {
            around += model.contains("claude-") ? TOOLS_OF_CLAUDE : TOOLS;
        }
        for (Tool tool : tools) {
            around += TOOL;
            if (tool instanceof Tool.Function function) {
                text(function.name());
                text(function.description());
                text(function.parameters().text());
            } else if (tool instanceof Tool.Native vendors) {
                text(vendors.definition().text());
            }
        }
    }

    Counting parts(List<Part> parts) {
        for (Part part : parts) {
            part(part);
        }
        return this;
    }

    private void part(Part part) {
        if (part instanceof Part.Text text) {
            text(text.text());
        } else if (part instanceof Part.Reasoning thoughts) {
            text(thoughts.text());
        } else if (part instanceof Part.Refusal refusal) {
            text(refusal.text());
        } else if (part instanceof Part.ToolCall call) {
            text(call.name());
            text(call.arguments());
        } else if (part instanceof Part.ToolResult result) {
            parts(result.content());
        } else if (part instanceof Part.Image image) {
            around += MediaTokens.of(image, model);
        } else if (part instanceof Part.Audio audio) {
            around += MediaTokens.of(audio);
        } else if (part instanceof Part.Document document) {
            around += MediaTokens.of(document);
        } else if (part instanceof Part.Opaque opaque) {
            text(opaque.state().data());
        }
    }

    Counting texts(List<String> all) {
        all.forEach(this::text);
        return this;
    }

    private void text(String text) {
        texts.add(text);
        TokenCounter exact = counter;
        if (exact != null && seen != null && left > 0) {
            try {
                look(text, exact, seen);
            } catch (RuntimeException | LinkageError | StackOverflowError e) {
                counter = null; // an estimate must not break a call
            }
        }
    }

    private void look(String text, TokenCounter exact, TextMeter by) {
        if (text.length() <= left) {
            left -= text.length();
            look(text, 0, text.length(), exact, by);
            return;
        }
        int size = left / PIECES;
        left = 0;
        for (int i = 0; i < PIECES; i++) {
            int from = (int) ((text.length() - (long) size) * i / (PIECES - 1));
            look(text, whole(text, from), whole(text, from + size), exact, by);
        }
    }

    // not between the halves of a pair
    private static int whole(String text, int at) {
        boolean inside = at > 0 && at < text.length() && Character.isLowSurrogate(text.charAt(at));
        return inside ? at + 1 : at;
    }

    private void look(String text, int from, int to, TokenCounter exact, TextMeter by) {
        if (from < to) {
            counted += Math.max(0, exact.count(model, text.substring(from, to)));
            by.add(text, from, to);
        }
    }

    /** The tokens of the texts. */
    private double ofTexts() {
        double guess = texts.milliTokens() / 1000.0;
        if (counter == null || seen == null || seen.milliTokens() == 0) {
            return guess;
        }
        return counted * ((double) texts.milliTokens() / seen.milliTokens());
    }

    /** All tokens by our measure. */
    long measured() {
        return Math.round(Math.ceil(ofTexts())) + around;
    }

    /**
     * What will hardly be exceeded.
     *
     * @param factor what the measure is multiplied with
     */
    long atMost(double factor) {
        double ofTexts = Math.min(Math.ceil(ofTexts() * factor), (double) texts.bytes());
        return (long) Math.ceil(ofTexts + around * factor);
    }
}
