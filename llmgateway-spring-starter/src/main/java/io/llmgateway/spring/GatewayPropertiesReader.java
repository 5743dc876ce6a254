package io.llmgateway.spring;

import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.MisconfiguredException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.DefaultPropertiesPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ResourceLoader;

/**
 * Reads the application's properties: first as they are in its environment, then anew, from its files too. The environment
 * itself stays as it is. Thread-safe.
 */
public final class GatewayPropertiesReader implements Supplier<LlmGateway.Properties> {
    // as Boot names what it reads from files and folders
    private static final List<String> FILES = List.of("Config resource '", "Config tree '");
    private static final String VIEW = "configurationProperties";

    private final ConfigurableEnvironment environment;
    private final ResourceLoader resources;
    private final GatewayProperties first;
    private volatile GatewayProperties last;
    private volatile boolean begun;

    /**
     * Reads them for the first time.
     *
     * @param environment the application's environment
     * @param resources finds its files
     * @throws MisconfiguredException if they say what cannot be
     */
    public GatewayPropertiesReader(ConfigurableEnvironment environment, ResourceLoader resources) {
        this.environment = environment;
        this.resources = resources;
        first = GatewayProperties.read(environment);
        last = first;
    }

    /**
     * What was read last.
     *
     * @return the properties, whether the client has taken them or not
     */
    public GatewayProperties last() {
        return last;
    }

    @Override
    public LlmGateway.Properties get() {
        GatewayProperties read = begun ? GatewayProperties.read(fresh()) : first;
        begun = true;
        last = read;
        if (!read.bundles().equals(first.bundles())) {
            throw new MisconfiguredException("which ssl.bundle a provider has is not what it was at the start: it was "
                    + first.bundles() + ", now it is " + read.bundles() + "; start the application anew for that");
        }
        return new LlmGateway.Properties(read.tree(), read.origins());
    }

    private ConfigurableEnvironment fresh() {
        StandardEnvironment fresh = new StandardEnvironment();
        MutablePropertySources sources = fresh.getPropertySources();
        List.of(
                        StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME,
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)
                .forEach(sources::remove);
        List<PropertySource<?>> after = new ArrayList<>();
        boolean files = false;
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (FILES.stream().anyMatch(source.getName()::startsWith)) {
                files = true;
            } else if (files && !source.getName().equals(DefaultPropertiesPropertySource.NAME)) {
                after.add(source);
            } else if (!source.getName().equals(VIEW)) {
                sources.addLast(source);
            }
        }
        if (!files) {
            return environment;
        }
        try {
            ConfigDataEnvironmentPostProcessor.applyTo(
                    fresh, resources, null, List.of(environment.getActiveProfiles()));
        } catch (RuntimeException e) {
            // its message, and that of its cause, may show what stands in the file
            throw new MisconfiguredException("the files of the application's configuration cannot be read again: "
                    + e.getClass().getName() + "; the application would not start with them either");
        }
        after.forEach(sources::addLast);
        DefaultPropertiesPropertySource.moveToEnd(sources);
        ConfigurationPropertySources.attach(fresh);
        return fresh;
    }
}
