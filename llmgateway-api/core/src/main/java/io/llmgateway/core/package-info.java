/**
 * The corridor put together: {@link io.llmgateway.core.LlmGateway} reads the configuration, furnishes the rooms and
 * hands out the client. This package alone knows all rooms; the rooms do not know each other.
 */
@NullMarked
package io.llmgateway.core;

import org.jspecify.annotations.NullMarked;
