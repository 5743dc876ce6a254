package io.llmgateway.guard;

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
}
