package io.llmgateway.testkit.contract;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * A test that runs whole, streamed, and streamed with random borders. Its first parameter is a {@link Delivery}.
 *
 * <p>The seed of the borders is another one in each run and stands in the name of the test, so a failure shows it; run
 * with {@code -Dseed=…} to get the same borders again.
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "{0}")
@ArgumentsSource(Deliveries.class)
public @interface BothDeliveries {}
