/** LangChain4j, as its users have it. */
package io.llmgateway.examples.benchmarks.langchain4j;
