package io.llmgateway.recall;

import io.llmgateway.chat.ModelRequest;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/** What a client remembers. Without {@code llmgateway.recall.exact} it is empty and stays so. Thread-safe. */
public interface Recall {
    /**
     * What it did.
     *
     * @return since the client was built
     */
    RecallStats stats();

    /**
     * Forgets answers, in memory and in the shared store. A call under way that asked before does not store its answer
     * any more, whatever it is. A store that fails is told later; until then nothing of the kind is taken from it. The
     * file of {@code llmgateway.recall.snapshot} is deleted, since it may hold them; closing the client writes it anew.
     *
     * @param which those to forget; asked on several threads, also later
     * @return how many were forgotten in memory
     * @throws UncheckedIOException if that file cannot be deleted; all else is done
     */
    long forget(Predicate<? super Remembered> which);

    /**
     * Forgets the answers of a namespace.
     *
     * @param namespace as {@link io.llmgateway.chain.CacheControl#namespace} names it
     * @return how many were forgotten in memory
     */
    default long forgetNamespace(String namespace) {
        return forget(one -> one.namespace().equals(namespace));
    }

    /**
     * Forgets the answers to requests with a tag.
     *
     * @param name the tag
     * @param value its value
     * @return how many were forgotten in memory
     */
    default long forgetTag(String name, String value) {
        return forget(one -> value.equals(one.tags().get(name)));
    }

    /**
     * Forgets the answers of a model.
     *
     * @param model an alias as it was asked for, a {@code provider/model}, or a version as the vendor names it
     * @return how many were forgotten in memory
     */
    default long forgetModel(String model) {
        return forget(one -> model.equals(one.asked())
                || model.equals(one.served())
                || model.equals(one.provider() + "/" + one.model())
                || model.equals(one.provider() + "/" + one.served()));
    }

    /**
     * Asks for answers before somebody needs them, one after the other, as calls of this client. What is remembered
     * already costs nothing.
     *
     * @param requests what to ask
     * @return how it went
     */
    Warmed warm(List<? extends ModelRequest> requests);

    /**
     * Writes what is in memory to a file, in one step.
     *
     * @param file replaced if it is there; its folder is made
     * @return how many answers were written
     * @throws UncheckedIOException if it cannot be written; a former file is left as it was
     */
    long save(Path file);

    /**
     * Remembers what a file holds, as far as it is not past its time and nothing as young is there. What is no answer, or of another version of the
     * format, is left out.
     *
     * @param file written by {@link #save}
     * @return how many answers are remembered by it
     * @throws UncheckedIOException if it cannot be read
     */
    long load(Path file);

    /**
     * How a warming went.
     *
     * @param asked for how many a vendor was asked
     * @param known how many were remembered already
     * @param failures the errors of the others
     */
    record Warmed(int asked, int known, List<RuntimeException> failures) {
        public Warmed {
            failures = List.copyOf(failures);
        }
    }
}
