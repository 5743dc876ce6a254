/** openai-java, as its users have it. */
package io.llmgateway.examples.benchmarks.openaijava;
