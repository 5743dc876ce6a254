package io.llmgateway.guard;

import io.llmgateway.chat.OutputUse;
import java.util.List;

/** Looks into texts outside of calls too, such as those of logs and tickets, as the client is configured. Thread-safe. */
public interface Guards {
    /**
     * Looks for personal and secret data.
     *
     * @param text the text
     * @return what was found, in order, none of which overlap; types that are configured to be left alone too
     */
    List<Finding> find(String text);

    /**
     * Masks personal and secret data, as requests are masked.
     *
     * @param text the text
     * @return the masked text, and the way back
     * @throws io.llmgateway.error.RefusedException if something was found that must not go out
     */
    Masked mask(String text);

    /**
     * How much a text reads like an attempt to turn a model around, as {@code llmgateway.guard.injection} scores it. That need
     * not be enabled, for this.
     *
     * @param text the text
     * @param origin who says it: results of tools and documents are held to more rules than users
     * @return from 0, nothing like it, to 1
     */
    double injection(String text, Origin origin);

    /**
     * Makes a text fit for a use, as answers are where {@code llmgateway.guard.output} is enabled. It need not be, for this.
     *
     * @param text the text
     * @param use what will read it
     * @return the text without what must not be in it; the same text where nothing is wrong
     * @throws io.llmgateway.error.RefusedException if it is not fit, and no cleaning is safe: for {@code JSON} that is none,
     *     and for what {@code SHELL}, {@code SQL} and {@code TEMPLATE} must not hold
     */
    String clean(String text, OutputUse use);
}
