package io.llmgateway.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.GatewayListener;
import io.llmgateway.event.LedgerEntry;
import io.llmgateway.spi.LedgerSink;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Listeners and sinks that throw, are slow, or never come back. */
class ListenersTest {
    private final ScriptedProvider toy = new ScriptedProvider("toy");
    private final CountDownLatch hanging = new CountDownLatch(1);

    private LlmGateway.Builder builder(String wait) {
        toy.otherwise(call -> Script.answer("Hi"));
        return LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { default-model: toy/x, watch: { listener-wait: " + wait + " } }")
                .provide("toy", toy);
    }

    @AfterEach
    void letGo() {
        hanging.countDown();
    }

    private void hang() {
        try {
            hanging.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aClosedClientLeavesNoThreadBehind() throws InterruptedException {
        List<Thread> threads = new CopyOnWriteArrayList<>();
        try (LlmClient client = builder("30s")
                .listener(event -> threads.add(Thread.currentThread()))
                .ledgerSink(entry -> threads.add(Thread.currentThread()))
                .build()) {
            client.chat("Hello");
        }
        assertThat(threads).isNotEmpty();
        for (Thread thread : threads) {
            thread.join(10_000);
            assertThat(thread.isAlive()).isFalse();
        }
    }

    private static long millis(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    @Test
    void theQuickHaveSeenAllWhenTheCallReturnsAndOffItsThread() {
        List<GatewayEvent> seen = new ArrayList<>(); // one thread at a time, and the call comes after
        List<Thread> threads = new ArrayList<>();
        try (LlmClient client = builder("30s")
                .listener(event -> {
                    seen.add(event);
                    threads.add(Thread.currentThread());
                })
                .build()) {
            for (int i = 1; i <= 200; i++) {
                ChatResponse response = client.chat("Hello");
                assertThat(seen.get(seen.size() - 1)).isInstanceOf(GatewayEvent.CallEnded.class);
                assertThat(seen.stream().filter(GatewayEvent.CallEnded.class::isInstance))
                        .hasSize(i);
                client.feedback(response, 1);
                assertThat(seen.remove(seen.size() - 1)).isInstanceOf(GatewayEvent.FeedbackGiven.class);
            }
        }
        assertThat(threads).doesNotContain(Thread.currentThread());
    }

    @Test
    void oneThatHangsHoldsOneCallForItsBoundAndNoOther() {
        try (LlmClient client = builder("200ms").listener(event -> hang()).build()) {
            assertThat(millis(() -> client.chat("Hello"))).isGreaterThanOrEqualTo(200);
            assertThat(millis(() -> {
                        for (int i = 0; i < 20; i++) {
                            client.chat("Hello");
                        }
                    }))
                    .as("not even one more of twenty")
                    .isLessThan(20 * 200);
            hanging.countDown();
        }
    }

    @Test
    void nobodyWaitsWhereTheBoundIsZero() {
        AtomicInteger seen = new AtomicInteger();
        try (LlmClient client = builder("0s")
                .listener(event -> {
                    hang();
                    seen.incrementAndGet();
                })
                .build()) {
            client.chat("Hello");
            assertThat(seen).hasValue(0);
            hanging.countDown();
        }
        assertThat(seen.get()).as("closing waits").isGreaterThan(3);
    }

    @Test
    void oneThatHasCaughtUpIsWaitedForAgain() {
        AtomicInteger ended = new AtomicInteger();
        CountDownLatch two = new CountDownLatch(2);
        try (LlmClient client = builder("50ms")
                .listener(event -> {
                    hang();
                    if (event instanceof GatewayEvent.CallEnded) {
                        ended.incrementAndGet();
                        two.countDown();
                    }
                })
                .build()) {
            client.chat("Hello");
            client.chat("Hello");
            assertThat(ended).hasValue(0);
            hanging.countDown();
            assertThat(await(two)).isTrue();
        }
        assertThat(ended).hasValue(2);
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void aWaitThatIsNoneIsRefused() {
        for (String wait : List.of("2m", "61s")) {
            assertThatThrownBy(() -> builder(wait).build())
                    .isInstanceOf(MisconfiguredException.class)
                    .hasMessageContaining("llmgateway.watch")
                    .hasMessageContaining("it must be from 0s to 1m");
        }
    }

    @Test
    void oneMayAskTheClientItself() {
        List<LlmClient> client = new CopyOnWriteArrayList<>();
        AtomicInteger asked = new AtomicInteger();
        client.add(builder("10s")
                .listener(event -> {
                    if (event instanceof GatewayEvent.CallEnded && asked.getAndIncrement() == 0) {
                        client.get(0).chat("And you?");
                    }
                })
                .build());
        assertThat(millis(() -> client.get(0).chat("Hello"))).isLessThan(10_000);
        client.get(0).close();
        assertThat(asked).hasValue(2);
    }

    @Test
    void aSinkThatHangsHoldsNoCallAndWhatItDoesNotTakeIsTold() {
        List<GatewayEvent.Warned> warned = new CopyOnWriteArrayList<>();
        AtomicInteger booked = new AtomicInteger();
        LedgerSink sink = new LedgerSink() {
            @Override
            public void book(LedgerEntry entry) {
                hang();
                booked.incrementAndGet();
            }

            @Override
            public void close() {}

            @Override
            public String toString() {
                return "the table";
            }
        };
        LlmClient client = builder("50ms")
                .ledgerSink(sink)
                .listener(event -> {
                    if (event instanceof GatewayEvent.Warned one) {
                        warned.add(one);
                    }
                })
                .build();
        for (int i = 0; i < 10_101; i++) {
            client.chat("Hello");
        }
        assertThat(warned).isNotEmpty().allSatisfy(one -> {
            assertThat(one.room()).isEqualTo("ledger");
            assertThat(one.warning().code()).isEqualTo("ledger_sink_failed");
            assertThat(one.warning().message()).startsWith("the table did not take 1 ledger entries: it does not");
        });
        assertThat(client.ledger().booked()).isEqualTo(10_101);
        hanging.countDown();
        client.close();
        assertThat(booked).as("one in its hands, and those that waited").hasValueBetween(10_000, 10_001);
    }

    @Test
    void manyCallsAtOnceLoseNothingAndKeepTheOrder() throws Exception {
        int threads = 16;
        int calls = 200;
        Map<String, List<GatewayEvent>> seen = new HashMap<>();
        AtomicLong quick = new AtomicLong();
        GatewayListener ordered = event -> {
            seen.computeIfAbsent(event.operation(), fresh -> new ArrayList<>()).add(event);
            quick.incrementAndGet();
        };
        List<LedgerEntry> booked = new ArrayList<>();
        AtomicInteger handed = new AtomicInteger();
        LlmClient client = builder("20ms")
                .listener(ordered)
                .listener(event -> {
                    throw new IllegalStateException("always");
                })
                .listener(event -> hang())
                .listener(event -> {
                    if (handed.incrementAndGet() % 500 == 0) {
                        pause();
                    }
                })
                .ledgerSink(booked::add)
                .build();
        ExecutorService callers = Executors.newFixedThreadPool(threads);
        try {
            Logger.getLogger(ListenerLane.class.getName()).setLevel(Level.OFF);
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                all.add(callers.submit(() -> {
                    for (int i = 0; i < calls; i++) {
                        client.chat("Hello");
                    }
                }));
            }
            for (Future<?> caller : all) {
                caller.get(60, TimeUnit.SECONDS);
            }
            CompletableFuture<Void> closing = CompletableFuture.runAsync(client::close);
            assertThat(closing).as("within its bound").succeedsWithin(Duration.ofSeconds(20));
        } finally {
            Logger.getLogger(ListenerLane.class.getName()).setLevel(null);
            callers.shutdownNow();
        }
        assertThat(seen).hasSize(threads * calls);
        assertThat(booked).hasSize(threads * calls);
        assertThat(seen.values()).allSatisfy(events -> {
            assertThat(events.get(0)).isInstanceOf(GatewayEvent.CallStarted.class);
            assertThat(events.get(events.size() - 1)).isInstanceOf(GatewayEvent.CallEnded.class);
            assertThat(events.stream().filter(GatewayEvent.AttemptEnded.class::isInstance))
                    .hasSize(1);
        });
        assertThat(quick.get())
                .isEqualTo(seen.values().stream().mapToLong(List::size).sum());
    }

    // what a slow listener does: nothing waits for it to be over
    private static void pause() {
        LockSupport.parkNanos(5_000_000);
    }
}
