/** Tells Spring Boot's health endpoint how the targets of the client fare. */
@NullMarked
package io.llmgateway.spring.health;

import org.jspecify.annotations.NullMarked;
