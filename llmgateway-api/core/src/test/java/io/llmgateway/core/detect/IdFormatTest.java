package io.llmgateway.core.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import org.junit.jupiter.api.Test;

class IdFormatTest {
    @Test
    void everyFormatHasTheCheckItNames() {
        List<IdFormat> all = IdSpotter.tables().stream().flatMap(List::stream).toList();

        assertThat(all).hasSizeGreaterThan(150);
        for (IdFormat format : all) {
            for (String form : format.forms().split("\\|", -1)) {
                String code = form.replace('9', '1').replace('*', '1').replaceAll("[^0-9A-Z]", "");
                assertThatCode(() -> format.valid().test(code))
                        .as(format.rule() + " " + form)
                        .doesNotThrowAnyException();
            }
        }
    }
}
