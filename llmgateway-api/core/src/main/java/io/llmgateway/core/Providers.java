package io.llmgateway.core;

import io.llmgateway.core.catalogue.Vendor;
import io.llmgateway.core.config.GatewayConfig;
import io.llmgateway.core.config.ProviderConfig;
import io.llmgateway.core.config.ProviderLimitsConfig;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.spi.Nearest;
import io.llmgateway.spi.Provider;
import io.llmgateway.spi.ProviderFactory;
import io.llmgateway.spi.ProviderSettings;
import io.llmgateway.spi.World;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All providers of a client, made from configuration, code and what is on the class path. */
final class Providers {
    private final Map<String, Provider> byId = new LinkedHashMap<>();
    private final Map<String, List<String>> keys = new LinkedHashMap<>();
    private final Map<String, Vendor> vendors = new LinkedHashMap<>();
    private final Map<String, String> fingerprints = new LinkedHashMap<>();
    private final List<String> defaultModels = new ArrayList<>();
    private final Map<String, ProviderFactory> factories;
    private final Map<String, String> environment;
    private final World world;
    private final Parts parts;

    private Providers(
            Map<String, ProviderFactory> factories, Map<String, String> environment, World world, Parts parts) {
        this.factories = factories;
        this.environment = environment;
        this.world = world;
        this.parts = parts;
    }

    /** All factories by type: those on the class path, and one's own, which win. */
    static Map<String, ProviderFactory> factories(List<ProviderFactory> own) {
        Map<String, ProviderFactory> factories = new TreeMap<>();
        for (ProviderFactory found : ServiceLoader.load(ProviderFactory.class)) {
            factories.put(found.type(), found);
        }
        for (ProviderFactory factory : own) {
            factories.put(factory.type(), factory);
        }
        return factories;
    }

    static Providers create(
            GatewayConfig config,
            Map<String, Consumer<ProviderSettings.Builder>> settings,
            Map<String, Provider> given,
            Map<String, ProviderFactory> factories,
            Map<String, String> environment,
            World world,
            Parts parts) {
        Providers all = new Providers(factories, environment, world, parts);
        // first, so that they are closed where nothing comes of the client
        for (Map.Entry<String, Provider> one : given.entrySet()) {
            all.keep(one.getKey(), List.of(), one::getValue);
        }
        Map<String, ProviderConfig> configured = Objects.requireNonNull(config.providers());
        for (Map.Entry<String, ProviderConfig> one : configured.entrySet()) {
            if (!Boolean.FALSE.equals(one.getValue().enabled()) && !given.containsKey(one.getKey())) {
                all.add(one.getKey(), one.getValue(), settings.get(one.getKey()));
            }
        }
        for (Map.Entry<String, Consumer<ProviderSettings.Builder>> one : settings.entrySet()) {
            if (!configured.containsKey(one.getKey())) {
                all.add(one.getKey(), ProviderConfig.EMPTY, one.getValue());
            }
        }
        for (Map.Entry<String, Provider> one : given.entrySet()) {
            String id = one.getKey();
            all.byId.put(id, one.getValue());
            all.keys.put(id, List.of(id));
            all.vendors.put(id, new Vendor(id, null));
            all.fingerprints.put(id, Fingerprint.of(one.getValue().getClass().getName()));
        }
        if (configured.isEmpty() && settings.isEmpty() && given.isEmpty()) {
            all.addFromKeys();
        }
        return all;
    }

    private Provider keep(String id, List<?> of, Supplier<Provider> make) {
        return parts.keep(Provider.class, part(id), of, make);
    }

    /** What the provider of that key is called among the parts. */
    static String part(String id) {
        return "providers." + id;
    }

    private void addFromKeys() {
        List<String> variables = new ArrayList<>();
        for (ProviderFactory factory : factories.values()) {
            factory.keyVariable().ifPresent(variable -> {
                variables.add(variable);
                if (isSet(variable)) {
                    add(factory.type(), ProviderConfig.EMPTY, null);
                }
            });
        }
        if (byId.isEmpty()) {
            throw new MisconfiguredException(
                    factories.isEmpty()
                            ? "there is no provider on the class path: add a dependency such as llmgateway-openai"
                            : "there is no provider: set one of the environment variables "
                                    + String.join(", ", variables)
                                    + ", or name one in llmgateway.providers; types on the class path: "
                                    + String.join(", ", factories.keySet()));
        }
    }

    private boolean isSet(String variable) {
        return !environment.getOrDefault(variable, "").isBlank();
    }

