/** Keeps the client's metrics in the application's {@code MeterRegistry}, where OpenTelemetry does not take them. */
@NullMarked
package io.llmgateway.spring.micrometer;

import org.jspecify.annotations.NullMarked;
