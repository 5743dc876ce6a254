package io.llmgateway.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void whateverIsInItIsOneLine() {
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            String text = Json.of(Map.of("a", "x" + (char) c + "y")).text();
            assertThat(text.lines()).as("character %x", c).hasSize(1);
            assertThat(text.codePoints().noneMatch(Character::isISOControl)).isTrue();
        }
        assertThat(Json.of(Map.of("a", "\u0085\u2028\u2029\ud800\"\\")).text())
                .isEqualTo("{\"a\":\"\\u0085\\u2028\\u2029\\ud800\\\"\\\\\"}");
        assertThat(Json.of(Map.of("a", "😀")).text()).isEqualTo("{\"a\":\"😀\"}");
    }

    @Test
    void plainValuesOfAllKindsAreWrittenAndNoOthers() {
        assertThat(Json.of(Map.of("a", List.of(1, new BigDecimal("0.10"), true, Map.of())))
                        .text())
                .isEqualTo("{\"a\":[1,0.10,true,{}]}");
        assertThatThrownBy(() -> Json.of(Map.of("a", Double.NaN))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Json.of(Map.of("a", new Object()))).isInstanceOf(IllegalArgumentException.class);
    }
}
