package io.llmgateway.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChatRequestTest {
    private static final Tool TOOL = Tool.function("look", "looks", Json.of("{}"));

    @Test
    void aCopyThatIsChangedLeavesTheFirstAsItWas() {
        ChatRequest first = ChatRequest.builder()
                .user("a")
                .tool(TOOL)
                .tag("team", "x")
                .extra("n", 1)
                .build();

        ChatRequest second = first.toBuilder()
                .user("b")
                .tool(TOOL)
                .tag("app", "y")
                .extra("m", 2)
                .build();

        assertThat(first.messages()).hasSize(1);
        assertThat(first.tools()).hasSize(1);
        assertThat(first.tags()).isEqualTo(Map.of("team", "x"));
        assertThat(first.extra()).isEqualTo(Map.of("n", 1));
        assertThat(second.messages()).hasSize(2);
        assertThat(second.tools()).hasSize(2);
        assertThat(second.tags()).isEqualTo(Map.of("team", "x", "app", "y"));
        assertThat(second.extra()).isEqualTo(Map.of("n", 1, "m", 2));
    }

    private static <B extends ModelRequest.Builder<B>> B set(B builder) {
        return builder.model("m")
                .endUser("u")
                .tags(Map.of("team", "x"))
                .tag("app", "y")
                .extra(Map.of("n", 1))
                .extra("m", 2)
                .dropUnsupported();
    }

    @Test
    void allKindsAreBuiltAlike() {
        for (ModelRequest request : List.of(
                set(ChatRequest.builder()).user("a").build(),
                set(EmbeddingRequest.builder()).inputs(List.of("a")).build(),
                set(ModerationRequest.builder()).inputs(List.of("a")).build())) {
            assertThat(request.model()).hasValue("m");
            assertThat(request.endUser()).hasValue("u");
            assertThat(request.tags()).isEqualTo(Map.of("team", "x", "app", "y"));
            assertThat(request.extra()).isEqualTo(Map.of("n", 1, "m", 2));
            assertThat(request.dropUnsupported()).isTrue();
            ModelRequest other = request.withModel("o");
            assertThat(other.extra()).isEqualTo(request.extra());
            assertThat(other.tags()).isEqualTo(request.tags());
            assertThat(other.endUser()).isEqualTo(request.endUser());
        }
    }

    @Test
    void aBuilderThatGoesOnLeavesWhatItHasBuiltAsItWas() {
        ChatRequest.Builder builder =
                ChatRequest.builder().user("a").tag("team", "x").extra("n", 1);
        ChatRequest first = builder.build();

        builder.user("b").tag("team", "y").extra("n", 2).tool(TOOL);

        assertThat(first.messages()).hasSize(1);
        assertThat(first.tools()).isEmpty();
        assertThat(first.tags()).isEqualTo(Map.of("team", "x"));
        assertThat(first.extra()).isEqualTo(Map.of("n", 1));
    }

    @Test
    void tagsTakeThePlaceOfThoseBeforeAndAreTheRequestsOwn() {
        Map<String, String> tags = new HashMap<>(Map.of("team", "x"));
        ChatRequest.Builder builder =
                ChatRequest.builder().user("a").tag("app", "y").tags(tags);
        tags.put("later", "z");
        builder.tag("purpose", "test");

        assertThat(builder.build().tags()).isEqualTo(Map.of("team", "x", "purpose", "test"));
    }

    @Test
    void messagesTakeThePlaceOfThoseBefore() {
        ChatRequest request = ChatRequest.builder()
                .user("a")
                .messages(List.of(Message.user("b")))
                .user("c")
                .build();

        assertThat(request.messages()).extracting(Message::text).containsExactly("b", "c");
    }
}
