package io.llmgateway.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.spi.ProviderSettings;
import io.llmgateway.spi.ProviderSettings.Tls;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.SslStoreBundle;

class BundleSocketsTest {
    private static final X509TrustManager NOBODY = new X509TrustManager() {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    };

    private static SslBundle bundle(String... protocols) {
        return SslBundle.of(
                SslStoreBundle.NONE, null, protocols.length == 0 ? null : SslOptions.of((String[]) null, protocols));
    }

    @Test
    void onlyProtocolsOfTheBundleAreSpoken() throws Exception {
        try (SSLSocket socket = (SSLSocket) BundleSockets.of(bundle("TLSv1.2")).createSocket()) {
            assertThat(socket.getEnabledProtocols()).containsExactly("TLSv1.2");
        }
        assertThat(BundleSockets.of(bundle())).isNotInstanceOf(BundleSockets.class);
    }

    @Test
    void aBundleForAnOpenLineIsRefused() {
        ProviderSettings.Builder settings = ProviderSettings.builder("local")
                .baseUrl("http://localhost:1/v1")
                .tls(new Tls(BundleSockets.of(bundle()), NOBODY));
        assertThatThrownBy(settings::build)
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("llmgateway.providers.local.base-url")
                .hasMessageContaining("https");
    }
}
