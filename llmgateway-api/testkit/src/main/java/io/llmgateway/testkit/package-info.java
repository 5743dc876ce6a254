/** The toy world: providers, servers and clocks that do what a test tells them. */
@NullMarked
package io.llmgateway.testkit;

import org.jspecify.annotations.NullMarked;
