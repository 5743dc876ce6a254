/** The words of a conversation with a model: what is asked, and what comes back. */
@NullMarked
package io.llmgateway.chat;

import org.jspecify.annotations.NullMarked;
