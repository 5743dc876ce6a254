package io.llmgateway.core.recall;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Chain;
import io.llmgateway.chain.Ending;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.CacheHit;
import io.llmgateway.chat.Embedding;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.EmbeddingResponse;
import io.llmgateway.chat.ModelResponse;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.targets.TargetStates;
import io.llmgateway.event.LedgerEntry;
import io.llmgateway.recall.Remembered;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the vectors of several texts one by one, as if each had been asked for alone, and asks only for those that are
 * missing; where that would mix vectors of two models, for all. What they used is divided among them by their lengths.
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

    /** Whose vectors they are: those of two models mean nothing beside each other. */
    private record Maker(String provider, String model, String served) {
        static Maker of(Entry entry) {
            Remembered about = entry.about();
            return new Maker(TargetStates.configured(about.provider()), about.model(), about.served());
        }

        static Maker of(ModelResponse response, @Nullable LedgerEntry bill) {
            ResponseInfo info = response.info();
            String model = bill == null ? info.model() : bill.attempt().model();
            return new Maker(TargetStates.configured(info.provider()), model, info.model());
        }
    }

    /** The vectors; null where none is remembered or to be. */
    @Nullable
    Reply of(Call call, Chain chain, EmbeddingRequest request) {
        List<EmbeddingRequest> alone = request.inputs().stream()
                .map(input -> request.toBuilder().inputs(List.of(input)).build())
                .toList();
        List<Question> each = makes.of(call, alone);
        if (each == null) {
            return null;
        }
        Map<Key, Entry> known = known(call, each);
        List<Text> texts = new ArrayList<>(alone.size());
        for (int i = 0; i < alone.size(); i++) {
            texts.add(new Text(each.get(i), alone.get(i), known.get(each.get(i).key())));
        }
        Set<Maker> makers = texts.stream()
                .map(Text::entry)
                .filter(Objects::nonNull)
                .map(Maker::of)
                .collect(Collectors.toSet());
        if (makers.size() != 1) {
            return texts.stream().anyMatch(text -> text.question().stores())
                    ? missed(call, chain, texts, null).reply()
                    : null;
        }
        CacheHit hit = hit(texts);
        List<Text> missing = texts.stream().filter(text -> text.entry() == null).toList();
        if (missing.isEmpty()) {
            return all(call, texts, hit);
        }
        Maker maker = makers.iterator().next();
        Book.Asked rest = missed(call, chain, missing, maker);
        return rest.reply()
                .mapWhole(
                        response -> maker.equals(Maker.of(response, rest.bill().get()))
                                ? together(call, texts, hit, (EmbeddingResponse) response)
                                : anew(call, chain, texts, response.usage()));
    }

    private Book.Asked missed(Call call, Chain chain, List<Text> texts, @Nullable Maker maker) {
        book.tally().misses.increment();
        return ask(call, chain, texts, maker);
    }

    // remembers them where they are of that maker, or of any if it is null
    private Book.Asked ask(Call call, Chain chain, List<Text> texts, @Nullable Maker maker) {
        EmbeddingRequest request = texts.get(0).alone().toBuilder()
                .inputs(texts.stream().map(text -> text.alone().inputs().get(0)).toList())
                .build();
        long before = book.forgettings();
        Book.Asked asked = book.ask(call.withRequest(request), chain);
        asked.reply().onEnd(ending -> {
            LedgerEntry bill = asked.bill().get();
            if (ending instanceof Ending.Complete complete
                    && complete.response() instanceof EmbeddingResponse response
                    && response.embeddings().size() == texts.size()
                    && (maker == null || maker.equals(Maker.of(response, bill)))) {
                keep(call, texts, () -> before == book.forgettings(), response, bill);
            }
        });
        return asked;
    }

    // another model than that of the remembered ones has answered: all are asked for, at once
    private EmbeddingResponse anew(Call call, Chain chain, List<Text> texts, Usage spent) {
        EmbeddingResponse all =
                (EmbeddingResponse) ask(call, chain, texts, null).reply().await();
        return new EmbeddingResponse(all.embeddings(), spent.plus(all.usage()), all.info());
    }

    private Map<Key, Entry> known(Call call, List<Question> questions) {
        return book.fetch(call, questions);
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
