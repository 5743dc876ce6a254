/**
 * Words and patterns in texts, however they are written. Stands beside the rooms. Knows texts, not calls; no text takes longer to
 * search than its length asks for.
 */
@NullMarked
package io.llmgateway.core.moderation;

import org.jspecify.annotations.NullMarked;
