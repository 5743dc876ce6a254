/**
 * Room {@code recall}: do we know it already?
 *
 * <p>Remembers answers, lets equal calls at one moment share one, and marks beginnings of prompts for vendors' own caches.
 * Once per round. It sees masked text only, since it lies inside {@code guard}. The only room that may use Caffeine.
 */
@NullMarked
package io.llmgateway.core.recall;

import org.jspecify.annotations.NullMarked;
