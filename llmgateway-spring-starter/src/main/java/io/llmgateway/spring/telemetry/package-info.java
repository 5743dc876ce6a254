/** Hands the OpenTelemetry of the application to the client. */
@NullMarked
package io.llmgateway.spring.telemetry;

import org.jspecify.annotations.NullMarked;
