/** Our client, bare and with features switched on. */
package io.llmgateway.examples.benchmarks.ours;
