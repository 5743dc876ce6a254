package io.llmgateway.providers.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Reply;
import io.llmgateway.chain.Timeouts;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.error.CancelledException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.error.StreamBrokenException;
import io.llmgateway.spi.ProviderSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockResponseBody;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.Protocol;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import okio.BufferedSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same over TLS, with HTTP/2 and with HTTP/1. */
@Timeout(30)
class TlsTest {
    private static final long LONG = 20_000;
    private static final String HI = "data: {\"text\":\"Hi \"}\n\n";
    private static final String FINISH = "data: {\"finish\":\"stop\"}\n\n";

    private final MockWebServer server = new MockWebServer();
    private final BlockingQueue<MockResponse> answers = new LinkedBlockingQueue<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final CompletableFuture<Long> closedAt = new CompletableFuture<>();
    private final LaterWorld world = new LaterWorld();
    private HandshakeCertificates clientSide;
    private Toy toy;

    @BeforeEach
    void start() throws Exception {
        HeldCertificate certificate = new HeldCertificate.Builder()
                .addSubjectAlternativeName("localhost")
                .addSubjectAlternativeName("127.0.0.1")
                .build();
        server.useHttps(new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .build()
                .sslSocketFactory());
        clientSide = new HandshakeCertificates.Builder()
                .addTrustedCertificate(certificate.certificate())
                .build();
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                return answers.take();
            }

