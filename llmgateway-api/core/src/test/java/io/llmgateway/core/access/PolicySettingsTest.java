package io.llmgateway.core.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.LlmClient;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.guard.EntityType;
import io.llmgateway.guard.Finding;
import io.llmgateway.spi.Detector;
import io.llmgateway.testkit.ScriptedProvider;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules that say nothing, or speak of what there is not, are refused when the client is built. */
class PolicySettingsTest {
    private static LlmGateway.Builder builder(String more, Map<String, String> environment) {
        return LlmGateway.builder()
                .environment(environment)
                .yaml("llmgateway: { models: { smart: { targets: [toy/x] } }, " + more + " }")
                .provide("toy", new ScriptedProvider("toy"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "access: { }                                                | access.rules",
                "access: { default: allow, rules: { } }                     | leave access out",
                "access: { rules: { a: { models: [smrt] } } }               | rules.a.models: \"smrt\" names no alias in llmgateway.models; did you mean \"smart\"?",
                "access: { rules: { a: { models: [Smart] } } }              | did you mean \"smart\"?",
                "access: { rules: { a: { models: [toi/x] } } }              | \"toi/x\" names no provider in llmgateway.providers; did you mean \"toy\"?",
                "access: { rules: { a: { models: [toy/] } } }               | is not of the form provider/model",
                "access: { rules: { a: { models: [] } } }                   | rules.a.models is empty",
                "access: { rules: { a: { who: { users: [] } } } }           | rules.a.who.users is empty",
                "access: { rules: { a: { who: { roles: [' '] } } } }        | rules.a.who.roles is empty or holds a blank",
                "access: { rules: { a: { who: { claims: { x: } } } } }      | claims.x",
                "access: { rules: { a: { tools: [] } } }                    | rules.a.tools is empty",
                "access: { rules: { a: { data: [helth] } } }                | rules.a.data: there is no data class \"helth\" in llmgateway.admit.data; there are none",
                "access: { rules: { a: { max-tokens: 0 } } }                | max-tokens is 0",
                "access: { rules: { a: { max-cost: 0 } } }                  | max-cost is 0",
                "access: { rules: { a: { max-cost: -0.5 } } }               | max-cost is -0.5",
                "access: { rules: { a: { effect: deny, max-tokens: 1 } } }  | put them into the rule that allows",
                "access: { rules: { a: { effect: deny, extra: [x] } } }     | put them into the rule that allows",
                "access: { rules: { a: { effect: refuse } } }               | effect",
                "access: { rules: { a: { modles: [smart] } } }              | \"models\"",
                "access: { mode: off, rules: { a: { } } }                   | mode",
                "data: { h: { targets: [toi/*] } }                          | data.h.targets: \"toi/*\" names no provider",
                "data: { h: { targets: [smart] } }                          | is not of the form provider/model",
                "data: { h: { found: [iban], regions: [eu] } }              | data.h.found waits for personal data that is found, and requests are not searched",
                "data: { h: { found: ['a b'] } }                            | data.h.found: \"A B\" is no entity type",
            })
    void isRefused(String admit, String why) {
        assertThatThrownBy(() -> builder("admit: { " + admit + " }", Map.of()).build())
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining(why);
    }

    @Test
    void whatNobodyFindsIsRefused() {
        String more = "guard: { pii: { enabled: true } }, admit: { data: { h: { found: [%s], regions: [eu] } } }";
        assertThatThrownBy(() -> builder(more.formatted("medical"), Map.of()).build())
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("h.found: no detector finds medical;")
                .hasMessageContaining("add a Detector");
        assertThatThrownBy(() -> builder(more.formatted("medical-di"), Map.of()).build())
                .hasMessageContaining("did you mean \"medical-id\"?");
        Detector finds = new Detector() {
            @Override
            public String name() {
                return "finds";
            }

            @Override
            public Set<EntityType> types() {
                return Set.of(EntityType.of("medical"));
            }

            @Override
            public List<Finding> find(String text, List<String> regions) {
                return List.of();
            }
        };
        builder(more.formatted("medical"), Map.of()).detector(finds).build().close();
    }

    @Test
    void variablesSayTheSame() {
        Map<String, String> variables = Map.of(
                "LLMGATEWAY_ADMIT_ACCESS_DEFAULT", "allow",
                "LLMGATEWAY_ADMIT_ACCESS_RULES_NO_ANN_EFFECT", "deny",
                "LLMGATEWAY_ADMIT_ACCESS_RULES_NO_ANN_WHO_USERS", "ann,ben",
                "LLMGATEWAY_ADMIT_DATA_HEALTH_REGIONS", "eu,ch");
        try (LlmClient client = builder("default-model: smart", variables).build()) {
            assertThat(client.toString()).contains("admit   access: [no-ann], data [health]");
        }
    }
}