    private void add(String id, ProviderConfig config, @Nullable Consumer<ProviderSettings.Builder> change) {
        String property = "llmgateway.providers." + id;
        if (id.isBlank() || id.contains("/") || id.contains("#")) {
            throw new MisconfiguredException(property + ": an id must not be blank or hold / or #");
        }
        List<String> several = config.apiKeys();
        if (several == null) {
            make(id, id, config, config.apiKey(), change);
            keys.put(id, List.of(id));
            return;
        }
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < several.size(); i++) {
            ids.add(id + "#" + (i + 1));
            make(id, ids.get(i), config, several.get(i), change);
        }
        keys.put(id, ids);
    }

    private void make(
            String id,
            String keyId,
            ProviderConfig config,
            @Nullable String key,
            @Nullable Consumer<ProviderSettings.Builder> change) {
        String property = "llmgateway.providers." + id;
        ProviderSettings.Builder builder = ProviderSettings.builder(keyId)
                .type(config.type() == null ? id : config.type())
                .world(world);
        if (config.baseUrl() != null) {
            builder.baseUrl(config.baseUrl());
        }
        if (key != null) {
            if (key.isBlank()) {
                throw new MisconfiguredException(property + ".api-key is blank: set the key, or leave it out");
            }
            builder.apiKey(key);
        }
        if (config.dialect() != null) {
            builder.option("dialect", config.dialect());
        }
        if (config.headers() != null) {
            config.headers().forEach(builder::header);
        }
        if (config.options() != null) {
            config.options().forEach(builder::option);
        }
        if (change != null) {
            change.accept(builder);
        }
        ProviderSettings settings = builder.build();
        ProviderFactory factory = factory(property, settings.type());
        ProviderSettings complete = withUsualKey(checked(property, settings, factory), builder, factory);
        byId.put(keyId, keep(keyId, ingredients(factory, complete), () -> factory.create(complete)));
        fingerprints.put(keyId, fingerprint(settings, factory));
        vendors.put(keyId, new Vendor(settings.option("dialect").orElse(settings.type()), config.region()));
        String usual = factory.defaultModel().orElse(null);
        boolean another = settings.option("dialect").isPresent(); // whose models are others
        if (usual != null && !another && !defaultModels.contains(id + "/" + usual)) {
            defaultModels.add(id + "/" + usual);
        }
    }

    private static List<?> ingredients(ProviderFactory factory, ProviderSettings settings) {
        return List.of(
                factory,
                settings.type(),
                settings.credentials(),
                settings.baseUrl(),
                settings.headers(),
                settings.options(),
                settings.tls());
    }

    // without its key, which may change while the vendor stays the same
    private static String fingerprint(ProviderSettings settings, ProviderFactory factory) {
        return Fingerprint.of(List.of(
                factory.getClass().getName(),
                settings.type(),
                settings.baseUrl().orElse(""),
                settings.headers(),
                settings.options()));
    }

    private ProviderFactory factory(String property, String type) {
        ProviderFactory factory = factories.get(type);
        if (factory == null) {
            throw new MisconfiguredException(
                    property + ": there is no provider type \"" + type + "\" on the class path; "
                            + Nearest.hint(type, factories.keySet())
                            + " Set " + property + ".type (openai, with a dialect, for vendors that speak OpenAI's), or"
                            + " add the module that has it");
        }
        return factory;
    }

    private static ProviderSettings checked(String property, ProviderSettings settings, ProviderFactory factory) {
        for (String option : settings.options().keySet()) {
            if (!factory.options().contains(option)) {
                String name = option.equals("dialect") ? ".dialect" : ".options." + option;
                throw new MisconfiguredException(property + name + ": providers of type \"" + factory.type()
                        + "\" have no such option; " + Nearest.hint(option, factory.options()));
            }
        }
        return settings;
    }

    // a vendor's usual key goes to the vendor's own address only
    private ProviderSettings withUsualKey(
            ProviderSettings settings, ProviderSettings.Builder builder, ProviderFactory factory) {
        boolean elsewhere =
                settings.baseUrl().isPresent() || settings.option("dialect").isPresent();
        if (settings.credentials().isPresent() || elsewhere) {
            return settings;
        }
        return factory.keyVariable()
                .filter(this::isSet)
                .map(variable -> builder.apiKey(Objects.requireNonNull(environment.get(variable)))
                        .build())
                .orElse(settings);
    }

    Map<String, Provider> byId() {
        return byId;
    }

    /** Ids of the configuration to those of their keys. */
    Map<String, List<String>> keys() {
        return keys;
    }

    /** Our own limits of those that have any, by the ids of their keys. */
    Map<String, ProviderLimitsConfig> limits(Map<String, ProviderConfig> configured) {
        Map<String, ProviderLimitsConfig> limits = new LinkedHashMap<>();
        for (Map.Entry<String, ProviderConfig> one : configured.entrySet()) {
            ProviderLimitsConfig own = one.getValue().limits();
            if (own != null) {
                for (String key : keys.getOrDefault(one.getKey(), List.of())) {
                    limits.put(key, own);
                }
            }
        }
        return limits;
    }

    /** Where those of the configuration serve from, as far as that is said. */
    static Map<String, String> regions(Map<String, ProviderConfig> configured) {
        Map<String, String> regions = new LinkedHashMap<>();
        for (Map.Entry<String, ProviderConfig> one : configured.entrySet()) {
            if (one.getValue().region() != null) {
                regions.put(one.getKey(), one.getValue().region());
            }
        }
        return regions;
    }

    /** Whose prices they have. */
    Map<String, Vendor> vendors() {
        return vendors;
    }

    /** Who answers behind the id of a key, and with what settings. */
    String fingerprint(String key) {
        return Objects.requireNonNull(fingerprints.get(key));
    }

    /** The model for requests that name none: the one that is meant, if there is no doubt. */
    @Nullable
    String defaultModel(GatewayConfig config) {
        if (config.defaultModel() != null) {
            return config.defaultModel();
        }
        Map<String, ?> models = Objects.requireNonNull(config.models());
        if (models.size() == 1) {
            return models.keySet().iterator().next();
        }
        return models.isEmpty() && keys.size() == 1 && defaultModels.size() == 1 ? defaultModels.get(0) : null;
    }
}
