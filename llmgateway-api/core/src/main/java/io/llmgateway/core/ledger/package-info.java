/**
 * The ledger: what was booked.
 *
 * <p>No room, but a reader of events: it keeps the entries that the rooms tell, in memory and in a file.
 */
@NullMarked
package io.llmgateway.core.ledger;

import org.jspecify.annotations.NullMarked;
