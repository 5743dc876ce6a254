package io.llmgateway.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.autoconfigure.OverrideAutoConfiguration;
import org.springframework.boot.test.context.filter.annotation.TypeExcludeFilters;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.test.context.BootstrapWith;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * A test of what an application makes of the client, and of nothing else: a context with the client, its scripted vendor, and those
 * of the application's components the client is put together from (interceptors, guards, listeners, customizers and the like). Other
 * components are brought by {@link #includeFilters} or {@code @Import}.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@BootstrapWith(LlmGatewayTestContextBootstrapper.class)
@ExtendWith(SpringExtension.class)
@OverrideAutoConfiguration(enabled = false)
@TypeExcludeFilters(LlmGatewayTypeExcludeFilter.class)
@AutoConfigureLlmGateway
public @interface LlmGatewayTest {
    /**
     * Properties of the test.
     *
     * @return such as {@code llmgateway.default-model=openai/gpt-5.5}
     */
    String[] properties() default {};

    /**
     * Whether the kinds of components the client is put together from are there.
     *
     * @return false for none but those of {@link #includeFilters}
     */
    boolean useDefaultFilters() default true;

    /**
     * What else is there.
     *
     * @return filters of components
     */
    Filter[] includeFilters() default {};

    /**
     * What is left out.
     *
     * @return filters of components
     */
    Filter[] excludeFilters() default {};
}
