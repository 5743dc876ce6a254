/** Spring AI, as its users have it. */
package io.llmgateway.examples.benchmarks.springai;
