package io.llmgateway.spring;

import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.MisconfiguredException;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Makes providers of what was started for the application. */
final class Connected {
    private Connected() {}

    static void add(Stream<LlmProviderConnectionDetails> servers, LlmGateway.Builder builder) {
        Map<String, String> addresses = new HashMap<>();
        servers.forEach(server -> {
            String other = addresses.put(server.id(), server.baseUrl());
            if (other != null) {
                throw new MisconfiguredException(
                        "two servers, at " + other + " and " + server.baseUrl() + ", are both the provider \""
                                + server.id() + "\": give one of them another id, or leave it out");
            }
            builder.provider(server.id(), settings -> {
                settings.type(server.type()).baseUrl(server.baseUrl());
                server.dialect().ifPresent(dialect -> settings.option("dialect", dialect));
                server.apiKey().ifPresent(settings::apiKey);
            });
        });
    }
}
