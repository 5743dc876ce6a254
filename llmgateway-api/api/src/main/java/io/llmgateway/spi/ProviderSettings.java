package io.llmgateway.spi;

import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.error.LlmException;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.error.ProviderFailedException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** What the configuration says about one provider. Immutable; {@code toString} shows no key. */
public final class ProviderSettings {
    private static final Set<String> COMMON = Set.of("type", "api-key", "base-url", "dialect", "headers");

    private static final Pattern USER = Pattern.compile("(?:[^/?#]*//)?[^/?#]*@");
    private static final Pattern QUERY = Pattern.compile("[?#].*", Pattern.DOTALL);
    private static final Pattern SLASHES = Pattern.compile("/+$");

    private final String id;
    private final String type;
    private final @Nullable Credentials credentials;
    private final @Nullable String baseUrl;
    private final Map<String, String> headers;
    private final Map<String, String> options;
    private final World world;
    private final @Nullable Tls tls;

    private ProviderSettings(Builder b) {
        id = b.id;
        type = b.type == null ? b.id : b.type;
        credentials = b.credentials == null ? null : new Asked(b.id, b.credentials);
        baseUrl = b.baseUrl == null ? null : checkedUrl(b.id, b.baseUrl);
        headers = Map.copyOf(b.headers);
        options = Map.copyOf(b.options);
        world = b.world;
        tls = b.tls;
        if (tls != null && baseUrl != null && baseUrl.regionMatches(true, 0, "http:", 0, 5)) {
            throw new MisconfiguredException("llmgateway.providers." + id + ".base-url is \"" + baseUrl
                    + "\": it must begin with https, since a certificate or trust of one's own is set for it");
        }
    }

    /**
     * How connections are secured where the JDK's own way does not do.
     *
     * @param sockets makes them, with a certificate of one's own if it is to be shown
     * @param trusted says which servers are, the same as in {@code sockets}
     */
    public record Tls(SSLSocketFactory sockets, X509TrustManager trusted) {
        public Tls {
            Objects.requireNonNull(sockets, "sockets");
            Objects.requireNonNull(trusted, "trusted");
        }
    }

    /** Credentials whose failure to give a key is told as one, and not as a bug of the provider that asks. */
    private record Asked(String id, Credentials given) implements Credentials {
        @Override
        public Secret current() {
            try {
                return Objects.requireNonNull(given.current(), "the credentials gave null");
            } catch (LlmException e) {
                throw e;
            } catch (RuntimeException e) {
                // its message is of somebody else's making, and stays with the cause
                String text = "the credentials gave no key: " + e.getClass().getSimpleName();
                throw new ProviderFailedException(id, "", Failure.of(FailureClass.CREDENTIAL, text), e);
            }
        }

        @Override
        public String toString() {
            return given.toString();
        }
    }

    private static String checkedUrl(String id, String text) {
        String property = "llmgateway.providers." + id + ".base-url";
        String url = text.strip();
        if (USER.matcher(url).lookingAt()) { // not shown: it is a password
            throw new MisconfiguredException(property + " holds a user or password: put the key into api-key instead");
        }
        String shown = QUERY.matcher(url).replaceFirst("");
        if (!shown.equals(url)) { // not shown either: it may be a key
            throw new MisconfiguredException(
                    property + " is \"" + shown + "…\": it must end before the query, since paths are put behind it");
        }
        try {
            URI uri = new URI(url);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            if (!(scheme.equals("http") || scheme.equals("https")) || uri.getRawAuthority() == null) {
                throw new MisconfiguredException(property + " is \"" + url
                        + "\": it must be an absolute http or https URL, such as http://localhost:11434/v1");
            }
        } catch (URISyntaxException e) {
            throw new MisconfiguredException(property + " is \"" + url + "\": it is not a URL: " + e.getReason(), e);
        }
        return SLASHES.matcher(url).replaceFirst("");
    }

    /**
     * Starts with the id.
     *
     * @param id the provider's id in the configuration
     * @return a builder
     */
    public static Builder builder(String id) {
        return new Builder(id);
    }

    /**
     * The provider's id, the part before the slash in {@code provider/model}.
     *
     * @return its id
     */
    public String id() {
        return id;
    }

    /**
     * The type of its factory.
     *
     * @return the type; the id where the configuration names none
     */
    public String type() {
        return type;
    }

