package io.llmgateway.core.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.guard.EntityType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The frame around the spotters. */
class DetectionTest {
    private final Detection detection = Detection.of(List.of(), List.of(), Map.of());

    @Test
    void findsACard() {
        String text = "my card 4111111111111111, thanks";
        assertThat(detection.find(text)).singleElement().satisfies(found -> {
            assertThat(found.type()).isEqualTo(EntityType.CREDIT_CARD);
            assertThat(found.of(text)).isEqualTo("4111111111111111");
        });
        assertThat(detection.find("my card 4111111111111112")).isEmpty();
    }
}
