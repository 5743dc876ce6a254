package io.llmgateway.spring;

import io.llmgateway.spi.ContextCarrier;
import io.llmgateway.spi.PrincipalSource;
import io.micrometer.context.ContextSnapshotFactory;
import org.slf4j.MDC;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.concurrent.DelegatingSecurityContextRunnable;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * What is bound to the caller's thread goes along to the client's own: what Micrometer's context propagation knows where it is
 * on the class path, which is the security context too; the logging context, of which it knows nothing unless told; and
 * nothing of the servlet request, which ends before a call may. Each bean backs off where the application has one of its name.
 */
@AutoConfiguration(before = LlmGatewayAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "llmgateway.enabled", matchIfMissing = true)
public final class LlmGatewayContextAutoConfiguration {
    LlmGatewayContextAutoConfiguration() {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MDC.class)
    static final class Logging {
        /** Around the others, which may write into the logging context themselves, such as the span they are in. */
        @Bean
        @Order(100)
        @ConditionalOnMissingBean(name = "mdcContextCarrier")
        ContextCarrier mdcContextCarrier() {
            return new MdcCarrier();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(ContextSnapshotFactory.class)
    static final class Micrometer {
        @Bean
        @Order(0)
        @ConditionalOnMissingBean(name = "micrometerContextCarrier")
        ContextCarrier micrometerContextCarrier(ObjectProvider<ContextSnapshotFactory> factory) {
            ContextSnapshotFactory snapshots = factory.getIfAvailable(
                    () -> ContextSnapshotFactory.builder().build());
            return task -> snapshots.captureAll().wrap(task);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(SecurityContextHolder.class)
    static final class Security {
        @Bean
        @Order(0)
        @ConditionalOnMissingClass("io.micrometer.context.ContextSnapshotFactory")
        @ConditionalOnMissingBean(name = "securityContextCarrier")
        ContextCarrier securityContextCarrier() {
            return DelegatingSecurityContextRunnable::new;
        }

        /** An application that tells who asks itself is not talked into. */
        @Bean
        @ConditionalOnMissingBean
        @ConditionalOnBooleanProperty(name = "llmgateway.spring.security-principal", matchIfMissing = true)
        PrincipalSource securityPrincipalSource() {
            return new SecurityPrincipal();
        }
    }
}
