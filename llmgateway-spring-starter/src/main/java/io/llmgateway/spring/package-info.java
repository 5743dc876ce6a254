/**
 * A client in the context of a Spring Boot application: made from the properties below {@code llmgateway} and from beans, closed
 * with the context.
 */
@NullMarked
package io.llmgateway.spring;

import org.jspecify.annotations.NullMarked;
