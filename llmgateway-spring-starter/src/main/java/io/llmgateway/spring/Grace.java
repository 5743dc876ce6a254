package io.llmgateway.spring;

import java.time.Duration;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.env.Environment;

/** How long calls under way may finish when the application ends. */
final class Grace {
    private Grace() {}

    /** That of one phase of Spring's shutdown, unless the application is to end at once. */
    static Duration of(Environment environment) {
        return "immediate".equalsIgnoreCase(environment.getProperty("server.shutdown"))
                ? Duration.ZERO
                : DurationStyle.detectAndParse(
                        environment.getProperty("spring.lifecycle.timeout-per-shutdown-phase", "30s"));
    }
}
