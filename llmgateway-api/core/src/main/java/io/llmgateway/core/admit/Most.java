package io.llmgateway.core.admit;

import io.llmgateway.chain.Target;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * The most one attempt at a target can come to.
 *
 * @param target where it goes
 * @param tokens of prompt and answer
 * @param dollars US dollars; null where the price is unknown
 */
record Most(Target target, long tokens, @Nullable BigDecimal dollars) {}
