package io.llmgateway.core.route;

import io.llmgateway.core.config.ModelConfig;
import io.llmgateway.core.config.ModelConfig.OnBreak;
import io.llmgateway.core.config.ModelConfig.Overflow;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How targets are asked, as an alias says. Where it says nothing, the alias that names it decides.
 *
 * @param hedge when a second target is asked beside the first
 * @param beginWithin how long a stream may take to begin while another target is left
 * @param onBreak what becomes of a stream that breaks off
 * @param overflow what becomes of a chat that is too long
 * @param summaryModel who sums up what is too long
 */
record Terms(
        @Nullable Hedge hedge,
        @Nullable Duration beginWithin,
        @Nullable OnBreak onBreak,
        @Nullable Overflow overflow,
        @Nullable String summaryModel) {
    /** Nothing is said. */
    static final Terms NONE = new Terms(null, null, null, null, null);

    static Terms of(String property, ModelConfig config) {
        return new Terms(
                Hedge.of(property, config),
                config.beginWithin(),
                config.onBreak(),
                config.overflow(),
                config.summaryModel());
    }

    /** These terms, and those of the alias above for all they do not say. */
    Terms under(Terms outer) {
        boolean silent = hedge == null && beginWithin == null && onBreak == null && overflow == null;
        if (silent && summaryModel == null) {
            return outer;
        }
        return new Terms(
                hedge == null ? outer.hedge : hedge,
                beginWithin == null ? outer.beginWithin : beginWithin,
                onBreak == null ? outer.onBreak : onBreak,
                overflow == null ? outer.overflow : overflow,
                summaryModel == null ? outer.summaryModel : summaryModel);
    }

    /** What becomes of a chat that is too long. */
    Overflow overflows() {
        return overflow == null ? Overflow.FAIL : overflow;
    }
}
