package io.llmgateway.spring;

import io.llmgateway.chain.Stage;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says where a bean that is an {@link io.llmgateway.chain.Interceptor} stands: on its class or on its {@code @Bean} method. Those
 * of the same place stand in the order of the beans, the first one outermost.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface AtStage {
    /**
     * The room.
     *
     * @return the stage
     */
    Stage value();

    /**
     * Whether it stands inside the room's own layers.
     *
     * @return true for inside, which {@link Stage#SEND} has not; false for outside
     */
    boolean inside() default false;
}
