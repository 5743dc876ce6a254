package io.llmgateway.spring.actuate;

import java.util.Set;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code management.endpoint.llmgateway}, beside what all endpoints have.
 *
 * @param showValues who sees the values of the configuration; secrets are shown to nobody
 * @param roles who is authorized; everybody who is logged in if empty
 */
@ConfigurationProperties("management.endpoint.llmgateway")
record LlmGatewayEndpointProperties(@DefaultValue("never") Show showValues, @DefaultValue Set<String> roles) {}
