/** A chat in a browser, by the Spring Boot starter. */
@NullMarked
package io.llmgateway.examples.springchat;

import org.jspecify.annotations.NullMarked;
