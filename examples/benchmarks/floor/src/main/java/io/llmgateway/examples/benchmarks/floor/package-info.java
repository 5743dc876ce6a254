/** What a client cannot be cheaper than by much. */
package io.llmgateway.examples.benchmarks.floor;
