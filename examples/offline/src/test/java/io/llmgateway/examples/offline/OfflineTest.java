package io.llmgateway.examples.offline;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.testkit.FakeVendor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The example, and the ways in which a cloud can be gone, on real sockets and in real time. */
@Timeout(30)
class OfflineTest {
    private static final Duration SHORT = Duration.ofSeconds(8);

    @Test
    void theLocalModelAnswersWhileTheCloudsAreGone() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Offline.run(new PrintStream(printed, true, StandardCharsets.UTF_8));
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .containsSubsequence(
                        "All is well:",
                        "whole: openai",
                        "streamed: openai",
                        "OpenAI has no capacity:",
                        "whole: anthropic",
                        "streamed: anthropic",
                        "The network is gone:",
                        "whole: local",
                        "streamed: local",
                        "passed over openai/gpt-5.5: it could not be reached until",
                        "passed over anthropic/claude-sonnet-5: it could not be reached until",
                        "The network is back:",
                        "whole: openai",
                        "streamed: openai");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRefusedConnectionLeadsToTheLocalModelAndBack(boolean streamed) throws Exception {
        try (FakeVendor cloud = FakeVendor.openAi();
                FakeVendor local = FakeVendor.openAi();
                LlmClient client = client(cloud.baseUrl(), local, "cool: 100ms")) {
            assertThat(ask(client, streamed).provider()).isEqualTo("cloud");
            cloud.unplug();
            long gone = System.nanoTime();
            goesLocal(client, streamed);
            assertThat(Duration.ofNanos(System.nanoTime() - gone)).isLessThan(SHORT);
            cloud.plugIn();
            long end = System.nanoTime() + SHORT.toNanos();
            while (!ask(client, streamed).provider().equals("cloud")) {
                assertThat(System.nanoTime()).as("the cloud is asked again").isLessThan(end);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aNameNobodyKnowsLeadsToTheLocalModel(boolean streamed) {
        try (FakeVendor local = FakeVendor.openAi();
                LlmClient client = client("http://no-such-host.invalid/v1", local, "cool: 1m")) {
            goesLocal(client, streamed);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aNetworkThatSwallowsEverythingLeadsToTheLocalModel(boolean streamed) throws Exception {
        List<Socket> crowd = new ArrayList<>();
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                FakeVendor local = FakeVendor.openAi();
                LlmClient client = client("http://127.0.0.1:" + deaf.getLocalPort() + "/v1", local, "cool: 1m")) {
            fill(deaf, crowd);
            long started = System.nanoTime();
            goesLocal(client, streamed);
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(SHORT);
        } finally {
            for (Socket socket : crowd) {
                socket.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aServerThatTakesTheRequestAndSaysNothingIsHedged(boolean streamed) throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                FakeVendor local = FakeVendor.openAi();
                LlmClient client = client("http://127.0.0.1:" + silent.getLocalPort() + "/v1", local, "cool: 1m")) {
            long started = System.nanoTime();
            LlmClient hedged = client.with(o -> o.model("hedged"));
            assertThat(ask(hedged, streamed).provider()).isEqualTo("local");
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(SHORT);
        }
    }

    // two calls find out, the others do not try
    private static void goesLocal(LlmClient client, boolean streamed) {
        assertThat(ask(client, streamed).provider()).isEqualTo("local");
        assertThat(ask(client, streamed).provider()).isEqualTo("local");
        ChatResponse third = ask(client, streamed);
        assertThat(third.provider()).isEqualTo("local");
        assertThat(third.attempts()).as(third.explain().toString()).hasSize(1);
    }

    private static ChatResponse ask(LlmClient client, boolean streamed) {
        if (!streamed) {
            return client.chat("Who answers?");
        }
        try (ChatStream stream = client.stream("Who answers?")) {
            return stream.await();
        }
    }

    private static LlmClient client(String cloud, FakeVendor local, String health) {
        return LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { timeouts: { connect: 300ms }, steady: { health: { " + health + " } }, models: {"
                        + " m: { targets: [cloud/a, local/b] },"
                        + " hedged: { targets: [cloud/a, local/b], hedge-after: 200ms } } }")
                .defaultModel("m")
                .provider("cloud", p -> p.type("openai").baseUrl(cloud).apiKey("any"))
                .provider(
                        "local", p -> p.type("openai").baseUrl(local.baseUrl()).apiKey("any"))
                .build();
    }

    // the kernel drops what comes when a listener's queue is full
    private static void fill(ServerSocket deaf, List<Socket> crowd) throws IOException {
        while (true) {
            Socket socket = new Socket();
            crowd.add(socket);
            try {
                socket.connect(deaf.getLocalSocketAddress(), 200);
            } catch (SocketTimeoutException e) {
                return;
            }
        }
    }
}
