package io.llmgateway.spring.test;

import io.llmgateway.testkit.ScriptedProvider;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.test.context.support.AbstractTestExecutionListener;

/** Makes the scripted provider as new after each test, since contexts are kept for several. */
final class ForgettingListener extends AbstractTestExecutionListener {
    @Override
    public void afterTestMethod(TestContext test) {
        if (test.hasApplicationContext()
                && TestContextAnnotationUtils.hasAnnotation(test.getTestClass(), AutoConfigureLlmGateway.class)) {
            test.getApplicationContext().getBeanProvider(ScriptedProvider.class).forEach(ScriptedProvider::forget);
        }
    }
}
