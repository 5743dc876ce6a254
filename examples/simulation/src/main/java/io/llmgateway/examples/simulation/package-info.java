/** Every strategy in every kind of bad weather, in simulated time. */
@NullMarked
package io.llmgateway.examples.simulation;

import org.jspecify.annotations.NullMarked;
