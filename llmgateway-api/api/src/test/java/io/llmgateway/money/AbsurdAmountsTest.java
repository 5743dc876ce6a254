package io.llmgateway.money;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.chat.Bucket;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.money.ModelInfo.PriceSource;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Amounts with which nothing could be worked out are refused where they come in. */
class AbsurdAmountsTest {
    @ParameterizedTest
    @ValueSource(strings = {"-1", "1e999999999", "1e-999999999", "0e2147483647", "1e-101"})
    void areRefused(String text) {
        BigDecimal amount = new BigDecimal(text);
        assertThatThrownBy(() -> PriceRule.always(Map.of(Bucket.INPUT, amount)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the price of INPUT");
        assertThatThrownBy(() -> new ModelInfo(
                        "v",
                        "m",
                        Set.of(),
                        "chat",
                        null,
                        null,
                        Set.of(),
                        null,
                        List.of(),
                        Map.of("eu", amount),
                        new PriceSource("code", null, null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("region eu");
        assertThatThrownBy(() -> ResponseInfo.builder("v", "m").billed(amount))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("billed");
    }
}
