package io.llmgateway.examples.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chat.Outcome;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.LedgerEntry;
import io.llmgateway.testkit.FakeAnswer;
import io.llmgateway.testkit.FakeRequest;
import io.llmgateway.testkit.FakeVendor;
import io.llmgateway.testkit.Gate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A third of the calls finds its first vendor silent: the second answers, and the first is let go of. */
class HedgeStormTest {
    private static final int CALLS = 500;
    private static final Duration SOON = Duration.ofSeconds(10);

    private final AtomicInteger started = new AtomicInteger();
    private final Semaphore booked = new Semaphore(0);
    private final Map<FakeRequest, Boolean> silent = new ConcurrentHashMap<>();

    @Test
    void everyLoserIsClosedAndBooked() throws Exception {
        Gate never = new Gate();
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try (FakeVendor slow = FakeVendor.openAi();
                FakeVendor other = FakeVendor.anthropic();
                LlmClient client = client(slow, other)) {
            slow.otherwise(request -> {
                if (Faults.call(request) % 3 != 0) {
                    return FakeAnswer.text(Faults.text(Faults.call(request)));
                }
                silent.put(request, true);
                return FakeAnswer.text("never").heldBy(never);
            });
            other.otherwise(request -> FakeAnswer.text(Faults.text(Faults.call(request))));
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                int call = i;
                answers.add(threads.submit((Callable<String>) () -> ask(client, call)));
            }
            for (int i = 0; i < CALLS; i++) {
                assertThat(answers.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(Faults.text(i));
            }
            assertThat(booked.tryAcquire(started.get(), 10, TimeUnit.SECONDS))
                    .as("every attempt is booked")
                    .isTrue();
            List<FakeRequest> seen = new ArrayList<>(slow.requests());
            seen.addAll(other.requests());
            seen.forEach(request -> request.awaitEnd(SOON));
            silent.keySet().forEach(request -> request.awaitClosedByClient(SOON));
            List<LedgerEntry> entries = client.ledger().entries();
            assertThat(entries).hasSize(started.get());
            // a loser may have its whole answer before it hears that it lost
            assertThat(entries)
                    .extracting(entry -> entry.attempt().outcome())
                    .containsOnly(Outcome.COMPLETE, Outcome.ABANDONED);
            int losers = entries.size() - CALLS;
            // a loser may be given up before it is sent: it is booked, and nobody saw it
            int unseen = entries.size() - seen.size();
            assertThat(unseen).isBetween(0, losers);
            assertThat(silent.size() + unseen).isGreaterThanOrEqualTo((CALLS + 2) / 3);
            assertThat(silent).hasSizeGreaterThan(CALLS / 4);
        } finally {
            threads.shutdownNow();
        }
    }

    private LlmClient client(FakeVendor slow, FakeVendor other) {
        return LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { models: { m: { targets: [slow/a, other/b], hedge-after: 200ms } },"
                        + " default-model: m }")
                .provider("slow", p -> p.type("openai").baseUrl(slow.baseUrl()).apiKey("any"))
                .provider(
                        "other",
                        p -> p.type("anthropic").baseUrl(other.baseUrl()).apiKey("any"))
                .listener(event -> {
                    if (event instanceof GatewayEvent.AttemptStarted) {
                        started.incrementAndGet();
                    } else if (event instanceof GatewayEvent.Booked) {
                        booked.release();
                    }
                })
                .build();
    }

    private static String ask(LlmClient client, int call) {
        String prompt = Faults.prompt(call);
        if (call % 2 == 0) {
            return client.chat(prompt).text();
        }
        try (ChatStream stream = client.stream(prompt)) {
            return stream.await().text();
        }
    }
}
