package io.llmgateway.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.access.Principal;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.testkit.FakeAnswer;
import io.llmgateway.testkit.FakeVendor;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Map;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/**
 * How much a call allocates on its caller's thread, where nearly all of it happens. Bytes hardly move from machine to machine,
 * unlike times; what still moves is how much the compiler leaves out, so limits have room.
 */
class AllocationTest {
    private static final int CALLS = 300;
    private static final int STREAMS = 20;
    private static final int EVENTS = 500;
    private static final String BARE = "{}";
    private static final String FULL =
            """
            llmgateway:
              admit:
                access: { default: deny, rules: { support: { who: { users: [anna] } } } }
                budgets: { company: { amount: 1000000 USD, window: month } }
                limits: { people: { per: user, requests: 1000000, window: 1m } }
              guard: { pii: { enabled: true }, injection: { enabled: true } }
              recall: { exact: { ttl: 10m } }
            """;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void aCallAllocatesLittle() {
        assertThat(ofACall(BARE)).as("bytes a call").isLessThan(30_500);
    }

    @Test
    void aCallWithMuchSwitchedOnAllocatesNotMuchMore() {
        assertThat(ofACall(FULL)).as("bytes a call").isLessThan(46_500);
    }

    @Test
    void anEventOfAStreamAllocatesLittle() {
        assertThat(ofAnEvent(BARE)).as("bytes an event").isLessThan(400);
    }

    @Test
    void anEventOfAStreamWithMuchSwitchedOnAllocatesNotMuchMore() {
        assertThat(ofAnEvent(FULL)).as("bytes an event").isLessThan(800);
    }

    private static long ofACall(String configuration) {
        try (FakeVendor vendor = FakeVendor.openAi();
                LlmClient client = client(vendor, configuration)) {
            return typical(CALLS, number -> {
                String question = "My address is anna@example.org. Where is parcel " + number + "?";
                assertThat(client.chat(question).text()).isNotEmpty();
            });
        }
    }

    private static long ofAnEvent(String configuration) {
        try (FakeVendor vendor = FakeVendor.openAi();
                LlmClient client = client(vendor, configuration)) {
            FakeAnswer answer = FakeAnswer.text("because ".repeat(EVENTS).strip());
            vendor.otherwise(request -> answer);
            return typical(STREAMS, number -> {
                        StringBuilder read = new StringBuilder(EVENTS * "because ".length());
                        try (ChatStream stream = client.stream("Where is parcel " + number + "?")) {
                            stream.forEachText(read::append);
                        }
                        assertThat(read).hasSize(EVENTS * "because ".length() - 1);
                    })
                    / EVENTS;
        }
    }

    private static LlmClient client(FakeVendor vendor, String configuration) {
        return LlmGateway.builder()
                .environment(Map.of())
                .yaml(configuration)
                .provider("openai", s -> s.baseUrl(vendor.baseUrl()).apiKey("key"))
                .defaultModel("openai/gpt-5.5")
                .build()
                .with(o -> o.principal(Principal.builder().user("anna").build()));
    }

    // the median of the last tenth
    private static long typical(int times, IntConsumer work) {
        long[] bytes = new long[times];
        for (int i = 0; i < times; i++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            work.accept(i);
            bytes[i] = THREADS.getCurrentThreadAllocatedBytes() - before;
        }
        long[] last = Arrays.copyOfRange(bytes, times - times / 10, times);
        Arrays.sort(last);
        return last[last.length / 2];
    }
}
