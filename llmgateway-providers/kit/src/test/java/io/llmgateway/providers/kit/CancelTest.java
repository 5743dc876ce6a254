package io.llmgateway.providers.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Ending;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.ChatEvent;
import io.llmgateway.error.CancelledException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who gives a call up is obeyed at once, wherever the call stands, and the vendor sees it. */
@Timeout(30)
class CancelTest {
    /** The aim is 100 ms; the bound leaves room for a machine that is busy with other builds. */
    private static final long BOUND_MILLIS = 1000;

    private static final String HI = "{\"text\":\"Hi \"}";

    private final CountDownLatch there = new CountDownLatch(1);
    private final CountDownLatch replied = new CountDownLatch(1);
    private final CompletableFuture<Long> closedAt = new CompletableFuture<>();
    private final List<Ending> endings = new ArrayList<>();

    /** Does what the script says, then reports when the client has closed. */
    private RawServer server(RawServer.Script script) throws IOException {
        return new RawServer(peer -> {
            peer.read();
            script.serve(peer);
            there.countDown();
            peer.awaitClose();
            closedAt.complete(System.nanoTime());
        });
    }

    private static <T> Future<T> start(java.util.concurrent.Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        new Thread(task, "reader").start();
        return task;
    }

    private void assertServerSawIt(String where, long cancelledAt) throws Exception {
        long millis = TimeUnit.NANOSECONDS.toMillis(closedAt.get(10, TimeUnit.SECONDS) - cancelledAt);
        System.out.println("cancel while " + where + ": the server saw the close after " + millis + " ms");
        assertThat(millis).isLessThan(BOUND_MILLIS);
    }

    private void cancelled(String where, boolean streamed, boolean answered, RawServer.Script script) throws Exception {
        try (RawServer server = server(script);
                Toy toy = new Toy(server.url())) {
            Call call = Toy.call(streamed);
            Future<Throwable> reader = start(() -> catchThrowable(() -> {
                try (Reply reply = toy.send(call).onEnd(endings::add)) {
                    replied.countDown();
                    reply.await();
                }
            }));
            there.await();
            if (answered) {
                replied.await();
            }
            long at = System.nanoTime();
            call.cancellation().cancel();
            assertServerSawIt(where, at);
            assertThat(reader.get(10, TimeUnit.SECONDS)).isInstanceOf(CancelledException.class);
            assertThat(toy.transport.openConnections()).isZero();
        }
    }

    @Test
    void whileWaitingForHeaders() throws Exception {
        cancelled("waiting for headers", true, false, peer -> {});
        assertThat(endings).isEmpty(); // there was no reply yet
    }

    @Test
    void whileWaitingForHeadersOfAWholeAnswer() throws Exception {
        cancelled("waiting for headers of a whole answer", false, false, peer -> {});
    }

    @Test
    void whileReadingAWholeAnswer() throws Exception {
        cancelled(
                "reading a whole answer",
                false,
                false,
                peer -> peer.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"));
    }

    @Test
    void whileReadingAnError() throws Exception {
        cancelled("reading an error", false, false, peer -> peer.send("HTTP/1.1 500 No\r\nContent-Length: 9\r\n\r\n{"));
    }

    @Test
    void whileWaitingForTheFirstToken() throws Exception {
        cancelled("waiting for the first token", true, true, peer -> {
            peer.startStream();
            peer.event("{\"id\":\"a1\"}");
        });
        assertThat(endings).singleElement().isInstanceOf(Ending.Abandoned.class);
    }

    @Test
    void betweenEvents() throws Exception {
        cancelled("waiting between events", true, true, peer -> {
            peer.startStream();
            peer.event(HI);
        });
        assertThat(endings).singleElement().isInstanceOf(Ending.Abandoned.class);
    }

    @Test
    void whileTheReaderDoesNotRead() throws Exception {
        try (RawServer server = server(peer -> {
                    peer.startStream();
                    peer.event(HI);
                    peer.event(HI);
                });
                Toy toy = new Toy(server.url())) {
            Call call = Toy.call(true);
            Reply reply = toy.send(call).onEnd(endings::add).begin();
            there.await();
            long at = System.nanoTime();
            call.cancellation().cancel();
            assertServerSawIt("the reader does not read", at);
            assertThat(reply.next()).isInstanceOf(ChatEvent.Started.class); // what begin() held back
            assertThat(reply.next()).isInstanceOf(ChatEvent.TextDelta.class);
            assertThatThrownBy(reply::next).isInstanceOf(CancelledException.class);
            assertThatThrownBy(reply::next).isInstanceOf(CancelledException.class);
            reply.close();
            assertThat(endings).singleElement().isInstanceOf(Ending.Abandoned.class);
        }
    }

    @Test
    void whileConnecting() throws Exception {
        List<Socket> crowd = new ArrayList<>();
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Toy toy = new Toy("http://127.0.0.1:" + deaf.getLocalPort() + "/")) {
            fill(deaf, crowd);
            Call call = Toy.call(false);
            Future<Throwable> reader = start(() -> catchThrowable(() -> toy.send(call)));
            call.cancellation().cancel();
            assertThat(reader.get(5, TimeUnit.SECONDS)).isInstanceOf(CancelledException.class);
        } finally {
            closeAll(crowd);
        }
    }

