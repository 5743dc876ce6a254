package io.llmgateway.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Ids are letters and digits, and no two are the same. */
class RealWorldTest {
    @Test
    void idsAreLettersAndDigitsAndAllDiffer() {
        Set<String> ids = new HashSet<>();
        Set<Character> first = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            String id = World.real().newId();
            assertThat(id).matches("[0-9a-v]{26}");
            assertThat(ids.add(id)).isTrue();
            first.add(id.charAt(0));
        }
        assertThat(first).hasSize(32);
    }
}
