package io.llmgateway.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.llmgateway.error.RefusedException;
import io.llmgateway.testkit.FakeWorld;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys that are read from where their issuer publishes them. */
class RemoteKeysTest {
    private static RSAKey first;
    private static RSAKey second;

    private final FakeWorld world = new FakeWorld().setNow(Instant.parse("2026-05-06T12:00:00Z"));
    private final MockWebServer server = new MockWebServer();
    private JwtPrincipals tokens;

    @BeforeAll
    static void keys() throws JOSEException {
        first = new RSAKeyGenerator(2048).keyID("k1").generate();
        second = new RSAKeyGenerator(2048).keyID("k2").generate();
    }

    @BeforeEach
    void start() throws IOException {
        server.start();
        tokens = tokens(Duration.ofSeconds(5));
    }

    private JwtPrincipals tokens(Duration timeout) {
        return JwtPrincipals.builder()
                .issuer("https://id")
                .audience("chat")
                .keysFrom(server.url("/keys").uri())
                .timeout(timeout)
                .world(world)
                .build();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void publish(JWK... keys) {
        server.enqueue(answer(keys));
    }

    private static MockResponse answer(JWK... keys) {
        return new MockResponse.Builder()
                .body(new JWKSet(Arrays.stream(keys).map(JWK::toPublicJWK).toList()).toString())
                .build();
    }

    private void fail(int code) {
        server.enqueue(new MockResponse.Builder().code(code).build());
    }

    private String token(RSAKey key) throws JOSEException {
        Date end = Date.from(world.now().plusSeconds(7200));
        return JwtPrincipalsTest.signed(
                JwtPrincipalsTest.claims().expirationTime(end).build(), key);
    }

    private RefusedException refused(RSAKey key) throws JOSEException {
        String token = token(key);
        RefusedException refused = catchThrowableOfType(RefusedException.class, () -> tokens.verify(token));
        assertThat(refused).as("a refusal").isNotNull();
        assertThat(refused.getMessage()).doesNotContain(token);
        return refused;
    }

    @Test
    void theyAreReadOnceForManyTokens() throws JOSEException {
        publish(first);
        for (int i = 0; i < 20; i++) {
            assertThat(tokens.verify(token(first)).user()).contains("ann");
        }
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void aNewKeyIsFetchedWhenATokenNamesIt() throws JOSEException {
        publish(first);
        tokens.verify(token(first));
        publish(first, second);
        refused(second);
        assertThat(server.getRequestCount()).as("not twice within 30 s").isEqualTo(1);
        world.advance(Duration.ofSeconds(30));
        tokens.verify(token(second));
        tokens.verify(token(first));
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @Test
    void unknownKeysAreNotAskedForMoreThanTwiceAMinute() throws JOSEException {
        for (int i = 0; i < 10; i++) {
            publish(first);
        }
        for (int i = 0; i < 60; i++) {
            assertThat(refused(second)).hasMessageContaining("no key of its issuer");
            world.advance(Duration.ofSeconds(1));
        }
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @Test
    void aKeyThatWasTakenBackIsForgottenWithinMinutes() throws JOSEException {
        publish(first, second);
        tokens.verify(token(second));
        publish(first);
        world.advance(Duration.ofMinutes(5));
        tokens.verify(token(second));
        world.advance(Duration.ofSeconds(1));
        refused(second);
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @Test
    void whileTheyCannotBeReadTheLastServeForAnHour() throws JOSEException {
        publish(first);
        tokens.verify(token(first));
        for (int i = 0; i < 5; i++) {
            fail(503);
        }
        world.advance(Duration.ofMinutes(6));
        tokens.verify(token(first));
        tokens.verify(token(first));
        assertThat(server.getRequestCount()).isEqualTo(2);
        world.advance(Duration.ofMinutes(54));
        tokens.verify(token(first));
        world.advance(Duration.ofSeconds(1));
        RefusedException refused = refused(first);
        assertThat(refused).hasMessageContaining("cannot be read").hasMessageContaining("status 503");
        assertThat(refused.retryAfter()).contains(Duration.ofSeconds(29));
        world.advance(Duration.ofSeconds(29));
        fail(500);
        refused(first);
        assertThat(server.getRequestCount()).isEqualTo(4);
    }

    @Test
    void withoutKeysNobodyIsBelieved() throws JOSEException {
        server.enqueue(new MockResponse.Builder().body("<html>login</html>").build());
        assertThat(refused(first)).hasMessageContaining("it is no key set");
        world.advance(Duration.ofSeconds(30));
        server.enqueue(new MockResponse.Builder()
                .code(302)
                .addHeader("Location", server.url("/other"))
                .build());
        assertThat(refused(first)).hasMessageContaining("status 302");
        world.advance(Duration.ofSeconds(30));
        server.enqueue(new MockResponse.Builder().body("x".repeat(600_000)).build());
        assertThat(refused(first)).hasMessageContaining("more than 524288 bytes");
        world.advance(Duration.ofSeconds(30));
        publish(first);
        tokens.verify(token(first));
    }

    @Test
    void nobodyWaitsLongerThanTheTimeout() throws JOSEException {
        tokens = tokens(Duration.ofMillis(200));
        server.enqueue(new MockResponse.Builder()
                .body("{\"keys\":[]}")
                .headersDelay(60, TimeUnit.SECONDS)
                .build());
        assertThat(refused(first)).hasMessageContaining("cannot be read");
        world.advance(Duration.ofSeconds(30));
        server.enqueue(new MockResponse.Builder()
                .body("{\"keys\":[]}")
                .throttleBody(1, 60, TimeUnit.SECONDS)
                .build());
        assertThat(refused(first)).hasMessageContaining("cannot be read");
    }

    @Test
    void allWhoComeAtOnceWaitForOneDownload() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                open.await();
                return answer(first);
            }
        });
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Future<?>> all = new ArrayList<>();
            String token = token(first);
            for (int i = 0; i < 64; i++) {
                all.add(threads.submit(() -> tokens.verify(token)));
            }
            server.takeRequest();
            open.countDown();
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(server.getRequestCount()).isEqualTo(1);
    }
}
