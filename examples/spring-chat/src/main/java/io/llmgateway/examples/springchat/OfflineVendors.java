package io.llmgateway.examples.springchat;

import io.llmgateway.chat.FailureClass;
import io.llmgateway.spring.LlmGatewayCustomizer;
import io.llmgateway.testkit.FakeAnswer;
import io.llmgateway.testkit.FakeRequest;
import io.llmgateway.testkit.FakeVendor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Two vendors of the test kit in this process, so that the example needs neither a key nor a network. */
@Configuration(proxyBeanMethods = false)
@Profile("offline")
class OfflineVendors {
    @Bean
    FakeVendor openai() {
        return FakeVendor.openAi()
                .otherwise(request -> last(request).contains("overloaded")
                        ? FakeAnswer.failure(FailureClass.OVERLOADED)
                        : answer(request, "OpenAI"));
    }

    @Bean
    FakeVendor anthropic() {
        return FakeVendor.anthropic().otherwise(request -> answer(request, "Anthropic"));
    }

    private static FakeAnswer answer(FakeRequest request, String vendor) {
        String whom = request.says("<EMAIL_1>") ? " I shall write to <EMAIL_1>." : "";
        return FakeAnswer.text("This is the toy of " + vendor + ", which cannot think, but can talk." + whom
                        + " Say \"overloaded\" to see the other vendor answer.")
                .paced(Duration.ofMillis(20));
    }

    // what was said last
    private static String last(FakeRequest request) {
        return request.at("messages") instanceof List<?> messages
                ? String.valueOf(request.at("messages." + (messages.size() - 1) + ".content"))
                : "";
    }

    @Bean
    LlmGatewayCustomizer addresses(FakeVendor openai, FakeVendor anthropic) {
        return builder -> builder.provider("openai", p -> p.baseUrl(openai.baseUrl()))
                .provider("anthropic", p -> p.baseUrl(anthropic.baseUrl()));
    }

    /** Shows what a vendor sees, which is masked. */
    @RestController
    static final class Seen {
        private final Map<String, FakeVendor> vendors;

        Seen(Map<String, FakeVendor> vendors) {
            this.vendors = vendors;
        }

        @GetMapping("/seen")
        List<String> seen() {
            return vendors.entrySet().stream()
                    .flatMap(vendor -> vendor.getValue().requests().stream()
                            .map(request -> vendor.getKey() + ": " + last(request)))
                    .toList();
        }
    }
}