            @Override
            public MockResponse peek() {
                MockResponse next = answers.peek();
                return next == null ? super.peek() : next;
            }
        });
    }

    private void start(Protocol protocol) throws IOException {
        server.setProtocols(
                protocol == Protocol.HTTP_2 ? List.of(Protocol.HTTP_2, Protocol.HTTP_1_1) : List.of(Protocol.HTTP_1_1));
        server.start();
        toy = new Toy(
                server.url("/chat").toString(),
                ProviderSettings.builder("toy")
                        .world(world)
                        .tls(new ProviderSettings.Tls(clientSide.sslSocketFactory(), clientSide.trustManager()))
                        .build(),
                builder -> builder);
    }

    @AfterEach
    void stop() {
        over.countDown();
        toy.close();
        server.close();
    }

    private interface Script {
        void write(BufferedSink sink) throws Exception;
    }

    private void answer(Script script) {
        answers.add(new MockResponse.Builder()
                .setHeader("Content-Type", "text/event-stream")
                .body(new MockResponseBody() {
                    @Override
                    public long getContentLength() {
                        return -1;
                    }

                    @Override
                    public void writeTo(BufferedSink sink) throws IOException {
                        try {
                            script.write(sink);
                        } catch (IOException e) {
                            closedAt.complete(System.nanoTime());
                            throw e;
                        } catch (Exception e) {
                            throw new IOException(e);
                        }
                    }
                })
                .build());
    }

    private static void send(BufferedSink sink, String text) throws IOException {
        sink.writeUtf8(text);
        sink.flush();
    }

    private Throwable read(Timeouts clocks) {
        return catchThrowable(() -> {
            try (Reply reply = toy.send(Toy.call(true).withTimeouts(clocks))) {
                reply.await();
            }
        });
    }

    private static String code(Throwable failure) {
        Throwable cause = failure instanceof StreamBrokenException ? failure.getCause() : failure;
        return ((ProviderFailedException) cause).failure().code();
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void aRestedConnectionIsUsedAgain(Protocol protocol) throws Exception {
        start(protocol);
        for (int i = 0; i < 5; i++) {
            answers.add(new MockResponse.Builder()
                    .body("{\"text\":\"Hi\",\"finish\":\"stop\"}")
                    .build());
            toy.whole();
            assertThat(server.takeRequest().getConnectionIndex()).isZero();
            world.later(Duration.ofSeconds(2));
        }
    }

    @Test
    void streamsAreReadAndConnectionsKept() throws Exception {
        start(Protocol.HTTP_2);
        for (int i = 0; i < 3; i++) {
            answer(sink -> {
                send(sink, HI);
                send(sink, FINISH + "data: [DONE]\n\n");
            });
            assertThat(((ChatResponse) toy.stream().await()).text()).isEqualTo("Hi ");
            RecordedRequest request = server.takeRequest();
            assertThat(request.getConnectionIndex()).isZero();
            assertThat(request.getExchangeIndex()).isEqualTo(i);
            assertThat(request.getVersion()).isEqualTo("HTTP/2");
        }
        assertThat(toy.transport.openConnections()).isEqualTo(1);
        toy.transport.close();
        assertThat(toy.transport.openConnections()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void cancelReachesTheServer(Protocol protocol) throws Exception {
        start(protocol);
        answer(sink -> {
            send(sink, HI);
            while (true) {
                send(sink, ": alive\n\n"); // it finds out by writing
            }
        });
        Call call = Toy.call(true);
        Reply reply = toy.send(call).begin();
        FutureTask<Throwable> reader = new FutureTask<>(() -> catchThrowable(reply::await));
        new Thread(reader, "reader").start();
        long at = System.nanoTime();
        call.cancellation().cancel();
        long millis = TimeUnit.NANOSECONDS.toMillis(closedAt.get(10, TimeUnit.SECONDS) - at);
        System.out.println("cancel over " + protocol + ": the server saw the close after " + millis + " ms");
        assertThat(millis).isLessThan(1000);
        assertThat(reader.get(10, TimeUnit.SECONDS)).isInstanceOf(CancelledException.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void silenceIsIdle(Protocol protocol) throws Exception {
        start(protocol);
        answer(sink -> {
            send(sink, HI);
            over.await();
        });
        assertThat(code(read(Toy.clocks(LONG, LONG, 200, LONG)))).isEqualTo("timeout_idle");
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void noContentIsTheFirstTokenClock(Protocol protocol) throws Exception {
        start(protocol);
        answer(sink -> {
            send(sink, ": alive\n\n");
            over.await();
        });
        assertThat(code(read(Toy.clocks(LONG, 200, LONG, LONG)))).isEqualTo("timeout_first_token");
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void aHealthyStreamEndsWithTheTotalClock(Protocol protocol) throws Exception {
        start(protocol);
        answer(sink -> {
            while (true) {
                send(sink, HI);
                over.await(10, TimeUnit.MILLISECONDS);
            }
        });
        assertThat(code(read(Toy.clocks(LONG, LONG, LONG, 300)))).isEqualTo("timeout_total");
    }

    @Test
    void oneStreamCancelledLeavesTheOthersOfItsConnectionAlone() throws Exception {
        start(Protocol.HTTP_2);
        CountDownLatch go = new CountDownLatch(1);
        for (int i = 0; i < 2; i++) {
            answer(sink -> {
                send(sink, HI);
                go.await();
                send(sink, HI + FINISH);
            });
        }
        Reply first = toy.stream().begin();
        Reply second = toy.stream().begin();
        first.close();
        go.countDown();
        assertThat(((ChatResponse) second.await()).text()).isEqualTo("Hi Hi ");
        assertThat(toy.transport.openConnections()).isEqualTo(1);
    }

    @Test
    void aStreamTheServerResetsIsBroken() throws Exception {
        start(Protocol.HTTP_2);
        answer(sink -> {
            send(sink, HI);
            throw new IOException("the vendor's process died");
        });
        Throwable failure = read(Toy.clocks(LONG, LONG, LONG, LONG));
        assertThat(failure).isInstanceOf(StreamBrokenException.class);
        assertThat(((StreamBrokenException) failure).partial().text()).isEqualTo("Hi ");
    }

    @Test
    void aRequestTheServerRefusesIsNotSentAgain() throws Exception {
        start(Protocol.HTTP_2);
        answers.add(new MockResponse.Builder()
                .onRequestStart(new SocketEffect.CloseStream(7)) // REFUSED_STREAM
                .build());
        answers.add(new MockResponse.Builder().body("{}").build());
        Throwable failure = catchThrowable(toy::whole);
        assertThat(failure).isInstanceOfSatisfying(ProviderFailedException.class, e -> assertThat(e.kind())
                .isEqualTo(FailureClass.TRANSIENT));
        assertThat(server.takeRequest(10, TimeUnit.SECONDS)).isNotNull(); // counted after it was refused
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void interruptEndsAWaitOfHttp2AtOnce() throws Exception {
        start(Protocol.HTTP_2);
        answer(sink -> {
            send(sink, HI);
            over.await();
        });
        Reply reply = toy.stream().begin();
        FutureTask<Boolean> reader = new FutureTask<>(() -> {
            assertThat(catchThrowable(reply::await)).isInstanceOf(CancelledException.class);
            return Thread.currentThread().isInterrupted();
        });
        Thread thread = new Thread(reader, "reader");
        thread.start();
        thread.interrupt();
        assertThat(reader.get(10, TimeUnit.SECONDS)).as("flag kept").isTrue();
    }

    @Test
    void aCertificateNobodyTrustsIsAFailure() throws Exception {
        start(Protocol.HTTP_2);
        try (Toy stranger = new Toy(server.url("/chat").toString())) {
            assertThat(catchThrowable(stranger::whole))
                    .isInstanceOfSatisfying(ProviderFailedException.class, e -> assertThat(e.kind())
                            .isEqualTo(FailureClass.TRANSIENT));
        }
    }
}
