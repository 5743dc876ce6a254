package io.llmgateway.providers.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.chain.Reply;
import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.ChatResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many streams at once from one provider: none waits for another, and nothing is left. */
@Timeout(60)
class ManyStreamsTest {
    private static final int STREAMS = 500;
    private static final int EVENTS = 10;

    @Test
    void allAreServedAtOnceAndNothingIsLeft() throws Exception {
        // the server sends event n to anybody only when event n - 1 was sent to all: a stream that had to wait for
        // another one's end would stop everything
        Phaser together = new Phaser(STREAMS);
        CountDownLatch closed = new CountDownLatch(STREAMS);
        try (RawServer server = new RawServer(peer -> {
                    peer.read();
                    peer.startStream();
                    for (int i = 0; i < EVENTS; i++) {
                        together.awaitAdvanceInterruptibly(together.arrive(), 30, TimeUnit.SECONDS);
                        peer.event("{\"text\":\"" + i + "\"}");
                    }
                    peer.event("{\"finish\":\"stop\"}");
                    peer.endStream();
                    peer.awaitClose();
                    closed.countDown();
                });
                Toy toy = new Toy(server.url())) {
            long before = System.nanoTime();
            List<FutureTask<String>> readers = new ArrayList<>();
            for (int i = 0; i < STREAMS; i++) {
                FutureTask<String> reader = new FutureTask<>(() -> read(toy));
                readers.add(reader);
                Thread thread = new Thread(null, reader, "reader", 256 << 10);
                thread.setDaemon(true);
                thread.start();
            }
            for (FutureTask<String> reader : readers) {
                assertThat(reader.get(30, TimeUnit.SECONDS)).isEqualTo("0123456789");
            }
            System.out.println("measured: " + STREAMS + " streams of " + EVENTS + " events together in "
                    + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before) + " ms");
            assertThat(server.connections()).isEqualTo(STREAMS);
            toy.transport.close();
            assertThat(toy.transport.openConnections()).isZero();
            assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
        }
        // OkHttp's and Okio's own workers are shared by the process, sleep, and end after a minute
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().startsWith("OkHttp")
                        || thread.getName().startsWith("Okio"))
                .allMatch(Thread::isDaemon)
                .hasSizeLessThan(STREAMS);
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("OkHttp Dispatcher");
    }

    private static String read(Toy toy) {
        StringBuilder text = new StringBuilder();
        try (Reply reply = toy.stream()) {
            for (ChatEvent event = reply.next(); event != null; event = reply.next()) {
                if (event instanceof ChatEvent.TextDelta delta) {
                    text.append(delta.text());
                }
            }
            assertThat(((ChatResponse) reply.await()).text()).isEqualTo(text.toString());
        }
        return text.toString();
    }
}
