package io.llmgateway.core.recall;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.EmbeddingRequest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is said in vendors' own words. */
class VarietyTest {
    private final Variety variety = new Variety(0.5);

    private boolean wanted(String name, Object value) {
        return variety.wanted(ChatRequest.of("?").toBuilder().extra(name, value).build());
    }

    @Test
    void numbersMayBeText() {
        for (String name : List.of("n", "candidateCount", "candidate_count")) {
            for (Object many : List.of(2, 2L, 2.0, "2", " 2 ", "two", "NaN", Double.NaN)) {
                assertThat(wanted(name, many)).as(name + " " + many).isTrue();
            }
            for (Object one : List.of(1, "1", "1.0", 0)) {
                assertThat(wanted(name, one)).as(name + " " + one).isFalse();
            }
        }
        assertThat(wanted("temperature", "0.5")).isFalse();
        assertThat(wanted("temperature", "0.6")).isTrue();
        assertThat(wanted("generationConfig", Map.of("temperature", "1"))).isTrue();
        assertThat(wanted("generation_config", Map.of("candidate_count", "3"))).isTrue();
        assertThat(wanted("generationConfig", Map.of("topK", 3))).isFalse();
        assertThat(variety.wanted(
                        ChatRequest.builder().user("?").temperature(0.6).build()))
                .isTrue();
    }

    @Test
    void whatIsOutsideOfTheRequestMayChange() {
        Map<String, Object> outside = Map.of(
                "tools", List.of(Map.of("type", "web_search")),
                "web_search_options", Map.of(),
                "search_parameters", Map.of("mode", "on"),
                "plugins", List.of(Map.of("id", "web")),
                "mcp_servers", List.of(Map.of("url", "https://example.org")),
                "container", "c1",
                "previous_response_id", "r1",
                "conversation", "c1",
                "prompt", Map.of("id", "p1"),
                "store", true);
        outside.forEach(
                (name, value) -> assertThat(wanted(name, value)).as(name).isTrue());
        assertThat(wanted("background", true)).isTrue();
        assertThat(wanted("store", "true")).isTrue();
    }

    @Test
    void whatIsSwitchedOffIsNotWanted() {
        assertThat(wanted("store", false)).isFalse();
        assertThat(wanted("background", "false")).isFalse();
        assertThat(wanted("tools", List.of())).isFalse();
        assertThat(wanted("top_k", 5)).isFalse();
        assertThat(variety.wanted(ChatRequest.of("?"))).isFalse();
        Map<String, Object> nothing = new HashMap<>();
        Arrays.asList("n", "temperature", "tools", "store").forEach(name -> nothing.put(name, null));
        assertThat(wanted("generationConfig", nothing)).isFalse();
    }

    @Test
    void vectorsDoNotVary() {
        assertThat(variety.wanted(EmbeddingRequest.builder()
                        .inputs(List.of("a"))
                        .extra(Map.of("temperature", 2))
                        .build()))
                .isFalse();
    }
}
