/**
 * Figures of the last minutes, and the last calls, read from events.
 *
 * <p>No room, and knows none. Every event costs some counters that nobody waits for; what is asked is added up when it is
 * asked.
 */
@NullMarked
package io.llmgateway.core.statistics;

import org.jspecify.annotations.NullMarked;