    /** Nobody accepts: after two connections the kernel's queue is full. */
    static void fill(ServerSocket deaf, List<Socket> crowd) throws IOException {
        while (crowd.size() < 4) {
            Socket socket = new Socket();
            crowd.add(socket);
            try {
                socket.connect(deaf.getLocalSocketAddress(), 100);
            } catch (SocketTimeoutException e) {
                return;
            }
        }
    }

    static void closeAll(List<Socket> crowd) throws IOException {
        for (Socket socket : crowd) {
            socket.close();
        }
    }

    @Test
    void beforeItIsSent() throws Exception {
        try (RawServer server = server(peer -> {});
                Toy toy = new Toy(server.url())) {
            Call call = Toy.call(false);
            call.cancellation().cancel();
            assertThatThrownBy(() -> toy.send(call)).isInstanceOf(CancelledException.class);
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void byClosingTheReplyHalfRead() throws Exception {
        try (RawServer server = server(peer -> {
                    peer.startStream();
                    peer.event(HI);
                });
                Toy toy = new Toy(server.url())) {
            Reply reply = toy.stream().onEnd(endings::add).begin();
            there.await();
            long at = System.nanoTime();
            reply.close();
            assertServerSawIt("closing the reply", at);
            assertThat(endings).singleElement().isInstanceOf(Ending.Abandoned.class);
            assertThat(toy.transport.openConnections()).isZero();
        }
    }

    @Test
    void byClosingTheProvider() throws Exception {
        try (RawServer server = server(peer -> {
                    peer.startStream();
                    peer.event(HI);
                });
                Toy toy = new Toy(server.url())) {
            Future<Throwable> reader = start(() -> catchThrowable(() -> {
                Reply reply = toy.stream().onEnd(endings::add);
                replied.countDown();
                reply.await();
            }));
            replied.await();
            there.await();
            long at = System.nanoTime();
            toy.transport.close();
            assertServerSawIt("closing the provider", at);
            assertThat(reader.get(10, TimeUnit.SECONDS))
                    .isInstanceOf(CancelledException.class)
                    .hasMessageContaining("closed");
            assertThat(endings).singleElement().isInstanceOf(Ending.Abandoned.class);
            assertThatThrownBy(toy::whole).isInstanceOf(CancelledException.class);
        }
    }

    @Test
    void byInterruptBetweenEvents() throws Exception {
        CompletableFuture<Thread> begun = new CompletableFuture<>();
        CountDownLatch interrupted = new CountDownLatch(1);
        try (RawServer server = server(peer -> {
                    peer.startStream();
                    peer.event(HI);
                    interrupted.await();
                    peer.event(HI);
                });
                Toy toy = new Toy(server.url())) {
            Future<Boolean> reader = start(() -> {
                Reply reply = toy.stream().onEnd(endings::add).begin();
                begun.complete(Thread.currentThread());
                assertThat(catchThrowable(reply::await)).isInstanceOf(CancelledException.class);
                return Thread.currentThread().isInterrupted();
            });
            begun.get().interrupt();
            interrupted.countDown();
            assertThat(reader.get(10, TimeUnit.SECONDS)).as("flag kept").isTrue();
            closedAt.get(10, TimeUnit.SECONDS);
            assertThat(endings).singleElement().isInstanceOf(Ending.Abandoned.class);
        }
    }

    @Test
    void byInterruptBeforeItIsSent() throws Exception {
        try (RawServer server = server(peer -> {});
                Toy toy = new Toy(server.url())) {
            Future<Boolean> reader = start(() -> {
                Thread.currentThread().interrupt();
                assertThat(catchThrowable(toy::whole)).isInstanceOf(CancelledException.class);
                return Thread.currentThread().isInterrupted();
            });
            assertThat(reader.get(10, TimeUnit.SECONDS)).as("flag kept").isTrue();
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void byInterruptWhileConnecting() throws Exception {
        List<Socket> crowd = new ArrayList<>();
        CompletableFuture<Thread> started = new CompletableFuture<>();
        CountDownLatch connecting = new CountDownLatch(1);
        okhttp3.EventListener watch = new okhttp3.EventListener() {
            @Override
            public void connectStart(okhttp3.Call call, java.net.InetSocketAddress address, java.net.Proxy proxy) {
                connecting.countDown();
            }
        };
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Toy toy = new Toy(
                        "http://127.0.0.1:" + deaf.getLocalPort() + "/",
                        more -> more.addInterceptor(chain -> {
                            chain.call().addEventListener(watch);
                            return chain.proceed(chain.request());
                        }))) {
            fill(deaf, crowd);
            Future<Boolean> reader = start(() -> {
                started.complete(Thread.currentThread());
                assertThat(catchThrowable(toy::whole)).isInstanceOf(CancelledException.class);
                return Thread.currentThread().isInterrupted();
            });
            connecting.await();
            started.get().interrupt();
            assertThat(reader.get(5, TimeUnit.SECONDS)).as("flag kept").isTrue();
        } finally {
            closeAll(crowd);
        }
    }
}
