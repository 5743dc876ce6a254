/** Tests of Spring Boot applications whose vendors do what the test tells them, without keys and network. */
@NullMarked
package io.llmgateway.spring.test;

import org.jspecify.annotations.NullMarked;
