package io.llmgateway.providers.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgateway.chain.Reply;
import io.llmgateway.chain.Timeouts;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.error.StreamBrokenException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each clock ends what it is for, nothing else, and says so. */
@Timeout(30)
class ClocksTest {
    private static final long LONG = 20_000;
    private static final String HI = "{\"text\":\"Hi \"}";

    /** Reads all with these clocks; the code of the failure. */
    private static String code(Timeouts clocks, boolean streamed, RawServer.Script script) throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (RawServer server = new RawServer(peer -> {
                    try {
                        script.serve(peer);
                    } finally {
                        closed.countDown();
                    }
                });
                Toy toy = new Toy(server.url())) {
            Throwable failure = catchThrowable(() -> read(toy, clocks, streamed));
            closed.await(); // the server's side was closed too
            return code(failure);
        }
    }

    private static void read(Toy toy, Timeouts clocks, boolean streamed) {
        try (Reply reply = toy.send(Toy.call(streamed).withTimeouts(clocks))) {
            reply.await();
        }
    }

    private static String code(Throwable failure) {
        ProviderFailedException failed = failure instanceof StreamBrokenException broken
                ? (ProviderFailedException) broken.getCause()
                : (ProviderFailedException) failure;
        assertThat(failed.kind()).isEqualTo(FailureClass.TRANSIENT);
        assertThat(failed.getMessage()).contains(" ms");
        return failed.failure().code();
    }

    @Test
    void silenceWithinAStreamIsIdle() throws Exception {
        assertThat(code(Toy.clocks(LONG, LONG, 200, LONG), true, peer -> {
                    peer.read();
                    peer.startStream();
                    peer.event(HI);
                    peer.awaitClose();
                }))
                .isEqualTo("timeout_idle");
    }

    @Test
    void silenceWithinABodyIsIdle() throws Exception {
        assertThat(code(Toy.clocks(LONG, LONG, 200, LONG), false, peer -> {
                    peer.read();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{");
                    peer.awaitClose();
                }))
                .isEqualTo("timeout_idle");
    }

    @Test
    void signsOfLifeAreNotIdle() throws Exception {
        // 40 comments at 25 ms are 1 s of a stream that says nothing, with an idle clock of half of it
        try (RawServer server = new RawServer(peer -> {
                    peer.read();
                    peer.startStream();
                    peer.event(HI);
                    for (int i = 0; i < 40; i++) {
                        pause(25);
                        peer.chunk(": alive\n\n");
                    }
                    peer.event("{\"finish\":\"stop\"}");
                    peer.endStream();
                    peer.awaitClose();
                });
                Toy toy = new Toy(server.url())) {
            read(toy, Toy.clocks(LONG, LONG, 500, LONG), true);
        }
    }

    @Test
    void idleDoesNotRunBeforeTheFirstToken() throws Exception {
        try (RawServer server = new RawServer(peer -> {
                    peer.read();
                    peer.startStream();
                    pause(900);
                    peer.event(HI);
                    peer.event("{\"finish\":\"stop\"}");
                    peer.endStream();
                    peer.awaitClose();
                });
                Toy toy = new Toy(server.url())) {
            read(toy, Toy.clocks(LONG, LONG, 400, LONG), true);
        }
    }

    // the server's pace is the subject here, so it takes real time; the latch never opens
    private static void pause(int millis) throws InterruptedException {
        new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
    }

    @Test
    void commentsDoNotStopTheFirstTokenClock() throws Exception {
        assertThat(code(Toy.clocks(LONG, 300, LONG, LONG), true, peer -> {
                    peer.read();
                    peer.startStream();
                    peer.event("{\"id\":\"a1\"}");
                    while (true) {
                        pause(20);
                        peer.chunk(": queued\n\n");
                    }
                }))
                .isEqualTo("timeout_first_token");
    }

    @Test
    void noHeadersOfAStreamIsTheFirstTokenClock() throws Exception {
        assertThat(code(Toy.clocks(LONG, 200, LONG, LONG), true, peer -> {
                    peer.read();
                    peer.awaitClose();
                }))
                .isEqualTo("timeout_first_token");
    }

    @Test
    void noHeadersOfAWholeAnswerIsTheTotalClock() throws Exception {
        assertThat(code(Toy.clocks(LONG, 50, 50, 300), false, peer -> {
                    peer.read();
                    peer.awaitClose();
                }))
                .isEqualTo("timeout_total");
    }

    @Test
    void aHealthyStreamEndsWithTheTotalClock() throws Exception {
        assertThat(code(Toy.clocks(LONG, LONG, LONG, 300), true, peer -> {
                    peer.read();
                    peer.startStream();
                    while (true) {
                        peer.event(HI);
                        pause(10);
                    }
                }))
                .isEqualTo("timeout_total");
    }

    @Test
    void theTotalClockEndsAnUploadNobodyReads() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (RawServer server = new RawServer(peer -> over.await());
                Toy toy = new Toy(server.url())) {
            io.llmgateway.chat.ChatRequest large = io.llmgateway.chat.ChatRequest.builder()
                    .model("toy-1")
                    .user("x".repeat(20_000_000))
                    .build();
            Throwable failure = catchThrowable(
                    () -> toy.send(Toy.call(false).withRequest(large).withTimeouts(Toy.clocks(LONG, LONG, LONG, 400))));
            assertThat(code(failure)).isEqualTo("timeout_total");
        } finally {
            over.countDown();
        }
    }

    @Test
    void aRefusedConnectionIsToldApartFromABrokenOne() throws Exception {
        int closed;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = gone.getLocalPort();
        }
        try (Toy toy = new Toy("http://127.0.0.1:" + closed + "/");
                Toy nameless = new Toy("http://no-such-host.invalid/");
                RawServer rude = new RawServer(peer -> {});
                Toy broken = new Toy(rude.url())) {
            for (boolean streamed : new boolean[] {false, true}) {
                for (Toy unreached : List.of(toy, nameless)) {
                    assertThat(failure(unreached, streamed)).satisfies(failure -> {
                        assertThat(failure.unreachable()).isTrue();
                        assertThat(failure.mayBeBilled()).isFalse();
                    });
                }
                assertThat(failure(broken, streamed)).satisfies(failure -> {
                    assertThat(failure.unreachable()).isFalse();
                    assertThat(failure.mayBeBilled()).isTrue();
                });
            }
        }
    }

    private static Failure failure(Toy toy, boolean streamed) {
        ProviderFailedException failed = catchThrowableOfType(
                ProviderFailedException.class, () -> read(toy, Toy.clocks(LONG, LONG, LONG, LONG), streamed));
        assertThat(failed.kind()).isEqualTo(FailureClass.TRANSIENT);
        return failed.failure();
    }

    @Test
    void aHangingHandshakeIsTheConnectClock() throws Exception {
        try (RawServer server = new RawServer(RawServer.Peer::awaitClose);
                Toy toy = new Toy(server.url().replace("http:", "https:"))) {
            Throwable failure = catchThrowable(() -> read(toy, Toy.clocks(200, LONG, LONG, LONG), true));
            assertThat(code(failure)).isEqualTo("timeout_connect");
        }
    }

    @Test
    void aFullBacklogIsTheConnectClock() throws Exception {
        List<Socket> crowd = new ArrayList<>();
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Toy toy = new Toy("http://127.0.0.1:" + deaf.getLocalPort() + "/")) {
            CancelTest.fill(deaf, crowd);
            Throwable failure = catchThrowable(() -> read(toy, Toy.clocks(200, LONG, LONG, LONG), false));
            assertThat(code(failure)).isEqualTo("timeout_connect");
        } finally {
            CancelTest.closeAll(crowd);
        }
    }

    @Test
    void anUnreadStreamIsNotIdleButEndsWithTheTotalClock() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (RawServer server = new RawServer(peer -> {
                    peer.read();
                    peer.startStream();
                    peer.event(HI);
                    peer.awaitClose();
                    closed.countDown();
                });
                Toy toy = new Toy(server.url());
                Reply reply = toy.send(Toy.call(true).withTimeouts(Toy.clocks(LONG, LONG, 50, 1500)))
                        .begin()) {
            closed.await(); // longer than idle, and nobody reads
            Throwable failure = catchThrowable(reply::await);
            assertThat(code(failure)).isEqualTo("timeout_total");
        }
    }

    @Test
    void aCallWhoseTimeIsOverIsNotSent() throws Exception {
        try (RawServer server = new RawServer(RawServer.Peer::awaitClose);
                Toy toy = new Toy(server.url())) {
            io.llmgateway.chain.Call late = io.llmgateway.chain.Call.of(
                            Toy.call(false).request(), false, "op", System.nanoTime() - 5_000_000_000L)
                    .withTimeouts(Toy.clocks(LONG, LONG, LONG, 1000));
            assertThat(code(catchThrowable(() -> toy.send(late)))).isEqualTo("timeout_total");
            assertThat(server.connections()).isZero();
        }
    }
}
