package io.llmgateway.testkit;

import io.llmgateway.chat.Category;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Embedding;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.Moderation;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.Usage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/** What a model does, done simply: a word is a token, a vector comes from the hash of its text. */
final class ToyModel {
    static final int DIMENSIONS = 8;

    private ToyModel() {}

    /** Cuts a text into words, each with the white space before it; never empty. */
    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int start = 0;
        for (int i = 1; i < text.length(); i++) {
            if (Character.isWhitespace(text.charAt(i)) && !Character.isWhitespace(text.charAt(i - 1))) {
                words.add(text.substring(start, i));
                start = i;
            }
        }
        words.add(text.substring(start));
        return words;
    }

    static long tokens(String text) {
        return text.isBlank() ? 0 : words(text.strip()).size();
    }

    static long tokens(List<String> texts) {
        return texts.stream().mapToLong(ToyModel::tokens).sum();
    }

    /** Cuts a text into pieces of a few characters, as the arguments of tools arrive; empty for an empty text. */
    static List<String> snippets(String text) {
        List<String> snippets = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int left = text.codePointCount(start, text.length());
            int end = text.offsetByCodePoints(start, Math.min(5, left));
            snippets.add(text.substring(start, end));
            start = end;
        }
        return snippets;
    }

    static Usage usage(ChatRequest request, List<Part> answer) {
        long input = 0;
        for (Message message : request.messages()) {
            input += tokens(message.text());
        }
        return usage(input, answer);
    }

    static Usage usage(long input, List<Part> answer) {
        long output = 0;
        long reasoning = 0;
        for (Part part : answer) {
            if (part instanceof Part.Text text) {
                output += tokens(text.text());
            } else if (part instanceof Part.ToolCall call) {
                output += tokens(call.arguments());
            } else if (part instanceof Part.Reasoning thoughts) {
                reasoning += tokens(thoughts.text());
            }
        }
        return Usage.builder().input(input).output(output).reasoning(reasoning).build();
    }

    static Usage usage(EmbeddingRequest request) {
        long input = request.inputs().stream().mapToLong(ToyModel::tokens).sum();
        return Usage.builder().input(input).build();
    }

    static Embedding embedding(String text) {
        return new Embedding(vector(text, DIMENSIONS));
    }

    /** The categories of OpenAI's moderation; a text is of those it names. */
    static final List<String> CATEGORIES = List.of(
            "harassment",
            "harassment/threatening",
            "hate",
            "hate/threatening",
            "illicit",
            "illicit/violent",
            "self-harm",
            "self-harm/instructions",
            "self-harm/intent",
            "sexual",
            "sexual/minors",
            "violence",
            "violence/graphic");

    /** How sure it is that a text is of a category. */
    static double score(String text, String category) {
        return text.contains(category) ? 0.97 : 0.01;
    }

    static Moderation moderation(String text) {
        List<Moderation.Score> scores = new ArrayList<>();
        boolean any = false;
        for (String name : CATEGORIES) {
            boolean flagged = text.contains(name);
            any |= flagged;
            Category category = Category.of(name.contains("/") ? name.substring(0, name.indexOf('/')) : name);
            scores.add(new Moderation.Score(category, name, score(text, name), flagged));
        }
        return new Moderation(any, scores);
    }

    /** A vector of the length 1; the same for the same text. */
    static float[] vector(String text, int dimensions) {
        Random random = new Random(text.hashCode());
        double[] values = random.doubles(dimensions, -1, 1).toArray();
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        float[] vector = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            vector[i] = (float) (values[i] / Math.sqrt(sum));
        }
        return vector;
    }

    static List<Float> list(float[] vector) {
        List<Float> list = new ArrayList<>(vector.length);
        for (float value : vector) {
            list.add(value);
        }
        return list;
    }

    /** Little-endian floats in base64. */
    static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * vector.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : vector) {
            bytes.putFloat(value);
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
