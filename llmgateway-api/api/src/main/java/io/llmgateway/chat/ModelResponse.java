package io.llmgateway.chat;

import java.util.List;
import java.util.Optional;

/** What comes back, whatever was asked. */
public sealed interface ModelResponse permits ChatResponse, EmbeddingResponse, ModerationResponse {
    /**
     * Where the answer came from.
     *
     * @return provider, model, attempts and so on
     */
    ResponseInfo info();

    /**
     * What the answer used.
     *
     * @return tokens in buckets
     */
    Usage usage();

    /**
     * The same answer with other facts around it.
     *
     * @param info the facts
     * @return the response
     */
    ModelResponse withInfo(ResponseInfo info);

    /**
     * The provider that answered.
     *
     * @return its id in the configuration
     */
    default String provider() {
        return info().provider();
    }

    /**
     * The model that served.
     *
     * @return the vendor's name of it
     */
    default String model() {
        return info().model();
    }

    /**
     * What the call cost, over all its {@link #attempts}.
     *
     * @return the cost with its breakdown; see {@link Attempt#cost} for each
     */
    default Cost cost() {
        return info().cost();
    }

    /**
     * What is to know of an answer for which no vendor was asked: its age and what it saved. Its {@link #usage} and
     * {@link #cost} are nothing then.
     *
     * @return the facts; empty where a vendor was asked
     */
    default Optional<CacheHit> cache() {
        return info().cache();
    }

    /**
     * All attempts of the call, in order; the last one brought the answer, unless it was remembered. Of two targets asked
     * at once, the one that was given up is not among them where it ended after the answer; the ledger has it.
     *
     * @return an immutable list
     */
    default List<Attempt> attempts() {
        return info().attempts();
    }

    /**
     * What the caller should know, such as a field that was left out by consent.
     *
     * @return an immutable list
     */
    default List<Warning> warnings() {
        return info().warnings();
    }

    /**
     * The vendor's id of the request, for its support.
     *
     * @return the id, if there is one
     */
    default Optional<String> requestId() {
        return info().requestId();
    }

    /**
     * The vendor's own answer, byte for byte, with everything that has no common word.
     *
     * @return the body of a whole answer; empty for a streamed and for a remembered one
     */
    default Optional<String> raw() {
        return info().raw();
    }

    /**
     * The course of the call: what was tried, in which order, and why.
     *
     * @return the explanation
     */
    default Explanation explain() {
        return info().explanation();
    }
}
