/**
 * What every provider keeps to, as tests to inherit, and tests that run whole and streamed. Needs JUnit Jupiter and
 * AssertJ, which the test kit itself does not bring along.
 */
@NullMarked
package io.llmgateway.testkit.contract;

import org.jspecify.annotations.NullMarked;
