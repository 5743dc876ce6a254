package io.llmgateway.guard;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.chat.ModelResponse;
import io.llmgateway.chat.ModerationRequest;
import io.llmgateway.chat.ModerationResponse;
import java.util.Objects;
import java.util.function.Function;

/**
 * One text to be judged. Personal data in it is masked already, where masking is on. Immutable; may be judged on several
 * threads at once.
 */
public final class Passage {
    private final String text;
    private final String before;
    private final Origin origin;
    private final boolean last;
    private final ModelRequest request;
    private final Function<ModelRequest, ModelResponse> models;

    /**
     * A text to be judged.
     *
     * @param text the text
     * @param before what came before it in the same text and has been judged already; empty at the beginning
     * @param origin where it comes from
     * @param last whether the text ends with it
     * @param request the request it belongs to
     * @param models asks models on behalf of the call; gives the kind of response that belongs to the request
     */
    public Passage(
            String text,
            String before,
            Origin origin,
            boolean last,
            ModelRequest request,
            Function<ModelRequest, ModelResponse> models) {
        this.text = Objects.requireNonNull(text, "text");
        this.before = Objects.requireNonNull(before, "before");
        this.origin = Objects.requireNonNull(origin, "origin");
        this.last = last;
        this.request = Objects.requireNonNull(request, "request");
        this.models = Objects.requireNonNull(models, "models");
    }

    /**
     * The text: all of it, or the newest piece of an answer that is under way. Where {@code hold-back} is 0, the last piece of a
     * streamed answer is empty: it tells that the text has ended.
     *
     * @return the text; its end may come again with the next piece
     */
    public String text() {
        return text;
    }

    /**
     * Of an answer that is under way, what came before the text; at most a few thousand chars of it.
     *
     * @return what has been judged already; empty at the beginning and for all other texts
     */
    public String before() {
        return before;
    }

    /**
     * Where it comes from.
     *
     * @return its origin
     */
    public Origin origin() {
        return origin;
    }

    /**
     * Whether the text ends with it.
     *
     * @return false for a piece of an answer that is under way
     */
    public boolean last() {
        return last;
    }

    /**
     * The request it belongs to: the one that goes out, or the one it answers.
     *
     * @return the request
     */
    public ModelRequest request() {
        return request;
    }

    /**
     * Asks a model for its opinion. It is an attempt of the call like any other, with the purpose {@code JUDGE}, and of
     * the same user.
     *
     * @param question names its model
     * @return the answer
     */
    public ChatResponse ask(ChatRequest question) {
        return (ChatResponse) models.apply(question);
    }

    /**
     * Asks a moderation model. It is an attempt of the call like any other, with the purpose {@code JUDGE}, and of
     * the same user.
     *
     * @param question names its model
     * @return the answer
     */
    public ModerationResponse ask(ModerationRequest question) {
        return (ModerationResponse) models.apply(question);
    }

    @Override
    public String toString() {
        return "Passage[" + origin + ", " + text.length() + " chars]";
    }
}