    /**
     * Where its keys come from. Where they give none, they fail with a {@link ProviderFailedException} of class {@link
     * FailureClass#CREDENTIAL}.
     *
     * @return the credentials, if set; servers of one's own often need none
     */
    public Optional<Credentials> credentials() {
        return Optional.ofNullable(credentials);
    }

    /**
     * Where its keys come from, for vendors that cannot do without.
     *
     * @return the credentials
     * @throws MisconfiguredException if there are none
     */
    public Credentials requireCredentials() {
        if (credentials == null) {
            throw new MisconfiguredException("llmgateway.providers." + id + ".api-key is missing: provider \"" + id
                    + "\" of type \"" + type + "\" needs a key; set it");
        }
        return credentials;
    }

    /**
     * The address, checked to be an absolute http or https URL without user and query; without a slash at its end.
     *
     * @return the URL, if set
     */
    public Optional<String> baseUrl() {
        return Optional.ofNullable(baseUrl);
    }

    /**
     * Headers to add to every request.
     *
     * @return an immutable map
     */
    public Map<String, String> headers() {
        return headers;
    }

    /**
     * An option of this type of provider.
     *
     * @param name one of {@link ProviderFactory#options}
     * @return its value, if set
     */
    public Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    /**
     * All options of this type of provider.
     *
     * @return an immutable map
     */
    public Map<String, String> options() {
        return options;
    }

    /**
     * The full name of one of this provider's properties, for messages.
     *
     * @param name such as {@code base-url}, or the name of an option
     * @return such as {@code llmgateway.providers.local.base-url}
     */
    public String property(String name) {
        return "llmgateway.providers." + id + (COMMON.contains(name) ? "." : ".options.") + name;
    }

    /**
     * Time, chance and ids.
     *
     * @return the world
     */
    public World world() {
        return world;
    }

    /**
     * How connections are secured.
     *
     * @return empty for the JDK's own way
     */
    public Optional<Tls> tls() {
        return Optional.ofNullable(tls);
    }

    @Override
    public String toString() {
        return "ProviderSettings[" + id + ", " + type + (baseUrl == null ? "" : ", " + baseUrl) + "]";
    }

    /** Collects the settings. Not thread-safe. */
    public static final class Builder {
        private final String id;
        private @Nullable String type;
        private @Nullable Credentials credentials;
        private @Nullable String baseUrl;
        private final Map<String, String> headers = new LinkedHashMap<>();
        private final Map<String, String> options = new LinkedHashMap<>();
        private World world = World.real();
        private @Nullable Tls tls;

        private Builder(String id) {
            this.id = Objects.requireNonNull(id, "id");
        }

        /**
         * Sets the type of its factory.
         *
         * @param value the type
         * @return this
         */
        public Builder type(String value) {
            type = Objects.requireNonNull(value, "type");
            return this;
        }

        /**
         * Sets a key that never changes.
         *
         * @param key the key
         * @return this
         */
        public Builder apiKey(String key) {
            return credentials(Credentials.of(key));
        }

        /**
         * Sets where its keys come from.
         *
         * @param value the credentials
         * @return this
         */
        public Builder credentials(Credentials value) {
            credentials = Objects.requireNonNull(value, "credentials");
            return this;
        }

        /**
         * Sets the address.
         *
         * @param value an absolute http or https URL, without user and query
         * @return this
         */
        public Builder baseUrl(String value) {
            baseUrl = Objects.requireNonNull(value, "baseUrl");
            return this;
        }

        /**
         * Adds a header to every request.
         *
         * @param name the header's name
         * @param value its value
         * @return this
         */
        public Builder header(String name, String value) {
            headers.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
            return this;
        }

        /**
         * Sets an option of this type of provider.
         *
         * @param name one of {@link ProviderFactory#options}
         * @param value its value
         * @return this
         */
        public Builder option(String name, String value) {
            options.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
            return this;
        }

        /**
         * Sets time, chance and ids.
         *
         * @param value the world
         * @return this
         */
        public Builder world(World value) {
            world = Objects.requireNonNull(value, "world");
            return this;
        }

        /**
         * Sets how connections are secured, for servers the JDK does not trust or that want a certificate.
         *
         * @param value sockets and trust
         * @return this
         */
        public Builder tls(Tls value) {
            tls = Objects.requireNonNull(value, "tls");
            return this;
        }

        /**
         * The settings.
         *
         * @return an immutable value
         * @throws MisconfiguredException if the base URL is not an absolute http or https URL
         */
        public ProviderSettings build() {
            return new ProviderSettings(this);
        }
    }
}
