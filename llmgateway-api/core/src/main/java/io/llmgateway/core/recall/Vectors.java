package io.llmgateway.core.recall;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Chain;
import io.llmgateway.chain.Ending;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.CacheHit;
import io.llmgateway.chat.Embedding;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.EmbeddingResponse;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import io.llmgateway.event.LedgerEntry;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the vectors of several texts one by one, as if each had been asked for alone, and asks only for those that are
 * missing. What they used is divided among them by their lengths.
 */
final class Vectors {
    private static final int DIGITS = 15;

    private final Questions makes;
    private final Book book;

    Vectors(Questions makes, Book book) {
        this.makes = makes;
        this.book = book;
    }

    /** One text of several: its question, and its vector if that is remembered. */
    private record Text(Question question, EmbeddingRequest alone, @Nullable Entry entry) {}

    /** The vectors; null where none is remembered or to be. */
    @Nullable
    Reply of(Call call, Chain chain, EmbeddingRequest request) {
        List<EmbeddingRequest> singles = new ArrayList<>(request.inputs().size());
        List<Question> questions = new ArrayList<>(request.inputs().size());
        for (String input : request.inputs()) {
            EmbeddingRequest alone = request.toBuilder().inputs(List.of(input)).build();
            Question question = makes.of(call.withRequest(alone));
            if (question == null) {
                return null;
            }
            singles.add(alone);
            questions.add(question);
        }
        Map<Key, Entry> known = known(call, questions);
        List<Text> texts = new ArrayList<>(questions.size());
        for (int i = 0; i < questions.size(); i++) {
            Question question = questions.get(i);
            texts.add(new Text(question, singles.get(i), known.get(question.key())));
        }
        List<Text> missing = texts.stream().filter(text -> text.entry() == null).toList();
        CacheHit hit = missing.size() == texts.size() ? null : hit(texts);
        if (hit == null && texts.stream().noneMatch(text -> text.question().stores())) {
            return null;
        }
        if (missing.isEmpty() && hit != null) {
            return all(call, texts, hit);
        }
        book.tally().misses.increment();
        EmbeddingRequest rest = request.toBuilder()
                .inputs(missing.stream()
                        .map(text -> text.alone().inputs().get(0))
                        .toList())
                .build();
        long before = book.forgettings();
        Book.Asked asked = book.ask(call.withRequest(rest), chain);
        Reply reply = asked.reply().onEnd(ending -> {
            if (ending instanceof Ending.Complete complete
                    && complete.response() instanceof EmbeddingResponse response
                    && response.embeddings().size() == missing.size()) {
                keep(
                        call,
                        missing,
                        () -> before == book.forgettings(),
                        response,
                        asked.bill().get());
            }
        });
        return hit == null
                ? reply
                : reply.mapWhole(response -> together(call, texts, hit, (EmbeddingResponse) response));
    }

    private Map<Key, Entry> known(Call call, List<Question> questions) {
        return questions.get(0).control().reads() ? book.fetch(call, questions) : Map.of();
    }

    // as old as the oldest, and what all of them saved
    private CacheHit hit(List<Text> texts) {
        Duration age = Duration.ZERO;
        Usage usage = Usage.NONE;
        BigDecimal saved = BigDecimal.ZERO;
        for (Text text : texts) {
            Entry entry = text.entry();
            if (entry != null) {
                Duration its = book.age(entry);
                age = its.compareTo(age) > 0 ? its : age;
                usage = usage.plus(entry.response().usage());
                saved = entry.cost() == null || saved == null ? null : saved.add(entry.cost());
            }
        }
        return new CacheHit(CacheHit.Kind.REMEMBERED, age, usage, saved);
    }

    private Reply all(Call call, List<Text> texts, CacheHit hit) {
        Entry first = Objects.requireNonNull(texts.get(0).entry());
        booked(call, texts, hit);
        ResponseInfo info = first.response().info().toBuilder().cache(hit).build();
        List<Embedding> vectors = texts.stream()
                .map(text -> vector(Objects.requireNonNull(text.entry())))
                .toList();
        return Reply.of(new EmbeddingResponse(vectors, Usage.NONE, info));
    }

    private EmbeddingResponse together(Call call, List<Text> texts, CacheHit hit, EmbeddingResponse rest) {
        booked(call, texts, hit);
        List<Embedding> vectors = new ArrayList<>(texts.size());
        int next = 0;
        for (Text text : texts) {
            vectors.add(text.entry() == null ? rest.embeddings().get(next++) : vector(text.entry()));
        }
        return new EmbeddingResponse(vectors, rest.usage(), rest.info());
    }

    private void booked(Call call, List<Text> texts, CacheHit hit) {
        texts.stream()
                .map(Text::entry)
                .filter(Objects::nonNull)
                .findFirst()
                .ifPresent(entry -> book.book(call, hit, entry.about()));
    }

    private static Embedding vector(Entry entry) {
        return ((EmbeddingResponse) entry.response()).embeddings().get(0);
    }

    private void keep(
            Call call, List<Text> texts, BooleanSupplier good, EmbeddingResponse response, @Nullable LedgerEntry bill) {
        long chars = 0;
        for (Text text : texts) {
            chars += length(text);
        }
        for (int i = 0; i < texts.size(); i++) {
            Text text = texts.get(i);
            if (text.question().stores()) {
                Usage usage = bill == null ? response.usage() : bill.usage();
                BigDecimal cost = bill == null ? null : bill.cost().amount().orElse(null);
                book.keep(
                        call.withRequest(text.alone()),
                        text.question(),
                        good,
                        new EmbeddingResponse(
                                List.of(response.embeddings().get(i)),
                                Usage.builder()
                                        .input(usage.totalInput() * length(text) / chars)
                                        .estimated(true)
                                        .build(),
                                response.info()),
                        bill == null ? null : bill.attempt().model(),
                        cost == null
                                ? null
                                : cost.multiply(BigDecimal.valueOf(length(text)))
                                        .divide(BigDecimal.valueOf(chars), DIGITS, RoundingMode.HALF_EVEN)
                                        .stripTrailingZeros());
            }
        }
    }

    private static long length(Text text) {
        return Math.max(1, text.alone().inputs().get(0).length());
    }
}
