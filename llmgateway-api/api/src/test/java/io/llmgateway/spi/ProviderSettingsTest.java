package io.llmgateway.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgateway.chat.FailureClass;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.error.ProviderFailedException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderSettingsTest {
    private static ProviderSettings at(String url) {
        return ProviderSettings.builder("local").baseUrl(url).build();
    }

    @Test
    void theAddressHasNoSlashAtItsEnd() {
        assertThat(at(" http://ollama_server:11434/v1// ").baseUrl()).contains("http://ollama_server:11434/v1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"not a url", "localhost:11434/v1", "/v1", "ftp://example.org", "http://", "https:///v1", ""})
    void whatIsNoAddressIsRefused(String url) {
        assertThatThrownBy(() -> at(url))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageStartingWith("llmgateway.providers.local.base-url is \"" + url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user:SECRET@example.org/v1",
                "https://user:SEC^SECRET@example.org/v1",
                "user:SECRET@example.org",
                "https://example.org/v1?key=SECRET",
                "example org/v1?key=SECRET",
            })
    void anAddressThatMayHoldAKeyIsRefusedWithoutShowingIt(String url) {
        Throwable refused = catchThrowable(() -> at(url));
        StringWriter trace = new StringWriter();
        assertThat(refused).isInstanceOf(MisconfiguredException.class);
        refused.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString())
                .contains("llmgateway.providers.local.base-url")
                .doesNotContain("SECRET");
    }

    @Test
    void credentialsThatGiveNoKeyAreAFailureOfCredentials() {
        Credentials broken = ProviderSettings.builder("vertex")
                .credentials(() -> {
                    throw new IllegalStateException("no metadata server");
                })
                .build()
                .requireCredentials();
        ProviderFailedException failed = catchThrowableOfType(ProviderFailedException.class, broken::current);
        assertThat(failed.kind()).isEqualTo(FailureClass.CREDENTIAL);
        assertThat(failed).hasMessageStartingWith("vertex: CREDENTIAL").hasCauseInstanceOf(IllegalStateException.class);
        assertThat(failed.model()).isEmpty();
    }
}
