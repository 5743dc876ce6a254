/** A translator on Spring WebFlux, by the Spring Boot starter. */
@NullMarked
package io.llmgateway.examples.springwebflux;

import org.jspecify.annotations.NullMarked;
