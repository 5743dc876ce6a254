package io.llmgateway.jtokkit;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import io.llmgateway.spi.TokenCounter;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts tokens as OpenAI's models do. Knows the chat, reasoning and embedding models of OpenAI from GPT-3.5 on, by their
 * dated names and as fine-tuned models too, at OpenAI, at Azure where the deployment has the model's name, and wherever
 * else a name begins with {@code openai/} or is that of an open model ({@code gpt-oss}).
 *
 * <p>An encoding takes about a second and 30 MB to load, once in a process. The first question whether a model is known starts that in the
 * background and is answered with no; from then on the answer is yes, so no call waits for it. {@link #count} waits.
 * Thread-safe.
 */
public final class JTokkitCounter implements TokenCounter {
    private final Map<EncodingType, CompletableFuture<Encoding>> encodings = new ConcurrentHashMap<>();

    /** A counter that has loaded nothing yet; for the service loader. */
    public JTokkitCounter() {}

    @Override
    public boolean knows(String vendor, String model) {
        EncodingType type = ModelEncodings.find(vendor, model);
        if (type == null) {
            return false;
        }
        CompletableFuture<Encoding> encoding = load(type);
        return encoding.isDone() && !encoding.isCompletedExceptionally();
    }

    /**
     * Counts, whatever the vendor calls the model.
     *
     * @param model a model it knows, even one whose encoding is still being loaded: then it waits
     * @param text any text; names of control tokens in it are text like any other
     * @return tokens, 0 or more
     * @throws IllegalArgumentException if it does not know the model
     */
    @Override
    public long count(String model, String text) {
        EncodingType type = ModelEncodings.find(ModelEncodings.bare(model));
        if (type == null) {
            throw new IllegalArgumentException("the encoding of \"" + model + "\" is not known: ask knows() first");
        }
        // not countTokens: it throws where a user writes the name of a control token
        return load(type).join().countTokensOrdinary(text);
    }

    private CompletableFuture<Encoding> load(EncodingType type) {
        CompletableFuture<Encoding> known = encodings.get(type);
        if (known != null) {
            return known;
        }
        CompletableFuture<Encoding> fresh = new CompletableFuture<>();
        CompletableFuture<Encoding> other = encodings.putIfAbsent(type, fresh);
        if (other != null) {
            return other;
        }
        Thread loader = new Thread(() -> load(type, fresh), "llmgateway-jtokkit-" + type.getName());
        loader.setDaemon(true);
        loader.start();
        return fresh;
    }

    private static void load(EncodingType type, CompletableFuture<Encoding> into) {
        try {
            into.complete(type == EncodingType.O200K_BASE ? O200k.ENCODING : Cl100k.ENCODING);
        } catch (Throwable e) {
            into.completeExceptionally(e); // waiting for it must end
        }
    }

    // one of each in a process, however many clients there are
    private static final class O200k {
        static final Encoding ENCODING = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
    }

    private static final class Cl100k {
        static final Encoding ENCODING = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.CL100K_BASE);
    }

    @Override
    public String toString() {
        return "JTokkit";
    }
}
