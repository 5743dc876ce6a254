package io.llmgateway.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BucketTest {
    @Test
    void eachHasAWordOfItsOwn() {
        assertThat(Bucket.words()).contains("input", "cache-write-long").doesNotHaveDuplicates();
        for (Bucket bucket : Bucket.values()) {
            assertThat(Bucket.of(bucket.word())).contains(bucket);
        }
        assertThat(Bucket.of("cache_read")).isEmpty();
        assertThat(Bucket.of("INPUT")).isEmpty();
    }
}
