package io.llmgateway.core.catalogue;

import io.llmgateway.core.config.CatalogueConfig;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.spi.World;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The files and the address of the configuration. Thread-safe. */
final class Sources {
    private static final int MOST_BYTES = 64 * 1024 * 1024;
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration READ = Duration.ofSeconds(10);
    private static final Duration TOTAL = Duration.ofMinutes(1);

    private final List<Path> files = new ArrayList<>();
    private final @Nullable URI url;
    private final World world;
    private final BooleanSupplier closed;

    /**
     * Reads nothing yet.
     *
     * @param config names them
     * @param world tells how long an answer takes
     * @param closed whether to give up
     */
    Sources(CatalogueConfig config, World world, BooleanSupplier closed) {
        for (String file : config.files() == null ? List.<String>of() : config.files()) {
            try {
                files.add(Path.of(file));
            } catch (InvalidPathException e) {
                throw new MisconfiguredException("llmgateway.catalogue.files: \"" + file + "\" is no file name", e);
            }
        }
        this.url = config.url() == null ? null : url(config.url());
        this.world = world;
        this.closed = closed;
    }

    private static URI url(String text) {
        try {
            URI url = new URI(text.strip());
            boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
            if (http && url.getHost() != null && url.getUserInfo() == null) {
                return url;
            }
        } catch (URISyntaxException e) { // without the address: it may hold a secret
            throw new MisconfiguredException("llmgateway.catalogue.url is no address: " + e.getReason());
        }
        throw new MisconfiguredException(
                "llmgateway.catalogue.url must be an absolute http or https address, without a user");
    }

    /**
     * Reads all of them.
     *
     * @return the lists, the one that wins last
     * @throws MisconfiguredException if one cannot be read or makes no sense
     */
    List<Listing> read() {
        List<Listing> lists = new ArrayList<>();
        for (Path file : files) {
            lists.add(Lists.read(file.toString(), shortName(file), bytes(file)));
        }
        if (url != null) {
            String name = name(url);
            lists.add(Lists.read(name, name.substring(name.lastIndexOf('/') + 1), bytes(url, name)));
        }
        return lists;
    }

    private static String shortName(Path file) {
        Path last = file.getFileName();
        return last == null ? file.toString() : last.toString();
    }

    // without the query, which may hold a key
    private static String name(URI url) {
        String path = url.getRawPath() == null ? "" : url.getRawPath().replaceAll("/+$", "");
        return url.getScheme() + "://" + url.getRawAuthority() + path;
    }

    private byte[] bytes(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return all(in, "the price list " + file);
        } catch (NoSuchFileException e) {
            throw new MisconfiguredException(
                    "the price list " + file + " does not exist: set" + " llmgateway.catalogue.files to where it is",
                    e);
        } catch (IOException e) {
            throw new MisconfiguredException("the price list " + file + " cannot be read: " + e, e);
        }
    }

    private byte[] bytes(URI address, String name) {
        HttpURLConnection connection = null;
        try {
            connection = (HttpURLConnection) address.toURL().openConnection();
            connection.setConnectTimeout((int) CONNECT.toMillis());
            connection.setReadTimeout((int) READ.toMillis());
            connection.setRequestProperty("Accept", "application/json");
            int status = connection.getResponseCode();
            if (status != HttpURLConnection.HTTP_OK) {
                throw new MisconfiguredException("the price list " + name + " cannot be read: the server answers "
                        + status + "; check llmgateway.catalogue.url");
            }
            try (InputStream in = connection.getInputStream()) {
                return all(in, "the price list " + name);
            }
        } catch (IOException e) {
            throw new MisconfiguredException("the price list " + name + " cannot be read: " + e, e);
        } finally {
            if (connection != null) {
                connection.disconnect();
            }
        }
    }

    private byte[] all(InputStream in, String what) throws IOException {
        long started = world.nanoTime();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[16 * 1024];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            out.write(buffer, 0, n);
            if (out.size() > MOST_BYTES) {
                throw new MisconfiguredException(what + " has more than " + MOST_BYTES + " bytes");
            }
            if (closed.getAsBoolean() || world.nanoTime() - started > TOTAL.toNanos()) {
                throw new IOException(closed.getAsBoolean() ? "the client is closed" : "it took more than " + TOTAL);
            }
        }
        return out.toByteArray();
    }
}
