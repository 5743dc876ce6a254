package io.llmgateway.core.route;

import io.llmgateway.chain.Call;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Embedding;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.EmbeddingResponse;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.chat.Purpose;
import io.llmgateway.chat.Warning;
import io.llmgateway.error.CancelledException;
import io.llmgateway.event.GatewayEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The target whose description is nearest in meaning to the question first, the others as they are near. Where that cannot
 * be found out, the order written. Thread-safe.
 */
final class Semantic implements Strategy {
    private static final int MOST_CHARS = 4_000;
    private static final int MOST_QUESTIONS = 1_000;
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final int SHARE_OF_TIME = 4;

    private final String property;
    private final String model;
    private final List<String> about;
    private final double least;
    private final Recent<List<Integer>> rankings = new Recent<>(MOST_QUESTIONS);
    private final AtomicReference<@Nullable Described> described = new AtomicReference<>();

    /** Vectors of the descriptions, and the model they are of: those of two models mean nothing beside each other. */
    private record Described(String model, List<Embedding> vectors) {}

    /**
     * The strategy of one alias.
     *
     * @param property what names it in the configuration
     * @param model makes vectors: an alias or {@code provider/model}
     * @param about a description for each candidate
     * @param least the similarity the nearest must have; null if any will do
     */
    Semantic(String property, String model, List<String> about, @Nullable Double least) {
        this.property = property;
        this.model = model;
        this.about = about;
        this.least = least == null ? Double.NEGATIVE_INFINITY : least;
    }

    @Override
    public List<Node> order(Moment moment, List<Node> candidates) {
        ModelRequest request = moment.call().request();
        // embeddings keep the order written, so that a model may lead back here
        String question = request instanceof ChatRequest ? beginning(Facts.text(request)) : "";
        if (question.isBlank() || candidates.size() == 1) {
            return candidates;
        }
        List<Integer> ranking = rankings.get(question);
        if (ranking == null) {
            try {
                ranking = rank(moment, question);
            } catch (CancelledException e) {
                throw e;
            } catch (RuntimeException e) {
                warn(moment, e);
                return candidates;
            }
            rankings.put(question, ranking);
        }
        return ranking.stream().map(candidates::get).toList();
    }

    private static String beginning(String text) {
        if (text.length() <= MOST_CHARS) {
            return text;
        }
        boolean between = Character.isHighSurrogate(text.charAt(MOST_CHARS - 1));
        return text.substring(0, between ? MOST_CHARS - 1 : MOST_CHARS);
    }

    // callers who ask at once may each ask for the descriptions: nobody waits for another's request
    private List<Integer> rank(Moment moment, String question) {
        Described known = described.get();
        List<String> texts = new ArrayList<>(known == null ? about : List.of());
        texts.add(question);
        EmbeddingResponse answer = vectors(moment, texts);
        List<Embedding> vectors = answer.embeddings();
        if (vectors.size() != texts.size()) {
            throw new IllegalStateException(
                    "\"" + model + "\" gave " + vectors.size() + " vectors for " + texts.size() + " texts");
        }
        Described now =
                known == null ? new Described(answer.model(), List.copyOf(vectors.subList(0, about.size()))) : known;
        Embedding asked = vectors.get(vectors.size() - 1);
        double[] near = now.vectors().stream()
                .mapToDouble(vector -> cosine(vector, asked))
                .toArray();
        if (!now.model().equals(answer.model())
                || IntStream.range(0, near.length).anyMatch(i -> Double.isNaN(near[i]))) {
            described.compareAndSet(known, null);
            throw new IllegalStateException("the vectors of \"" + model
                    + "\" cannot be compared: they are empty, zero, or of different lengths or models");
        }
        described.compareAndSet(null, now);
        List<Integer> places = IntStream.range(0, near.length).boxed().toList();
        List<Integer> nearest = places.stream()
                .sorted(Comparator.comparingDouble(place -> -near[place]))
                .toList();
        return near[nearest.get(0)] < least ? places : nearest;
    }

    // most of the time is the answer's
    private EmbeddingResponse vectors(Moment moment, List<String> texts) {
        Call call = moment.call();
        Duration elapsed = Duration.ofNanos(moment.world().nanoTime() - call.startedNanos());
        Duration share = call.timeouts().total().minus(elapsed).dividedBy(SHARE_OF_TIME);
        if (share.isZero() || share.isNegative()) {
            throw new IllegalStateException("no time is left");
        }
        Duration until = elapsed.plus(share.compareTo(LONGEST) < 0 ? share : LONGEST);
        Call hurried = call.withTimeouts(call.timeouts().withTotal(until));
        EmbeddingRequest.Builder request = EmbeddingRequest.builder()
                .model(model)
                .inputs(texts)
                .tags(call.request().tags());
        call.request().endUser().ifPresent(request::endUser);
        Moment side = new Moment(hurried, moment.means(), moment.chain());
        if (side.aside(request.build(), Purpose.ROUTE) instanceof EmbeddingResponse answer) {
            return answer;
        }
        throw new IllegalStateException("\"" + model + "\" gave no vectors");
    }

    /** From -1 to 1; no number where there is no angle. */
    private static double cosine(Embedding a, Embedding b) {
        if (a.dimensions() != b.dimensions()) {
            return Double.NaN;
        }
        double product = 0;
        double lengthA = 0;
        double lengthB = 0;
        for (int i = 0; i < a.dimensions(); i++) {
            double x = a.at(i);
            double y = b.at(i);
            product += x * y;
            lengthA += x * x;
            lengthB += y * y;
        }
        return product / Math.sqrt(lengthA * lengthB);
    }

    private void warn(Moment moment, RuntimeException why) {
        Call call = moment.call();
        String message =
                property + ": nothing could be told of the meaning of the question, so the order written holds: "
                        + Summary.why(why);
        call.emit(new GatewayEvent.Warned(
                call.operation(), moment.world().now(), "route", new Warning("semantic", message)));
    }

    @Override
    public String toString() {
        return "semantic " + about;
    }
}
