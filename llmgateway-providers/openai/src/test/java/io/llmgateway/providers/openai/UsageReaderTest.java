package io.llmgateway.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.chat.Usage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageReaderTest {
    private final ChatServer server = new ChatServer("openai");

    @AfterEach
    void close() {
        server.close();
    }

    // prompt, completion, total, cached, written, reasoning -> buckets
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "9,5,14,4,2,3|3,4,2,2,3",
                // reasoning beside the completion, told by the total
                "9,5,17,4,0,3|5,4,0,5,3",
                // more reasoning than there is
                "9,5,14,0,0,7|9,0,0,0,5",
                // a cache beside the prompt
                "7,1,8,161,0,0|7,161,0,1,0",
                // totals only
                "0,0,8,0,0,0|8,0,0,0,0",
                "-5,-5,0,-5,-5,-5|0,0,0,0,0"
            })
    void sortsWhatWasUsed(String told, String buckets) {
        Usage usage = used(told);
        assertThat(usage.input() + "," + usage.cacheRead() + "," + usage.cacheWrite() + "," + usage.output() + ","
                        + usage.reasoning())
                .isEqualTo(buckets);
    }

    @Test
    void absurdNumbersBreakNothing() {
        Usage usage = used("1e400,9e18,9e18,1e400,9e18,1e300");
        assertThat(usage.total()).isPositive();
    }

    private Usage used(String told) {
        String usage = "{\"prompt_tokens\":%s,\"completion_tokens\":%s,\"total_tokens\":%s,\"prompt_tokens_details\":"
                + "{\"cached_tokens\":%s,\"cache_write_tokens\":%s},"
                + "\"completion_tokens_details\":{\"reasoning_tokens\":%s}}";
        return server.answers("{\"choices\":[{\"message\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}],\"usage\":"
                        + usage.formatted((Object[]) told.split(",", -1)) + "}")
                .ask()
                .usage();
    }
}
