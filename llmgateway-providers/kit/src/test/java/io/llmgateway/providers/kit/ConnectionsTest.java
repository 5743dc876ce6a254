package io.llmgateway.providers.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.error.CancelledException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.spi.ProviderSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections are kept, given back, replaced, and no request is sent twice. */
@Timeout(30)
class ConnectionsTest {
    private static final String OK = "{\"text\":\"Hi \",\"finish\":\"stop\"}";

    /** Serves one answer after another on each connection. */
    private static RawServer.Script forever(RawServer.Script one) {
        return peer -> {
            while (peer.read() != null) {
                one.serve(peer);
            }
        };
    }

    @Test
    void aReadAnswerGivesItsConnectionBack() throws Exception {
        try (RawServer server = new RawServer(forever(peer -> peer.json(OK)));
                Toy toy = new Toy(server.url())) {
            toy.whole();
            toy.whole();
            assertThat(server.connections()).isEqualTo(1);
            assertThat(server.requests()).isEqualTo(2);
        }
    }

    @Test
    void aReadStreamGivesItsConnectionBack() throws Exception {
        try (RawServer server = new RawServer(forever(peer -> {
                    peer.startStream();
                    peer.event(OK);
                    peer.event("[DONE]");
                    peer.endStream();
                }));
                Toy toy = new Toy(server.url())) {
            toy.stream().await();
            toy.stream().await();
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void soDoesAStreamWithMoreBehindItsTerminator() throws Exception {
        try (RawServer server = new RawServer(forever(peer -> {
                    peer.startStream();
                    peer.event(OK);
                    peer.event("[DONE]");
                    peer.event("{\"text\":\"too late\"}");
                    peer.endStream();
                }));
                Toy toy = new Toy(server.url())) {
            toy.stream().await();
            assertThat(((io.llmgateway.chat.ChatResponse) toy.stream().await()).text())
                    .isEqualTo("Hi ");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void aServerThatNeverEndsAfterTheTerminatorLosesTheConnection() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (RawServer server = new RawServer(peer -> {
                    peer.read();
                    peer.startStream();
                    peer.event(OK);
                    peer.event("[DONE]");
                    peer.awaitClose();
                    closed.countDown();
                });
                Toy toy = new Toy(server.url())) {
            toy.stream().await();
            assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void anErrorGivesItsConnectionBack() throws Exception {
        try (RawServer server = new RawServer(forever(peer -> peer.answer("500 No", "", "{\"error\":\"no\"}")));
                Toy toy = new Toy(server.url())) {
            assertThat(catchThrowableOfType(ProviderFailedException.class, toy::whole))
                    .hasMessageContaining("no");
            assertThat(catchThrowableOfType(ProviderFailedException.class, toy::whole))
                    .hasMessageContaining("no");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void clocksOfOneCallDoNotFollowTheConnection() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        AtomicBoolean slow = new AtomicBoolean();
        try (RawServer server = new RawServer(forever(peer -> {
                    peer.startStream();
                    peer.event(OK);
                    if (slow.get()) {
                        never.await(1300, TimeUnit.MILLISECONDS);
                    }
                    peer.event("[DONE]");
                    peer.endStream();
                }));
                Toy toy = new Toy(server.url())) {
            toy.send(Toy.call(true).withTimeouts(Toy.clocks(1000, 600, 600, 1000)))
                    .await();
            slow.set(true);
            toy.stream().await();
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "503 Busy|Retry-After: 0",
                "408 Timeout|Connection: keep-alive",
                "307 Moved|Location: /elsewhere",
                "308 Moved|Location: /elsewhere",
                "401 No|WWW-Authenticate: Basic realm=x",
                "421 Wrong|X: y"
            })
    void noAnswerMakesItSendTwice(String answer) throws Exception {
        String[] parts = answer.split("\\|", -1);
        try (RawServer server = new RawServer(forever(peer -> peer.answer(parts[0], parts[1] + "\r\n", "")));
                Toy toy = new Toy(server.url())) {
            ProviderFailedException failed = catchThrowableOfType(ProviderFailedException.class, toy::whole);
            assertThat(failed.status()).contains(Integer.parseInt(parts[0].substring(0, 3)));
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @Test
    void aRedirectIsNamed() throws Exception {
        try (RawServer server = new RawServer(forever(peer ->
                        peer.answer("308 Moved", "Location: https://new.example/v2?key=" + Toy.KEY + "\r\n", "")));
                Toy toy = new Toy(server.url())) {
            assertThat(catchThrowableOfType(ProviderFailedException.class, toy::whole))
                    .hasMessageContaining("https://new.example/v2")
                    .hasMessageContaining("base-url")
                    .hasMessageNotContaining(Toy.KEY);
        }
    }

    @Test
    void aConnectionDroppedUnderARequestIsAFailure() throws Exception {
        try (RawServer server = new RawServer(RawServer.Peer::read);
                Toy toy = new Toy(server.url())) {
            ProviderFailedException failed = catchThrowableOfType(ProviderFailedException.class, toy::whole);
            assertThat(failed.kind()).isEqualTo(FailureClass.TRANSIENT);
            assertThat(server.requests()).isEqualTo(1);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void aConnectionClosedAtOnceIsTriedOnce() throws Exception {
        try (RawServer server = new RawServer(peer -> {});
                Toy toy = new Toy(server.url())) {
            ProviderFailedException failed = catchThrowableOfType(ProviderFailedException.class, toy::whole);
            assertThat(failed.kind()).isEqualTo(FailureClass.TRANSIENT);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void nobodyThereIsTransient() throws Exception {
        String url;
        try (RawServer server = new RawServer(peer -> {})) {
            url = server.url();
        }
        try (Toy toy = new Toy(url)) {
            assertThat(catchThrowableOfType(ProviderFailedException.class, toy::whole)
                            .kind())
                    .isEqualTo(FailureClass.TRANSIENT);
        }
    }

    /** Some calls at once, so that there are as many connections; closed by the server once told. */
    private static void restedAndClosed(
            int count, boolean bye, LaterWorld world, UnaryOperator<OkHttpClient.Builder> more, RestedTest test)
            throws Exception {
        CountDownLatch close = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(count);
        CyclicBarrier together = new CyclicBarrier(count);
        AtomicReference<RawServer.Script> script = new AtomicReference<>(peer -> {
            peer.read();
            together.await();
            peer.json(OK);
            close.await();
            if (bye) {
                peer.answer("408 Timeout", "Connection: close\r\n", "");
            }
            peer.close();
            closed.countDown();
        });
        try (RawServer server = new RawServer(peer -> script.get().serve(peer));
                Toy toy = new Toy(
                        server.url(),
                        ProviderSettings.builder("toy").world(world).build(),
                        more)) {
            List<FutureTask<Object>> calls = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                FutureTask<Object> call = new FutureTask<>(toy::whole);
                calls.add(call);
                new Thread(call).start();
            }
            for (FutureTask<Object> call : calls) {
                call.get();
            }
            assertThat(server.connections()).isEqualTo(count);
            script.set(forever(peer -> peer.json(OK)));
            close.countDown();
            closed.await();
            test.run(server, toy);
        }
    }

    @Test
    void aBurstGetsAllItsConnectionsAndLeavesFew() throws Exception {
        int calls = 300; // of several pools
        CountDownLatch all = new CountDownLatch(1);
        try (RawServer server = new RawServer(forever(peer -> {
                    peer.startStream();
                    peer.event(OK);
                    all.await();
                    peer.event("[DONE]");
                    peer.endStream();
                }));
                Toy toy = new Toy(server.url())) {
            List<Reply> streams = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                streams.add(toy.stream());
            }
            assertThat(toy.transport.openConnections()).isEqualTo(calls);
            all.countDown();
            streams.forEach(Reply::await);
            while (toy.transport.openConnections() > 100) { // closed by a thread of OkHttp's
                Thread.onSpinWait();
            }
            for (int i = 0; i < calls; i++) { // more than any pool has room for, if room were not given back
                toy.stream().await();
            }
            assertThat(server.connections()).isEqualTo(calls);
        }
    }

    private interface RestedTest {
        void run(RawServer server, Toy toy) throws Exception;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void connectionsTheServerHasClosedAreReplaced(boolean bye) throws Exception {
        LaterWorld world = new LaterWorld();
        restedAndClosed(3, bye, world, b -> b, (server, toy) -> {
            world.later(Duration.ofSeconds(2));
            toy.whole();
            assertThat(server.connections()).isEqualTo(4);
            assertThat(server.requests()).isEqualTo(4);
            toy.whole();
            assertThat(server.connections()).isEqualTo(4);
            assertThat(toy.transport.openConnections()).isEqualTo(1);
        });
    }

    @Test
    void oneClosedAMomentAgoMayFailButIsNotSentTwice() throws Exception {
        restedAndClosed(1, false, new LaterWorld(), b -> b, (server, toy) -> {
            ProviderFailedException failed = catchThrowableOfType(ProviderFailedException.class, toy::whole);
            assertThat(failed.kind()).isEqualTo(FailureClass.TRANSIENT);
            assertThat(server.requests()).isEqualTo(1);
        });
    }

    /** Does something when a connection was found closed, before another is taken. */
    private static UnaryOperator<OkHttpClient.Builder> whenClosed(Consumer<okhttp3.Call> then) {
        return builder -> builder.addNetworkInterceptor(chain -> {
            try {
                return chain.proceed(chain.request());
            } catch (IOException e) {
                then.accept(chain.call());
                throw e;
            }
        });
    }

    @Test
    void aCallGivenUpMeanwhileTakesNoOtherConnection() throws Exception {
        LaterWorld world = new LaterWorld();
        Call call = Toy.call(false);
        restedAndClosed(1, false, world, whenClosed(http -> call.cancellation().cancel()), (server, toy) -> {
            world.later(Duration.ofSeconds(2));
            assertThatThrownBy(() -> toy.send(call)).isInstanceOf(CancelledException.class);
            assertThat(server.requests()).isEqualTo(1);
        });
    }

    @Test
    void aCallWhoseTimeRanOutMeanwhileTakesNoOtherConnection() throws Exception {
        LaterWorld world = new LaterWorld();
        UnaryOperator<OkHttpClient.Builder> untilItRings = whenClosed(http -> {
            while (!http.isCanceled()) {
                Thread.onSpinWait();
            }
        });
        restedAndClosed(1, false, world, untilItRings, (server, toy) -> {
            world.later(Duration.ofSeconds(2));
            Call call = Toy.call(true).withTimeouts(Toy.clocks(20_000, 500, 20_000, 20_000));
            ProviderFailedException failed = catchThrowableOfType(ProviderFailedException.class, () -> toy.send(call));
            assertThat(failed.failure().code()).isEqualTo("timeout_first_token");
            assertThat(server.requests()).isEqualTo(1);
        });
    }

    @Test
    void aRestedConnectionThatIsOpenIsUsedAgain() throws Exception {
        LaterWorld world = new LaterWorld();
        try (RawServer server = new RawServer(forever(peer -> peer.json(OK)));
                Toy toy = new Toy(
                        server.url(),
                        ProviderSettings.builder("toy").world(world).build(),
                        b -> b)) {
            for (int i = 0; i < 5; i++) {
                toy.whole();
                world.later(Duration.ofSeconds(2));
            }
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void socketsSendAtOnce() throws Exception {
        List<Boolean> noDelay = new ArrayList<>();
        try (RawServer server = new RawServer(forever(peer -> peer.json(OK)));
                Toy toy = new Toy(
                        server.url(),
                        builder -> builder.addNetworkInterceptor(chain -> {
                            noDelay.add(chain.connection().socket().getTcpNoDelay());
                            return chain.proceed(chain.request());
                        }))) {
            toy.whole();
            assertThat(noDelay).containsExactly(true);
        }
    }

    @Test
    void nothingIsLeftAfterClose() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (RawServer server = new RawServer(peer -> {
                    peer.read();
                    peer.json(OK);
                    peer.awaitClose();
                    closed.countDown();
                });
                Toy toy = new Toy(server.url())) {
            toy.whole();
            assertThat(toy.transport.openConnections()).isEqualTo(1);
            toy.transport.close();
            assertThat(toy.transport.openConnections()).isZero();
            assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aHalfReadReplyLeavesNoConnection() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (RawServer server = new RawServer(peer -> {
                    peer.read();
                    peer.startStream();
                    peer.event("{\"text\":\"Hi \"}");
                    peer.awaitClose();
                    closed.countDown();
                });
                Toy toy = new Toy(server.url())) {
            try (Reply reply = toy.stream()) {
                reply.next();
            }
            assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(toy.transport.openConnections()).isZero();
        }
    }
}
