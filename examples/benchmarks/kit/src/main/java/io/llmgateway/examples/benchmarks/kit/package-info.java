/** What a client under test is, and what measures it inside its own process. Stands on the JDK alone. */
package io.llmgateway.examples.benchmarks.kit;
