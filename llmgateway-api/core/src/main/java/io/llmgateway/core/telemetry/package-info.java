/**
 * Spans and metrics in the words of OpenTelemetry. Stands beside the rooms; the only package that knows OpenTelemetry. Knows
 * calls and events, no room.
 */
@NullMarked
package io.llmgateway.core.telemetry;

import org.jspecify.annotations.NullMarked;
