package io.llmgateway.examples.chaos;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chat.Attempt;
import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.LlmException;
import io.llmgateway.error.StreamBrokenException;
import io.llmgateway.testkit.FakeVendor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Thousands of calls, whole and streamed, over four vendors of which none can be relied on. */
public final class Chaos {
    static final Duration TOTAL = Duration.ofSeconds(10);
    private static final int THREADS = 32;
    private static final String CONFIGURATION =
            """
            llmgateway:
              timeouts: { first-token: 1s, idle: 1s, total: 10s }
              models:
                m: { targets: [openai/a, anthropic/b, gemini/c, compatible/d], on-break: continue, strategy: %s }
              default-model: m
              steady:
                retry: { backoff: 5ms, max-backoff: 20ms }
                health: { min-calls: 20, window: 10s, cool: 50ms, max-cool: 200ms, ramp: 500ms }
            """;

    private Chaos() {}

    /**
     * Runs the example on the loopback address.
     *
     * @param args how many calls, the strategy with what it needs, and the seed; all may be left out
     * @throws Exception if a call ended as none may
     */
    public static void main(String[] args) throws Exception {
        int calls = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
        String strategy = args.length > 1 ? args[1] : "latency";
        long seed = args.length > 2 ? Long.parseLong(args[2]) : 1;
        run(calls, strategy, seed).print(System.out);
    }

    static Result run(int calls, String strategy, long seed) throws Exception {
        Map<String, FakeVendor> vendors = new LinkedHashMap<>();
        vendors.put("openai", FakeVendor.openAi());
        vendors.put("anthropic", FakeVendor.anthropic());
        vendors.put("gemini", FakeVendor.gemini());
        vendors.put("compatible", FakeVendor.openAi());
        Faults faults = new Faults(seed, calls, List.copyOf(vendors.keySet()), "openai");
        vendors.forEach((id, vendor) -> vendor.otherwise(request -> faults.answer(id, request)));
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        long started = System.nanoTime();
        try (LlmClient client = client(vendors, strategy)) {
            List<Future<Ended>> running = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                int call = i;
                running.add(threads.submit((Callable<Ended>) () -> call(client, call)));
            }
            List<Ended> ended = new ArrayList<>();
            for (Future<Ended> one : running) {
                ended.add(one.get());
            }
            Duration took = Duration.ofNanos(System.nanoTime() - started);
            vendors.values()
                    .forEach(vendor -> vendor.requests().forEach(request -> request.awaitEnd(Duration.ofSeconds(5))));
            Map<String, Integer> requests = new LinkedHashMap<>();
            vendors.forEach((id, vendor) -> requests.put(id, vendor.requests().size()));
            return new Result(ended, faults, requests, client.ledger().booked(), took);
        } finally {
            threads.shutdown();
            vendors.values().forEach(FakeVendor::close);
        }
    }

    private static LlmClient client(Map<String, FakeVendor> vendors, String strategy) {
        LlmGateway.Builder builder = LlmGateway.builder().environment(Map.of()).yaml(CONFIGURATION.formatted(strategy));
        vendors.forEach((id, vendor) -> builder.provider(id, p -> p.type(id.equals("compatible") ? "openai" : id)
                .baseUrl(vendor.baseUrl())
                .apiKey("any")));
        return builder.build();
    }

    private static Ended call(LlmClient client, int number) {
        boolean streamed = number % 2 == 0;
        String prompt = Faults.prompt(number);
        long started = System.nanoTime();
        try {
            ChatResponse response = streamed ? read(client, prompt) : client.chat(prompt);
            return ended(number, started, response.text(), null, response.attempts());
        } catch (StreamBrokenException e) {
            return ended(number, started, e.partial().text(), e, e.attempts());
        } catch (LlmException e) {
            return ended(number, started, "", e, e.attempts());
        }
    }

    private static Ended ended(
            int number, long started, String text, @Nullable LlmException error, List<Attempt> attempts) {
        return new Ended(number, text, error, attempts, Duration.ofNanos(System.nanoTime() - started));
    }

    // what was read piece by piece must be what the whole says
    private static ChatResponse read(LlmClient client, String prompt) {
        StringBuilder read = new StringBuilder();
        try (ChatStream stream = client.stream(prompt)) {
            for (ChatEvent event : stream) {
                if (event instanceof ChatEvent.TextDelta delta) {
                    read.append(delta.text());
                }
            }
            ChatResponse response = stream.await();
            same(read, response);
            return response;
        } catch (StreamBrokenException e) {
            same(read, e.partial());
            throw e;
        }
    }

    private static void same(StringBuilder read, ChatResponse response) {
        if (!read.toString().equals(response.text())) {
            throw new IllegalStateException("read \"" + read + "\", and the whole is \"" + response.text() + '"');
        }
    }
}
