package io.llmgateway.spring;

import io.llmgateway.LlmClient;
import io.llmgateway.spi.ContextCarrier;
import io.micrometer.context.ContextSnapshotFactory;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.concurrent.DelegatingSecurityContextRunnable;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The reactive face of the client, where there is Reactor. */
@AutoConfiguration(after = LlmGatewayAutoConfiguration.class)
@ConditionalOnClass(Flux.class)
@ConditionalOnSingleCandidate(LlmClient.class)
public final class LlmGatewayReactorAutoConfiguration {
    LlmGatewayReactorAutoConfiguration() {}

    /** Binds what a Reactor context holds to the thread that makes a call; from there on it is carried like any other. */
    interface ReactorContext {
        /** Subscribed to once for each call; empty where the context holds nothing. */
        Mono<ContextCarrier> carrier();
    }

    @Bean
    @ConditionalOnMissingBean
    ReactiveLlmClient reactiveLlmClient(LlmClient client, ObjectProvider<ReactorContext> contexts) {
        List<ReactorContext> all = contexts.stream().toList();
        Mono<ContextCarrier> carrier = Flux.fromIterable(all)
                .concatMap(ReactorContext::carrier)
                .reduce(task -> task, (one, other) -> task -> other.carry(one.carry(task)));
        return new ReactiveLlmClient(client, carrier);
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(ContextSnapshotFactory.class)
    static final class Micrometer {
        @Bean
        ReactorContext micrometerReactorContext(ObjectProvider<ContextSnapshotFactory> factory) {
            ContextSnapshotFactory snapshots = factory.getIfAvailable(
                    () -> ContextSnapshotFactory.builder().build());
            return () -> Mono.deferContextual(
                    context -> Mono.just(task -> snapshots.captureFrom(context).wrap(task)));
        }
    }

    /** What Micrometer carries of reactive security is not who is logged in, but where to ask. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(ReactiveSecurityContextHolder.class)
    static final class Security {
        @Bean
        ReactorContext securityReactorContext() {
            return () -> ReactiveSecurityContextHolder.getContext()
                    .map(context -> task -> new DelegatingSecurityContextRunnable(task, context));
        }
    }
}
