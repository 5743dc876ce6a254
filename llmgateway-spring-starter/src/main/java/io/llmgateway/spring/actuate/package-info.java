/** Shows in Spring Boot's actuator what the client does: the endpoint {@code llmgateway}. */
@NullMarked
package io.llmgateway.spring.actuate;

import org.jspecify.annotations.NullMarked;
