package io.llmgateway.core;

import io.llmgateway.core.config.ConfigLoader;
import io.llmgateway.core.config.GatewayConfig;
import io.llmgateway.core.config.ModelConfig;
import io.llmgateway.error.MisconfiguredException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads the configuration of a client, wherever it is: a file first, what code and environment say over it. */
final class Reading implements Supplier<GatewayConfig> {
    private static final String[] FILES = {"llmgateway.yaml", "llmgateway.yml", "llmgateway.properties"};

    private final LlmGateway.Builder given;
    // of the thread that builds the client: others that read again may have another one
    private final @Nullable ClassLoader classes = Thread.currentThread().getContextClassLoader();

    Reading(LlmGateway.Builder given) {
        this.given = given;
    }

    @Override
    public GatewayConfig get() {
        GatewayConfig read = read();
        Map<String, ModelConfig> models = new LinkedHashMap<>(Objects.requireNonNull(read.models()));
        models.putAll(given.models);
        return new GatewayConfig(
                read.reload(),
                given.defaultModel == null ? read.defaultModel() : given.defaultModel,
                read.timeouts(),
                read.providers(),
                models,
                read.admit(),
                read.guard(),
                read.recall(),
                read.steady(),
                read.catalogue(),
                read.ledger(),
                read.watch());
    }

    private GatewayConfig read() {
        if (given.yaml != null && given.file != null) {
            throw new MisconfiguredException(
                    "both yaml(…) and file(\"" + given.file + "\") are given: only one can be read, leave one out");
        }
        ConfigLoader loader = new ConfigLoader(given.environment);
        if (given.yaml != null) {
            loader.text("configuration given in code", given.yaml);
        } else if (given.file != null) {
            loader.file(given.file);
        } else if (given.properties == null) {
            look(loader);
        }
        if (given.properties != null) {
            LlmGateway.Properties properties = given.properties.get();
            loader.tree(properties.tree(), properties.origins());
        }
        return loader.environment().load();
    }

    private void look(ConfigLoader loader) {
        String named = given.environment.get("LLMGATEWAY_CONFIG");
        if (named != null) {
            loader.file(Path.of(named));
            return;
        }
        for (String name : FILES) {
            if (Files.exists(Path.of(name))) {
                loader.file(Path.of(name));
                return;
            }
        }
        for (String name : FILES) {
            try (InputStream resource = resource(name)) {
                if (resource != null) {
                    loader.text("classpath:" + name, new String(resource.readAllBytes(), StandardCharsets.UTF_8));
                    return;
                }
            } catch (IOException e) {
                throw new MisconfiguredException("the configuration classpath:" + name + " cannot be read: " + e, e);
            }
        }
    }

    private @Nullable InputStream resource(String name) throws IOException {
        URL found = classes == null ? ClassLoader.getSystemResource(name) : classes.getResource(name);
        if (found == null) {
            return null;
        }
        URLConnection connection = found.openConnection();
        connection.setUseCaches(false); // it may have changed
        return connection.getInputStream();
    }
}
