package io.llmgateway.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.test.context.TestPropertySource;

/**
 * Puts one scripted vendor in the place of all, for any test of Spring Boot's, such as a {@code @SpringBootTest}. Everything else
 * is as the application configures it: models, fallback, guards, budgets, cache. The test injects the {@link
 * io.llmgateway.testkit.ScriptedProvider} to say what is answered and to see what was asked; after each test it is as new. What the
 * client has learnt (health of targets, remembered answers, what was counted) stays as long as the context.
 *
 * <p>The variables {@code OPENAI_API_KEY}, {@code ANTHROPIC_API_KEY}, {@code GEMINI_API_KEY} and {@code HF_TOKEN} are filled. Other
 * variables that providers of the application need get any value as properties of the test, such as {@code MISTRAL_API_KEY=any}.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ImportAutoConfiguration
@TestPropertySource(
        properties = {
            "OPENAI_API_KEY=scripted",
            "ANTHROPIC_API_KEY=scripted",
            "GEMINI_API_KEY=scripted",
            "HF_TOKEN=scripted"
        })
public @interface AutoConfigureLlmGateway {}
