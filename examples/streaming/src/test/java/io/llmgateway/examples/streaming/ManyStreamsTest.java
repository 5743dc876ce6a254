package io.llmgateway.examples.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.testkit.FakeAnswer;
import io.llmgateway.testkit.FakeVendor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Many slow streams at once from one client: all are read, none waits for another, nothing is left behind. */
class ManyStreamsTest {
    private static final int FEATURE = Runtime.version().feature();
    private static final int STREAMS = FEATURE >= 21 ? 1_000 : 500;
    private static final String TEXT = "one two three four five six seven eight nine ten";

    @Test
    void allAreHeldAtOnceAndNothingIsLeft() throws Exception {
        try (FakeVendor openai = FakeVendor.openAi()) {
            openai.otherwise(request -> FakeAnswer.text(TEXT).paced(Duration.ofMillis(20)));
            Set<String> before = threads();
            LlmClient client = LlmGateway.builder()
                    .environment(Map.of())
                    .provider("openai", p -> p.baseUrl(openai.baseUrl()).apiKey("any"))
                    .defaultModel("openai/gpt-5.4-mini")
                    .build();
            // every reader waits with its stream begun until all have begun: none may be starved of its place
            CyclicBarrier allBegun = new CyclicBarrier(STREAMS);
            ExecutorService readers = readers();
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < STREAMS; i++) {
                answers.add(readers.submit((Callable<String>) () -> {
                    try (ChatStream stream = client.stream("count")) {
                        allBegun.await(60, TimeUnit.SECONDS);
                        return stream.await().text();
                    }
                }));
            }
            for (Future<String> answer : answers) {
                assertThat(answer.get(60, TimeUnit.SECONDS)).isEqualTo(TEXT);
            }
            readers.shutdown();
            assertThat(readers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
            client.close();
            assertThat(openai.requests()).hasSize(STREAMS);
            openai.requests().forEach(request -> request.awaitEnd(Duration.ofSeconds(10)));
            Set<String> after = threads();
            after.removeAll(before);
            assertThat(after).noneMatch(name -> name.contains("llmgateway"));
        }
    }

    private static Set<String> threads() {
        Set<String> names = new LinkedHashSet<>();
        Thread.getAllStackTraces().keySet().forEach(thread -> names.add(thread.getName()));
        return names;
    }

    // virtual threads where the JDK has them
    private static ExecutorService readers() throws ReflectiveOperationException {
        return FEATURE >= 21
                ? (ExecutorService) Executors.class
                        .getMethod("newVirtualThreadPerTaskExecutor")
                        .invoke(null)
                : Executors.newFixedThreadPool(STREAMS);
    }
}
