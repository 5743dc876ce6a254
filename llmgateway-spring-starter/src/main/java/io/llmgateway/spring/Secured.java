package io.llmgateway.spring;

import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.spi.ProviderSettings;
import io.llmgateway.spi.ProviderSettings.Tls;
import java.util.Arrays;
import java.util.function.Consumer;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * Gives a provider the keys and the trust of one of Spring's SSL bundles, as they are when it is asked: the same ones while the
 * bundle is the same. Thread-safe.
 */
final class Secured implements Consumer<ProviderSettings.Builder> {
    private final String id;
    private final String name;
    private final ListableBeanFactory beans;
    private volatile @Nullable Made last;

    private record Made(SslBundle of, Tls tls) {}

    Secured(String id, String name, ListableBeanFactory beans) {
        this.id = id;
        this.name = name;
        this.beans = beans;
    }

    @Override
    public void accept(ProviderSettings.Builder settings) {
        SslBundle bundle = bundle();
        Made made = last;
        if (made == null || !made.of().equals(bundle)) {
            made = new Made(bundle, tls(bundle));
            last = made;
        }
        settings.tls(made.tls());
    }

    private Tls tls(SslBundle bundle) {
        X509TrustManager trusted = Arrays.stream(bundle.getManagers().getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new MisconfiguredException(property() + " is \"" + name
                        + "\", which trusts nobody by certificates: give it a trust store"));
        return new Tls(BundleSockets.of(bundle), trusted);
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
