package io.llmgateway.core.recall;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Json;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.PromptCaching;
import io.llmgateway.chat.Role;
import io.llmgateway.chat.Tool;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Prompts laid out for vendors' own caches. */
class PromptMarksTest {
    private static final String LONG = "Be brief. ".repeat(500);
    private static final Duration TTL = Duration.ofMinutes(5);

    private final ScriptedProvider vendor = new ScriptedProvider("toy").otherwise(call -> Script.answer("fine"));
    private LlmClient client = client("{ prompt-cache: {} }");

    private LlmClient client(String recall) {
        return LlmGateway.builder()
                .environment(Map.of())
                .yaml(
                        "llmgateway: { default-model: smart, catalogue: { models: { toy/x: { prices: { input: 4, cache-read:"
                                + " 1, cache-write: 5, output: 10 } } } }, models: { smart: { targets: [toy/x] }, plain: { targets:"
                                + " [toy/x] } }, recall: " + recall + " }")
                .provide("toy", vendor)
                .build();
    }

    private void again(String recall) {
        client.close();
        client = client(recall);
    }

    @AfterEach
    void close() {
        client.close();
    }

    private ChatRequest sent(ChatRequest request) {
        client.chat(request);
        List<ChatRequest> all = vendor.chats();
        return all.get(all.size() - 1);
    }

    private static List<Part> marks(ChatRequest request) {
        return request.messages().stream()
                .flatMap(message -> message.parts().stream())
                .filter(Part.CachePoint.class::isInstance)
                .toList();
    }

    @Test
    void longInstructionsAreMarkedAndShareAKey() {
        ChatRequest one = sent(ChatRequest.builder().system(LONG).user("one").build());
        assertThat(one.messages().get(0).parts()).containsExactly(new Part.Text(LONG), new Part.CachePoint(TTL));
        assertThat(marks(one)).hasSize(1);
        PromptCaching caching = one.promptCaching().orElseThrow();
        assertThat(caching.key()).hasSize(32);
        assertThat(caching.ttl()).isNull();
        ChatRequest two = sent(ChatRequest.builder().system(LONG).user("two").build());
        assertThat(two.promptCaching()).isEqualTo(one.promptCaching());
        ChatRequest other =
                sent(ChatRequest.builder().system(LONG + "!").user("two").build());
        assertThat(other.promptCaching()).isNotEqualTo(one.promptCaching());
        ChatRequest tenant = sent(ChatRequest.builder()
                .system(LONG)
                .user("two")
                .tag("tenant", "b")
                .build());
        assertThat(tenant.promptCaching()).isNotEqualTo(one.promptCaching());
    }

    @Test
    void aConversationThatGoesOnIsKeptToItsEnd() {
        ChatRequest sent = sent(ChatRequest.builder()
                .system("short")
                .user("one")
                .assistant("two")
                .user("three")
                .build());
        assertThat(sent.promptCaching().orElseThrow().ttl()).isEqualTo(TTL);
        assertThat(marks(sent)).isEmpty();
    }

    @Test
    void shortPromptsStayAsTheyAre() {
        ChatRequest request = ChatRequest.builder().system("short").user("one").build();
        ChatRequest sent = sent(request);
        assertThat(sent.promptCaching()).isEmpty();
        assertThat(marks(sent)).isEmpty();
    }

    @Test
    void toolsHaveOneOrderWhateverTheApplicationsIs() {
        Tool a = Tool.function("a", LONG, "{}");
        Tool b = Tool.function("b", "", "{}");
        Tool own = new Tool.Native("toy", Json.of("{}"));
        ChatRequest one =
                sent(ChatRequest.builder().user("?").tools(List.of(own, b, a)).build());
        assertThat(one.tools()).containsExactly(a, b, own);
        ChatRequest two =
                sent(ChatRequest.builder().user("?").tools(List.of(a, own, b)).build());
        assertThat(two.promptCaching()).isEqualTo(one.promptCaching()).isPresent();
    }

    @Test
    void whoSaysItAllHimselfIsLeftAlone() {
        PromptCaching own = new PromptCaching("mine", null);
        ChatRequest sent = sent(
                ChatRequest.builder().system(LONG).user("?").promptCaching(own).build());
        assertThat(sent.promptCaching()).contains(own);
        assertThat(marks(sent)).isEmpty();
        Message marked = Message.of(Role.USER, new Part.Text("?"), new Part.CachePoint(Duration.ofHours(1)));
        assertThat(sent(ChatRequest.builder().system(LONG).message(marked).build())
                        .promptCaching())
                .isEmpty();
    }

    @Test
    void itIsDoneForTheModelsThatAreNamed() {
        again("{ prompt-cache: { models: [smart], min-chars: 10, ttl: 1h } }");
        ChatRequest request =
                ChatRequest.builder().system("0123456789").user("?").build();
        assertThat(marks(sent(request))).containsExactly(new Part.CachePoint(Duration.ofHours(1)));
        assertThat(marks(sent(request.withModel("plain")))).isEmpty();
        again("{ prompt-cache: { enabled: false } }");
        assertThat(sent(ChatRequest.builder().system(LONG).user("?").build()).promptCaching())
                .isEmpty();
    }

    @Test
    void whatVendorsReadFromTheirCachesIsCounted() {
        again("{ exact: {}, prompt-cache: {} }");
        vendor.then(Script.answer(
                "fine", Usage.builder().input(250).cacheRead(750).output(10).build()));
        client.chat("?");
        client.chat("?");
        assertThat(client.cache().stats().promptTokens()).isEqualTo(1000);
        assertThat(client.cache().stats().promptCacheRead()).isEqualTo(750);
        assertThat(client.cache().stats().promptCacheRate()).isEqualTo(0.75);
        assertThat(client.cache().stats().promptCacheSaved()).isEqualByComparingTo("0.00225");
        vendor.then(Script.answer(
                "fine", Usage.builder().input(1).cacheWrite(5000).output(10).build()));
        client.chat("more");
        assertThat(client.cache().stats().promptCacheSaved()).isEqualByComparingTo("-0.00275");
    }
}
