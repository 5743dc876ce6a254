package io.llmgateway.core.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However a text is made, looking for secrets in it takes a time that grows evenly with it. */
class SecretWorkTest {
    private static final int SMALL = 1 << 13;
    private static final int TIMES = 8;
    private static final long FLOOR = 10_000_000; // nanoseconds; what is shorter cannot be compared
    private static final int RUNS = 3;
    private static final Dispatch DISPATCH = new Dispatch(all());

    private static List<Spotter> all() {
        IdSpotter ids = new IdSpotter(List.of());
        return Spotters.all(ids, new Reading(Spotters.numbers(ids)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password=",
                "pwd=",
                "password: ",
                "password-",
                "password(",
                "password=\\",
                "\"password\":\"",
                "token token ",
                "a=",
                "(\"",
                "://",
                "x://a:b@",
                "-----BEGIN PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQ",
                "Private-Lines: 1\nAAAABBBBCCCCDDDDEEEEFFFF\n",
                "eyJhbGciOiJIUzI1NiJ9.",
                "ey-",
                "ya29.",
                "ya29.=",
                "sk-",
                "t1.",
                "Bearer aaaaaaaaaaaaaaaa ",
                "curl -u a:",
                "secret a1b2c3d4e5f6a7b8c9d0 ",
                "LS0tLS1CRUdJTi",
                "ZXlK",
                "${",
            })
    void growsEvenly(String piece) {
        long small = least(piece.repeat(SMALL / piece.length()));
        long large = least(piece.repeat(TIMES * SMALL / piece.length()));
        // even growth would be eightfold, squared growth 64-fold
        assertThat(large).as(piece).isLessThan(4 * TIMES * Math.max(FLOOR, small));
    }

    private static long least(String text) {
        return LongStream.range(0, RUNS).map(run -> work(text)).min().orElseThrow();
    }

    // of this thread alone, whatever else the machine does
    private static long work(String text) {
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        Sheet sheet = new Sheet(text);
        DISPATCH.run(sheet, new Finds(sheet));
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
    }
}
