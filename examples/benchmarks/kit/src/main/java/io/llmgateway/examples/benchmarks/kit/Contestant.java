package io.llmgateway.examples.benchmarks.kit;

import java.util.function.Consumer;

/** A client under test. It has a process of its own, and a constructor without parameters. Thread-safe once it is open. */
public interface Contestant extends AutoCloseable {
    /**
     * Makes the client.
     *
     * @param baseUrl where the vendor is, with {@code /v1} at its end
     * @param variant which of its variants, where it has several
     */
    void open(String baseUrl, String variant);

    /**
     * Asks for a whole answer.
     *
     * @param model one of {@link Models}
     * @param prompt the question
     * @return the text of the answer
     * @throws Exception if there is none
     */
    String chat(String model, String prompt) throws Exception;

    /**
     * Asks for a stream and reads it to its end.
     *
     * @param model one of {@link Models}
     * @param prompt the question
     * @param reader gets every text as it comes
     * @throws Exception if it did not end as it should
     */
    void stream(String model, String prompt, Consumer<String> reader) throws Exception;

    @Override
    void close();
}
