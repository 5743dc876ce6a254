package io.llmgateway.spring;

import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.spi.ProviderSettings;
import io.llmgateway.spi.ProviderSettings.Tls;
import java.util.Arrays;
import java.util.function.Consumer;
import javax.net.ssl.X509TrustManager;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/** Gives a provider the keys and the trust of one of Spring's SSL bundles, as they are at the start. */
record Secured(String id, String name, ListableBeanFactory beans) implements Consumer<ProviderSettings.Builder> {
    @Override
    public void accept(ProviderSettings.Builder settings) {
        SslBundle bundle = bundle();
        X509TrustManager trusted = Arrays.stream(bundle.getManagers().getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new MisconfiguredException(property() + " is \"" + name
                        + "\", which trusts nobody by certificates: give it a trust store"));
        settings.tls(new Tls(BundleSockets.of(bundle), trusted));
    }

    private SslBundle bundle() {
        try {
            return beans.getBean(SslBundles.class).getBundle(name);
        } catch (NoSuchSslBundleException e) {
            throw new MisconfiguredException(
                    property() + ": there is no SSL bundle \"" + name + "\"; name one of those below spring.ssl.bundle",
                    e);
        }
    }

    private String property() {
        return "llmgateway.providers." + id + ".ssl.bundle";
    }
}
