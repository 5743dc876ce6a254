package io.llmgateway.spring;

import io.llmgateway.LlmClient;
import io.llmgateway.chain.Interceptor;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.CancelledException;
import io.llmgateway.error.MisconfiguredException;
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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.context.annotation.Scope;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;

/**
 * The client, from the properties below {@code llmgateway} and the beans of the context. Switched off by {@code
 * llmgateway.enabled: false}; backs off where the application has a client of its own.
 */
@AutoConfiguration(after = SslAutoConfiguration.class)
@ImportRuntimeHints(LlmGatewayRuntimeHints.class)
@ConditionalOnBooleanProperty(name = "llmgateway.enabled", matchIfMissing = true)
public final class LlmGatewayAutoConfiguration {
    private static final System.Logger LOG = System.getLogger(LlmGatewayAutoConfiguration.class.getName());

    LlmGatewayAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    GatewayPropertiesReader llmGatewayPropertiesReader(ConfigurableEnvironment environment, ResourceLoader resources) {
        return new GatewayPropertiesReader(environment, resources);
    }

    /** Each time a fresh one, so that an application can put together several clients. */
    @Bean
    @Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
    @ConditionalOnMissingBean
    LlmGateway.Builder llmGatewayBuilder(
            ConfigurableEnvironment environment, GatewayPropertiesReader properties, ListableBeanFactory beans) {
        LlmGateway.Builder builder = LlmGateway.builder()
                .properties(properties)
                .environment(keys(environment, beans))
                .closeGrace(Grace.of(environment));
        Connected.add(beans.getBeanProvider(LlmProviderConnectionDetails.class).orderedStream(), builder);
        one(beans, World.class, builder::world);
        each(beans, ProviderFactory.class, builder::factory);
        each(beans, GatewayListener.class, builder::listener);
        each(beans, Detector.class, builder::detector);
        each(beans, Guard.class, builder::guard);
        each(beans, PrincipalSource.class, builder::principals);
        each(beans, ContextCarrier.class, builder::contexts);
        each(beans, LedgerSink.class, builder::ledgerSink);
        one(beans, CounterStore.class, builder::counters);
        one(beans, CacheStore.class, builder::cacheStore);
        interceptors(beans, builder);
        properties.last().bundles().forEach((id, bundle) -> builder.provider(id, new Secured(id, bundle, beans)));
        each(beans, LlmGatewayCustomizer.class, customizer -> customizer.customize(builder));
        return builder;
    }

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    LlmClient llmClient(
            LlmGateway.Builder llmGatewayBuilder,
            GatewayPropertiesReader properties,
            ObjectProvider<SslBundles> bundles) {
        LlmClient client = llmGatewayBuilder.build();
        bundles.ifAvailable(known -> properties.last().bundles().values().stream()
                .distinct()
                .forEach(name -> known.addBundleUpdateHandler(name, renewed -> reload(client, name))));
        return client;
    }

    // the connections of before end with their calls
    private static void reload(LlmClient client, String bundle) {
        try {
            client.reload();
        } catch (CancelledException closed) {
            // nobody needs it any more
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "the SSL bundle \"" + bundle + "\" is new, but not in use", e);
        }
    }

    private static <T> void each(ListableBeanFactory beans, Class<T> type, Consumer<T> add) {
        beans.getBeanProvider(type).orderedStream().forEach(add);
    }

    private static <T> void one(ListableBeanFactory beans, Class<T> type, Consumer<T> set) {
        beans.getBeanProvider(type).ifAvailable(set);
    }

    // by their names, since a prototype is another object each time
    private static void interceptors(ListableBeanFactory beans, LlmGateway.Builder builder) {
        Map<String, Interceptor> all = BeanFactoryUtils.beansOfTypeIncludingAncestors(beans, Interceptor.class);
        List<Map.Entry<String, Interceptor>> ordered = new ArrayList<>(all.entrySet());
        ordered.sort(Comparator.comparingInt(bean -> order(beans, bean.getKey(), bean.getValue())));
        for (Map.Entry<String, Interceptor> bean : ordered) {
            String name = bean.getKey();
            AtStage place = beans.findAnnotationOnBean(name, AtStage.class);
            if (place == null) {
                throw new MisconfiguredException("the bean \"" + name
                        + "\" is an Interceptor, but does not say where it stands: write @AtStage(Stage.…) on its class or its"
                        + " @Bean method");
            }
            if (place.inside()) {
                builder.after(place.value(), bean.getValue());
            } else {
                builder.before(place.value(), bean.getValue());
            }
        }
    }

    private static int order(ListableBeanFactory beans, String name, Interceptor interceptor) {
        Order given = beans.findAnnotationOnBean(name, Order.class);
        if (given != null) {
            return given.value();
        }
        return interceptor instanceof Ordered own ? own.getOrder() : Ordered.LOWEST_PRECEDENCE;
    }

    // the configuration's own variables are among the properties already; what else the core looks for
    private static Map<String, String> keys(Environment environment, ListableBeanFactory beans) {
        Map<String, String> found = new HashMap<>();
        Consumer<String> look = variable -> {
            String value = environment.getProperty(variable);
            if (value != null) {
                found.put(variable, value);
            }
        };
        look.accept("OTEL_SEMCONV_STABILITY_OPT_IN");
        look.accept("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT");
        Consumer<ProviderFactory> ofVendor = factory -> factory.keyVariable().ifPresent(look);
        ServiceLoader.load(ProviderFactory.class).forEach(ofVendor);
        each(beans, ProviderFactory.class, ofVendor);
        return found;
    }
}
