package io.llmgateway.spring;

import io.llmgateway.core.config.GatewayConfig;
import io.llmgateway.spi.Detector;
import io.llmgateway.spi.PrincipalSource;
import io.llmgateway.spi.ProviderFactory;
import io.llmgateway.spi.TokenCounter;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;

/** What a native image must keep: the records of the configuration, our tables, and services. */
final class LlmGatewayRuntimeHints implements RuntimeHintsRegistrar {
    private static final List<Class<?>> SERVICES =
            List.of(ProviderFactory.class, TokenCounter.class, Detector.class, PrincipalSource.class);

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader loader) {
        new BindingReflectionHintsRegistrar().registerReflectionHints(hints.reflection(), GatewayConfig.class);
        for (Class<?> service : SERVICES) {
            hints.resources().registerPattern("META-INF/services/" + service.getName());
            ServiceLoader.load(service, loader).stream().forEach(found -> made(hints, TypeReference.of(found.type())));
        }
        hints.resources()
                .registerPattern("io/llmgateway/core/catalogue/*")
                .registerPattern("io/llmgateway/core/detect/*.txt")
                .registerPattern("io/llmgateway/core/injection/*.txt");
    }

    private static void made(RuntimeHints hints, TypeReference type) {
        hints.reflection().registerType(type, MemberCategory.INVOKE_DECLARED_CONSTRUCTORS);
    }
}
