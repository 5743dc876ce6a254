/**
 * What every provider adapter needs once: cutting an answer into frames, reading a vendor's wish to be left alone for
 * a while, and keeping credentials out of error messages.
 */
@NullMarked
package io.llmgateway.providers.kit;

import org.jspecify.annotations.NullMarked;
