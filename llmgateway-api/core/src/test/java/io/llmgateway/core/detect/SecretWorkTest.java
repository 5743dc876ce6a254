package io.llmgateway.core.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However a text is made, looking for secrets in it takes a time that grows evenly with it. */
class SecretWorkTest {
    private static final int SMALL = 1 << 14;
    private static final int TIMES = 8;

    private final Dispatch dispatch = new Dispatch(Spotters.all(List.of()));

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
        String small = piece.repeat(SMALL / piece.length());
        String large = piece.repeat(TIMES * SMALL / piece.length());
        run(small);
        // even growth would be eightfold, squared growth 64-fold; what is too short to be measured counts as 5 ms
        assertThat(best(large)).as(piece).isLessThan(5 * TIMES * Math.max(5_000_000, best(small)));
    }

    private long best(String text) {
        return List.of(text, text).stream().mapToLong(this::run).min().orElseThrow();
    }

    private long run(String text) {
        long start = System.nanoTime();
        Sheet sheet = new Sheet(text);
        dispatch.run(sheet, new Finds(sheet));
        return System.nanoTime() - start;
    }
}
