package io.llmgateway.jwt;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWKSet;
import io.llmgateway.spi.World;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The key set an issuer publishes. Read when it is needed first, when it is old, and when a token names a key it does not hold;
 * but never more often than twice a minute, however many tokens come. While it cannot be read, that read last serves for an hour.
 */
final class RemoteKeys implements Keys {
    static final Duration PAUSE = Duration.ofSeconds(30);
    static final Duration FRESH = Duration.ofMinutes(5);
    static final Duration USABLE = Duration.ofHours(1);
    private static final int MOST_BYTES = 512 * 1024;

    private final URI url;
    private final HttpRequest request;
    private final Duration timeout;
    private final World world;
    private final HttpClient http;
    private final AtomicReference<@Nullable Known> known = new AtomicReference<>();
    private final AtomicReference<@Nullable Reading> last = new AtomicReference<>();

    /** What was read, and when. */
    private record Known(JWKSet set, long nanos) {}

    /** A download, under way or over: all who need it at once wait for the same one. */
    private record Reading(CompletableFuture<JWKSet> set, long nanos) {}

    RemoteKeys(URI url, Duration timeout, World world) {
        this.url = url;
        this.timeout = timeout;
        this.world = world;
        this.request = HttpRequest.newBuilder(url)
                .header("Accept", "application/json")
                .timeout(timeout)
                .build();
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    @Override
    public List<? extends Key> of(JWSHeader header) {
        Known now = known.get();
        if (now == null || age(now.nanos()) > FRESH.toNanos()) {
            now = read(now);
        }
        List<? extends Key> found = Keys.of(header, now.set());
        return found.isEmpty() ? Keys.of(header, read(now).set()) : found;
    }

    private long age(long nanos) {
        return world.nanoTime() - nanos;
    }

    private Known read(@Nullable Known old) {
        Reading reading = reading();
        try {
            Known now = new Known(reading.set().join(), reading.nanos());
            // a thread that waited for an earlier one may come later
            return Objects.requireNonNull(
                    known.updateAndGet(other -> other == null || other.nanos() - now.nanos() < 0 ? now : other));
        } catch (CompletionException e) {
            if (old != null && age(old.nanos()) <= USABLE.toNanos()) {
                return old;
            }
            Duration left = PAUSE.minusNanos(age(reading.nanos()));
            throw JwtPrincipals.refused(
                    "the keys of its issuer cannot be read from " + url + ": " + why(e),
                    left.isNegative() ? Duration.ZERO : left);
        }
    }

    private static String why(CompletionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return cause instanceof IOException
                ? String.valueOf(cause.getMessage())
                : cause.getClass().getSimpleName();
    }

    private Reading reading() {
        long now = world.nanoTime();
        Reading current = last.get();
        if (current != null && (!current.set().isDone() || now - current.nanos() < PAUSE.toNanos())) {
            return current;
        }
        Reading fresh = new Reading(new CompletableFuture<>(), now);
        if (!last.compareAndSet(current, fresh)) {
            return reading();
        }
        download(fresh.set());
        return fresh;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what becomes of it is in the one that is completed
    private void download(CompletableFuture<JWKSet> set) {
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(request, info -> new LimitedBody(MOST_BYTES));
        answer.thenApply(RemoteKeys::parsed).whenComplete((keys, error) -> {
            if (error == null) {
                set.complete(keys);
            } else {
                set.completeExceptionally(
                        error instanceof CompletionException && error.getCause() != null ? error.getCause() : error);
            }
        });
        set.orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS).whenComplete((keys, error) -> answer.cancel(true));
    }

    private static JWKSet parsed(HttpResponse<byte[]> response) {
        if (response.statusCode() != 200) {
            throw new CompletionException(new IOException("status " + response.statusCode()));
        }
        try {
            return JWKSet.parse(new String(response.body(), StandardCharsets.UTF_8));
        } catch (ParseException e) {
            throw new CompletionException(new IOException("it is no key set", e));
        }
    }
}
