/** The vendor, and what starts, asks and compares the contestants. */
package io.llmgateway.examples.benchmarks.harness;
