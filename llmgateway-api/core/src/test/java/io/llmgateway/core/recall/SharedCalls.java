package io.llmgateway.core.recall;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Outcome;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.testkit.ScriptedProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;

/** Callers who ask the same at one moment, each on a thread of its own. */
abstract class SharedCalls {
    static final Usage USED = Usage.builder().input(1000).output(100).build();

    static final String CALLER = "caller-";

    private final AtomicInteger number = new AtomicInteger();
    // threads of the platform, which show their stacks
    final ExecutorService callers =
            Executors.newCachedThreadPool(task -> new Thread(task, CALLER + number.incrementAndGet()));
    final ScriptedProvider vendor = new ScriptedProvider("toy");
    final List<GatewayEvent> events = new CopyOnWriteArrayList<>();
    LlmClient client = client("recall: { exact: {} }");

    LlmClient client(String more) {
        return LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { default-model: toy/x, steady: { retry: { attempts: 1 } },"
                        + " catalogue: { models: { toy/x: { prices: { input: 1, output: 10 } } } }, " + more + " }")
                .listener(events::add)
                .provide("toy", vendor)
                .build();
    }

    void again(String more) {
        client.close();
        client = client(more);
    }

    @AfterEach
    void close() {
        client.close();
        callers.shutdownNow();
        assertThat(vendor.openReplies()).isZero();
    }

    static void until(BooleanSupplier holds) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(200_000);
        }
    }

    long ended(Outcome how) {
        return events.stream()
                .filter(event -> event instanceof GatewayEvent.CallEnded ended && ended.outcome() == how)
                .count();
    }

    long started() {
        return events.stream()
                .filter(GatewayEvent.CallStarted.class::isInstance)
                .count();
    }

    // a call that waits with others has told that it has begun, and is no further for sure only a moment after
    void begun(int calls) {
        until(() -> started() >= calls);
    }

    // whoever waits for an answer is seen by its stack: nothing else tells
    static void shares(int calls) {
        until(() -> Thread.getAllStackTraces().entrySet().stream()
                        .filter(one -> one.getKey().getName().startsWith(CALLER))
                        .filter(one -> Arrays.stream(one.getValue()).anyMatch(SharedCalls::asksOrWaits))
                        .count()
                >= calls);
    }

    private static boolean asksOrWaits(StackTraceElement frame) {
        return (frame.getClassName().endsWith("recall.Flight")
                        && frame.getMethodName().equals("whole"))
                || (frame.getClassName().endsWith("recall.Flights")
                        && frame.getMethodName().equals("lead"));
    }

    CompletableFuture<ChatResponse> asks(LlmClient who, ChatRequest request) {
        return CompletableFuture.supplyAsync(() -> who.chat(request), callers);
    }

    List<CompletableFuture<ChatResponse>> ask(int calls) {
        List<CompletableFuture<ChatResponse>> all = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            all.add(asks(client, ChatRequest.of("?")));
        }
        return all;
    }
}
