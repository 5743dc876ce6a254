/** What a client knows of its own calls: figures of the last minutes, the health of targets, calls that have ended. */
@NullMarked
package io.llmgateway.watch;

import org.jspecify.annotations.NullMarked;
