/**
 * What others implement for the library: providers, their credentials, and the world they live in.
 */
@NullMarked
package io.llmgateway.spi;

import org.jspecify.annotations.NullMarked;
