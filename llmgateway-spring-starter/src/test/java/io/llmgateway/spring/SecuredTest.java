package io.llmgateway.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.LlmClient;
import io.llmgateway.error.LlmException;
import java.io.IOException;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** A server nobody knows, but one of Spring's SSL bundles. */
class SecuredTest {
    private static final String ANSWER =
            """
            {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [{"index": 0,
             "finish_reason": "stop", "message": {"role": "assistant", "content": "Trusted."}}],
             "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}}
            """;

    private final HeldCertificate certificate = new HeldCertificate.Builder()
            .addSubjectAlternativeName("localhost")
            .addSubjectAlternativeName("127.0.0.1")
            .build();
    private final MockWebServer server = new MockWebServer();
    private ApplicationContextRunner runner;

    @BeforeEach
    void start() throws IOException {
        server.useHttps(new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .build()
                .sslSocketFactory());
        server.start();
        runner = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(LlmGatewayAutoConfiguration.class, SslAutoConfiguration.class))
                .withPropertyValues(
                        "spring.ssl.bundle.pem.lab.truststore.certificate=" + certificate.certificatePem(),
                        "llmgateway.providers.openai.base-url=" + server.url("/v1"),
                        "llmgateway.providers.openai.api-key=x",
                        "llmgateway.steady.max-attempts=1");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void isTrustedWithTheBundle() {
        server.enqueue(new MockResponse.Builder()
                .setHeader("Content-Type", "application/json")
                .body(ANSWER)
                .build());
        runner.withPropertyValues("llmgateway.providers.openai.ssl.bundle=lab").run(context -> assertThat(
                        context.getBean(LlmClient.class).chat("?").text())
                .isEqualTo("Trusted."));
    }

    @Test
    void aBundleThatIsNewIsInUseAtOnce() {
        server.enqueue(new MockResponse.Builder()
                .setHeader("Content-Type", "application/json")
                .body(ANSWER)
                .build());
        HeldCertificate other = new HeldCertificate.Builder().build();
        runner.withPropertyValues(
                        "llmgateway.providers.openai.ssl.bundle=lab",
                        "spring.ssl.bundle.pem.lab.truststore.certificate=" + other.certificatePem())
                .run(context -> {
                    LlmClient client = context.getBean(LlmClient.class);
                    assertThatThrownBy(() -> client.chat("?")).isInstanceOf(LlmException.class);

                    context.getBean(DefaultSslBundleRegistry.class)
                            .updateBundle("lab", trusting(certificate.certificatePem()));

                    assertThat(client.chat("?").text()).isEqualTo("Trusted.");
                });
    }

    private static SslBundle trusting(String certificate) {
        return SslBundle.of(new PemSslStoreBundle(null, PemSslStoreDetails.forCertificate(certificate)));
    }

    @Test
    void isNotTrustedWithoutIt() {
        runner.run(context -> assertThatThrownBy(
                        () -> context.getBean(LlmClient.class).chat("?"))
                .isInstanceOf(LlmException.class));
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void aBundleNobodyDefinedIsAnError() {
        runner.withPropertyValues("llmgateway.providers.openai.ssl.bundle=lba").run(context -> assertThat(context)
                .getFailure()
                .hasStackTraceContaining("llmgateway.providers.openai.ssl.bundle: there is no SSL bundle \"lba\""));
    }

    @Test
    void aMisspeltNameIsToldWithItsOrigin() {
        runner.withPropertyValues("llmgateway.providers.openai.ssl.bundel=lab").run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessage("property source \"test\": llmgateway.providers.openai.ssl.bundel: there is no such"
                        + " property; did you mean \"bundle\"?"));
    }
}
