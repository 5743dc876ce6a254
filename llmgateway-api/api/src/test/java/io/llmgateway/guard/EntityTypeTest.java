package io.llmgateway.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTypeTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "1A", "_A", "a", "A-B", "Ä", "A\n", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void aNameThatIsNoneIsRefused(String name) {
        assertThatThrownBy(() -> new EntityType(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("up to 40 capitals");
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "A_1", "IP_V6", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void aNameIsCapitalsDigitsAndUnderscores(String name) {
        assertThat(new EntityType(name)).hasToString(name).isEqualTo(new EntityType(name));
    }

    @Test
    void typesDifferByTheirNames() {
        assertThat(new EntityType("A")).isNotEqualTo(new EntityType("B")).isNotEqualTo("A");
    }
}
