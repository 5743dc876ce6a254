package io.llmgateway.spring.test;

import org.springframework.boot.test.autoconfigure.TestSliceTestContextBootstrapper;

/** Starts the contexts of {@link LlmGatewayTest}. */
final class LlmGatewayTestContextBootstrapper extends TestSliceTestContextBootstrapper<LlmGatewayTest> {}
