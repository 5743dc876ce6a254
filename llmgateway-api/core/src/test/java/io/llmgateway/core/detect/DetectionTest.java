package io.llmgateway.core.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.guard.EntityType;
import io.llmgateway.guard.Finding;
import io.llmgateway.spi.Detector;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    @Test
    void asksOtherDetectorsToo() {
        Detector other = new Fixed(new Finding(EntityType.PERSON, 0, 4, 0.7, "model"));
        assertThat(Detection.of(List.of(other), List.of("DE"), Map.of()).find("Anna is here"))
                .containsExactly(new Finding(EntityType.PERSON, 0, 4, 0.7, "model"));
    }

    @Test
    void refusesADetectorThatLies() {
        Detector other = new Fixed(new Finding(EntityType.PERSON, 3, 9, 0.7, "model"));
        assertThatThrownBy(
                        () -> Detection.of(List.of(other), List.of(), Map.of()).find("Anna"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("fixed")
                .hasMessageContaining("PERSON from 3 to 9 in a text of 4");
    }

    @Test
    void dropsWhatIsBelowItsThreshold() {
        Detector other = new Fixed(
                new Finding(EntityType.PERSON, 0, 4, 0.4, "model"),
                new Finding(EntityType.LOCATION, 8, 12, 0.7, "model"));
        assertThat(Detection.of(List.of(other), List.of(), Map.of()).find("Anna in Rome"))
                .extracting(Finding::type)
                .containsExactly(EntityType.LOCATION);
        assertThat(Detection.of(List.of(other), List.of(), Map.of(EntityType.PERSON, 0.3, EntityType.LOCATION, 0.8))
                        .find("Anna in Rome"))
                .extracting(Finding::type)
                .containsExactly(EntityType.PERSON);
    }

    private static final class Fixed implements Detector {
        private final List<Finding> found;

        Fixed(Finding... found) {
            this.found = List.of(found);
        }

        @Override
        public String name() {
            return "fixed";
        }

        @Override
        public Set<EntityType> types() {
            return Set.of(EntityType.PERSON, EntityType.LOCATION);
        }

        @Override
        public List<Finding> find(String text, List<String> regions) {
            return found;
        }
    }
}
