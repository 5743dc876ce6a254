package io.llmgateway.core.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.access.DataClasses;
import io.llmgateway.access.Principal;
import io.llmgateway.chain.Attributes;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Stage;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.RefusedException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.LedgerEntry;
import io.llmgateway.spi.PrincipalSource;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Who asks, on the way through the house. */
class PrincipalTest {
    private static final Principal ANN = Principal.builder()
            .user("ann")
            .team("support")
            .app("desk")
            .role("agent")
            .claim("mail", "ann@example.org")
            .build();

    private final ScriptedProvider toy = new ScriptedProvider("toy").otherwise(call -> Script.answer("yes"));
    private final List<Call> calls = new ArrayList<>();
    private final List<LedgerEntry> booked = new ArrayList<>();

    private LlmGateway.Builder builder(String admit) {
        return LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { default-model: toy/x, admit: { " + admit + " } }")
                .provide("toy", toy)
                .before(Stage.ADMIT, (call, chain) -> {
                    calls.add(call);
                    return chain.proceed(call);
                })
                .listener(event -> {
                    if (event instanceof GatewayEvent.Booked one) {
                        booked.add(one.entry());
                    }
                });
    }

    private Optional<Principal> seen() {
        return calls.get(calls.size() - 1).get(Attributes.PRINCIPAL);
    }

    @Test
    void itGoesAlongAndNeverOut() {
        try (LlmClient client = builder("data: { health: { targets: [toy/*] }, internal: { targets: [toy/*] } }")
                .build()) {
            LlmClient asked =
                    client.with(o -> o.principal(ANN).dataClass("health")).with(o -> o.dataClass("internal"));
            asked.chat("hi");
            assertThat(seen()).contains(ANN);
            assertThat(calls.get(0)
                            .get(Attributes.DATA_CLASSES)
                            .map(DataClasses::names)
                            .orElseThrow())
                    .containsExactlyInAnyOrder("health", "internal");
            ChatRequest sent = toy.chats().get(0);
            assertThat(sent.endUser()).isEmpty();
            assertThat(sent.messages()).isEqualTo(ChatRequest.of("hi").messages());
            assertThat(sent.extra()).isEmpty();
            client.chat("hi");
            assertThat(seen()).isEmpty();
        }
    }

    @Test
    void itsTextKeepsItsClaims() {
        assertThat(ANN.toString()).contains("ann", "support", "mail").doesNotContain("example.org");
        assertThatThrownBy(() -> Principal.builder().user(" ")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void budgetsLimitsAndTheLedgerCountByIt() {
        try (LlmClient client = builder("limits: { people: { per: [user, team], requests: 1 } }")
                .build()) {
            LlmClient ann = client.with(o -> o.principal(ANN));
            ann.chat("hi");
            assertThatThrownBy(() -> ann.chat("again")).hasMessageContaining("user=ann, team=support");
            client.with(o -> o.principal(
                            Principal.builder().user("bob").team("support").build()))
                    .chat("hi");
            assertThat(booked).extracting(LedgerEntry::user).containsExactly("ann", "bob");
            assertThat(booked.get(0).tags()).containsEntry("team", "support").containsEntry("app", "desk");
            ann.chat(c -> c.user("hi").endUser("pseudonym").tag("team", "other"));
            assertThat(booked.get(2).user()).isEqualTo("pseudonym");
            assertThat(booked.get(2).tags()).containsEntry("team", "other");
            ann.with(o -> o.tag("team", "third")).embed(EmbeddingRequest.of("toy/x", "text"));
            assertThat(booked.get(3).tags()).containsEntry("team", "third").containsEntry("app", "desk");
        }
    }

    @Test
    void aSourceIsAskedOnTheCallersThread() throws Exception {
        Thread caller = Thread.currentThread();
        AtomicReference<Principal> loggedIn = new AtomicReference<>(ANN);
        List<ModelRequest> asked = new ArrayList<>();
        PrincipalSource source = request -> {
            asked.add(request);
            return Thread.currentThread().equals(caller) ? Optional.ofNullable(loggedIn.get()) : Optional.empty();
        };
        try (LlmClient client = builder("")
                .principals(request -> Optional.empty())
                .principals(source)
                .build()) {
            client.chatAsync(ChatRequest.of("hi")).get();
            assertThat(seen()).contains(ANN);
            client.chat("hi");
            assertThat(seen()).contains(ANN);
            try (ChatStream stream = client.stream(ChatRequest.of("hi"))) {
                stream.await();
            }
            assertThat(seen()).contains(ANN);
            client.embed(EmbeddingRequest.of("toy/x", "text"));
            assertThat(seen()).contains(ANN);
            assertThat(asked).hasSize(4).first().isInstanceOf(ChatRequest.class);
            Principal other = Principal.builder().user("other").build();
            client.with(o -> o.principal(other)).chat("hi");
            assertThat(seen()).contains(other);
            assertThat(asked).hasSize(4);
            loggedIn.set(null);
            client.chat("hi");
            assertThat(seen()).isEmpty();
        }
    }

    @Test
    void aSourceThatFailsRefuses() {
        try (LlmClient client = builder("")
                .principals(request -> {
                    throw new IllegalStateException("token swordfish is bad");
                })
                .build()) {
            assertThatThrownBy(() -> client.chat("hi"))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("IllegalStateException")
                    .hasMessageNotContaining("swordfish");
            assertThatThrownBy(() -> client.stream(ChatRequest.of("hi"))).isInstanceOf(RefusedException.class);
            assertThatThrownBy(() -> client.chatAsync(ChatRequest.of("hi")).get())
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(RefusedException.class);
            assertThat(client.with(o -> o.principal(ANN)).chat("hi").text()).isEqualTo("yes");
        }
        assertThat(toy.calls()).hasSize(1);
    }

    @Test
    void aSourceMayRefuseByItself() {
        RefusedException mine = new RefusedException("mine", "no", null);
        try (LlmClient client = builder("")
                .principals(request -> {
                    throw mine;
                })
                .build()) {
            assertThatThrownBy(() -> client.chat("hi")).isSameAs(mine);
        }
    }
}
