package io.llmgateway.spring.test;

import io.llmgateway.chain.Interceptor;
import io.llmgateway.event.GatewayListener;
import io.llmgateway.spi.CacheStore;
import io.llmgateway.spi.ContextCarrier;
import io.llmgateway.spi.CounterStore;
import io.llmgateway.spi.Detector;
import io.llmgateway.spi.Guard;
import io.llmgateway.spi.LedgerSink;
import io.llmgateway.spi.PrincipalSource;
import io.llmgateway.spi.ProviderFactory;
import io.llmgateway.spi.World;
import io.llmgateway.spring.LlmGatewayCustomizer;
import java.util.Set;
import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;

/** Which components of the application are in the context of a {@link LlmGatewayTest}. */
final class LlmGatewayTypeExcludeFilter extends StandardAnnotationCustomizableTypeExcludeFilter<LlmGatewayTest> {
    private static final Set<Class<?>> KNOWN = Set.of(
            Interceptor.class,
            GatewayListener.class,
            ProviderFactory.class,
            Guard.class,
            Detector.class,
            PrincipalSource.class,
            LedgerSink.class,
            CounterStore.class,
            CacheStore.class,
            ContextCarrier.class,
            World.class,
            LlmGatewayCustomizer.class);

    LlmGatewayTypeExcludeFilter(Class<?> test) {
        super(test);
    }

    @Override
    protected Set<Class<?>> getKnownIncludes() {
        return KNOWN;
    }
}
