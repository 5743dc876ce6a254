package io.llmgateway.core.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.LlmClient;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.testkit.ScriptedProvider;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an application looks for of its own. */
class CustomDataTest {
    private static LlmClient client(String pii) {
        return LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway:\n  default-model: toy/x\n  guard:\n    pii: " + pii)
                .provide("toy", new ScriptedProvider("toy"))
                .build();
    }

    private static String masked(String pii, String text) {
        try (LlmClient client = client(pii)) {
            return client.guards().mask(text).text();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ patterns: { employee: { pattern: 'EMP-\\d{5}' } } } | so EMP-12345 | so <EMPLOYEE_1>",
                "{ patterns: { employee: { pattern: 'EMP-\\d{5}' } } } | so EMP-1２345 | so <EMPLOYEE_1>",
                "{ patterns: { employee: { pattern: 'EMP-\\d{5}' } } } | so emp-12345 | so emp-12345",
                "{ patterns: { e: { pattern: 'emp-\\d{5}', ignore-case: true, type: staff } } } | EMP-12345 | <STAFF_1>",
                "{ patterns: { e: { pattern: '\\d{5}', near: [Badge, 工号] } } } | my badge is 12345 | my badge is <E_1>",
                "{ patterns: { e: { pattern: '\\d{5}', near: [badge, 工号] } } } | 工号：12345 | 工号：<E_1>",
                "{ patterns: { e: { pattern: '\\d{5}', near: [badge] } } } | my room is 12345 | my room is 12345",
                "{ patterns: { e: { pattern: '[A-Z]{2}-\\d{4}', near: [señal] } } } | the senal is AB-1234 | the senal is <E_1>",
                "{ patterns: { e: { pattern: '[A-Z]{2}-\\d{4}', near: [řidič] } } } | ŘIDIČ AB-1234 | ŘIDIČ <E_1>",
                "{ patterns: { e: { pattern: 'a–b' } } } | x a–b | x <E_1>",
                "{ patterns: { e: { pattern: 'ab', score: 0.4 } } } | ab | ab",
                "{ patterns: { e: { pattern: 'ab', score: 0.4 } }, thresholds: { e: 0.3 } } | ab | <E_1>",
                "{ patterns: { e: { pattern: 'ab+' } }, operators: { e: redact } } | abb | [E]",
                "{ deny: { project: [Blue Harvest] } } | the BLUE harvest plan | the <PROJECT_1> plan",
                "{ deny: { project: [Blue Harvest] }, operators: { project: redact } } | blue-harvest | [PROJECT]",
                "{ allow-patterns: ['.*@corp\\.example'] } | jo@corp.example, jo@x.example | jo@corp.example, <EMAIL_1>"
            })
    void isMaskedAsTheHousesOwn(String pii, String text, String masked) {
        assertThat(masked(pii, text)).isEqualTo(masked);
    }

    @Test
    void settingsMayComeFromTheEnvironment() {
        try (LlmClient client = LlmGateway.builder()
                .environment(Map.of(
                        "LLMGATEWAY_GUARD_PII_DENY_PROJECT", "Blue Harvest, Red Snow",
                        "LLMGATEWAY_GUARD_PII_PATTERNS_BADGE_PATTERN", "B-\\d+"))
                .yaml("llmgateway: { default-model: toy/x }")
                .provide("toy", new ScriptedProvider("toy"))
                .build()) {
            assertThat(client.guards().mask("red snow of B-77").text()).isEqualTo("<PROJECT_1> of <BADGE_1>");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ patterns: { e: { pattern: 'a(?=b)' } } } | llmgateway.guard.pii.patterns.e.pattern",
                "{ patterns: { e: { pattern: '(a)\\1' } } } | neither lookaround nor backreferences",
                "{ patterns: { e: { pattern: 'a*' } } } | llmgateway.guard.pii.patterns.e: the pattern",
                "{ patterns: { e: { } } } | pattern is missing",
                "{ patterns: { e: { pattern: a, score: 2 } } } | score is 2",
                "{ patterns: { e: { pattern: a, near: [staff number] } } } | near has \"staff number\"",
                "{ patterns: { e: { pattern: a, type: 1x } } } | llmgateway.guard.pii.patterns.e.type.1x",
                "{ patterns: { 1x: { pattern: a } } } | llmgateway.guard.pii.patterns.1x",
                "{ allow-patterns: ['('] } | llmgateway.guard.pii.allow-patterns",
                "{ deny: { person: ['?'] } } | llmgateway.guard.pii.deny.person",
                "{ deny: { person: } } | pii.deny.person",
                "{ patterns: { e: } } | pii.patterns.e",
                "{ deny: { 1x: [abc] } } | llmgateway.guard.pii.deny.1x"
            })
    void nonsenseIsRefused(String pii, String named) {
        assertThatThrownBy(() -> client(pii))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining(named);
    }
}
