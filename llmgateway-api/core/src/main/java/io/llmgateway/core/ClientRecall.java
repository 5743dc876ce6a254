package io.llmgateway.core;

import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.chat.ModelResponse;
import io.llmgateway.core.recall.Recalling;
import io.llmgateway.recall.Recall;
import io.llmgateway.recall.RecallStats;
import io.llmgateway.recall.Remembered;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What a gateway remembers, as one view of its client asks for more. */
record ClientRecall(LlmClient client, Supplier<Recalling> room) implements Recall {
    @Override
    public RecallStats stats() {
        return room.get().stats();
    }

    @Override
    public long forget(Predicate<? super Remembered> which) {
        return room.get().forget(which);
    }

    @Override
    public Warmed warm(List<? extends ModelRequest> requests) {
        int asked = 0;
        int known = 0;
        List<RuntimeException> failures = new ArrayList<>();
        for (ModelRequest request : requests) {
            try {
                if (ask(request).cache().isPresent()) {
                    known++;
                } else {
                    asked++;
                }
            } catch (RuntimeException e) {
                failures.add(e);
            }
        }
        return new Warmed(asked, known, failures);
    }

    private ModelResponse ask(ModelRequest request) {
        if (request instanceof ChatRequest chat) {
            return client.chat(chat);
        }
        if (request instanceof EmbeddingRequest embedding) {
            return client.embed(embedding);
        }
        throw new IllegalArgumentException("answers to a " + request.getClass().getSimpleName()
                + " are not remembered: warm chats and embeddings");
    }

    @Override
    public long save(Path file) {
        return room.get().save(file);
    }

    @Override
    public long load(Path file) {
        return room.get().load(file);
    }
}
