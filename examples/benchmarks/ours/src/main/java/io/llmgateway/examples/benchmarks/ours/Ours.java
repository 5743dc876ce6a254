package io.llmgateway.examples.benchmarks.ours;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.access.Principal;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.examples.benchmarks.kit.Contestant;
import io.llmgateway.examples.benchmarks.kit.Models;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Our client by its public API: {@code bare}, {@code full}, or with the features of a variant such as {@code pii+cache}. */
public final class Ours implements Contestant {
    private @Nullable LlmClient client;
    private @Nullable LogFile log;

    @Override
    public void open(String baseUrl, String variant) {
        Set<Feature> features = Feature.of(variant);
        LlmGateway.Builder builder =
                LlmGateway.builder().environment(Map.of()).file(written(configuration(baseUrl, features)));
        if (features.contains(Feature.TELEMETRY)) {
            builder.openTelemetry(Sdk.toNothing());
        }
        if (features.contains(Feature.LISTENER)) {
            log = new LogFile(Path.of("events.log"));
            builder.listener(log);
        }
        client = builder.build()
                .with(o -> o.principal(
                        Principal.builder().user("anna").team("support").build()));
    }

    @Override
    public String chat(String model, String prompt) {
        return client().chat(request(model, prompt)).text();
    }

    @Override
    public void stream(String model, String prompt, Consumer<String> reader) {
        try (ChatStream stream = client().stream(request(model, prompt))) {
            stream.forEachText(reader);
            stream.await();
        }
    }

    @Override
    public void close() {
        client().close();
        if (log != null) {
            log.close();
        }
    }

    private static ChatRequest request(String model, String prompt) {
        return ChatRequest.builder().model(model).user(prompt).maxTokens(4_000).build();
    }

    private LlmClient client() {
        if (client == null) {
            throw new IllegalStateException("not open");
        }
        return client;
    }

    private static String configuration(String baseUrl, Set<Feature> features) {
        boolean route = features.contains(Feature.ROUTE);
        StringBuilder lines = new StringBuilder();
        provider(lines, "one", baseUrl);
        if (route) {
            provider(lines, "two", baseUrl);
        }
        for (String model : Models.ALL) {
            lines.append("llmgateway.models.")
                    .append(model)
                    .append(".targets=one/")
                    .append(model);
            lines.append(route ? ",two/" + model : "").append('\n');
        }
        features.forEach(feature -> lines.append(feature.properties()).append('\n'));
        return lines.toString();
    }

    private static void provider(StringBuilder lines, String id, String baseUrl) {
        String prefix = "llmgateway.providers." + id;
        lines.append(prefix).append(".type=openai\n");
        lines.append(prefix).append(".dialect=compatible\n");
        lines.append(prefix).append(".api-key=key\n");
        lines.append(prefix).append(".base-url=").append(baseUrl).append('\n');
        lines.append("llmgateway.catalogue.models[").append(id).append("/*].prices.input=1.25\n");
        lines.append("llmgateway.catalogue.models[").append(id).append("/*].prices.output=10\n");
    }

    private static Path written(String configuration) {
        try {
            Files.deleteIfExists(Path.of("ledger.jsonl")); // else budgets read back what earlier processes have spent
            return Files.writeString(Path.of("llmgateway.properties"), configuration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
