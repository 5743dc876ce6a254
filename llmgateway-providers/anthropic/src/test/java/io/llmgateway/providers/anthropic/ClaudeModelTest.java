package io.llmgateway.providers.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaudeModelTest {
    @ParameterizedTest
    @CsvSource({
        "claude-2.1, '', 201",
        "claude-instant-1.2, instant, 102",
        "claude-3-opus-20240229, opus, 300",
        "claude-3-5-haiku-latest, haiku, 305",
        "claude-3-5-sonnet-v2@20241022, sonnet, 305",
        "claude-3-7-sonnet@20250219, sonnet, 307",
        "claude-sonnet-4-20250514, sonnet, 400",
        "claude-sonnet-4-0, sonnet, 400",
        "claude-opus-4@20250514, opus, 400",
        "claude-opus-4-1-20250805, opus, 401",
        "claude-haiku-4-5-20251001, haiku, 405",
        "anthropic/claude-opus-4.6, opus, 406",
        "us.anthropic.claude-opus-4-6-v1, opus, 406",
        "claude-opus-4-8, opus, 408",
        "Claude-Sonnet-5, sonnet, 500",
        "claude-sonnet-5-5, sonnet, 505",
        "claude-sonnet-4-1m, sonnet, 400",
        "claude-fable-5-1, fable, 501",
        "claude-mythos-preview, mythos, 500",
        "deepseek-v4-pro, '', 0",
        "my-claude, '', 0",
    })
    void readsFamilyAndVersion(String name, String family, int version) {
        assertThat(ClaudeModel.of(name)).isEqualTo(new ClaudeModel(name, family, version));
    }

    @ParameterizedTest
    @CsvSource({
        "claude-2.1, 4096",
        "claude-3-haiku-20240307, 4096",
        "claude-3-5-sonnet-20241022, 8192",
        "claude-3-7-sonnet-latest, 64000",
        "claude-opus-4-1, 32000",
        "claude-sonnet-4-0, 64000",
        "claude-haiku-4-5, 64000",
        "claude-sonnet-4-6, 64000",
        "claude-opus-4-6, 128000",
        "claude-sonnet-5, 128000",
        "kimi-k2, 8192",
    })
    void knowsTheMostOutput(String name, long tokens) {
        assertThat(ClaudeModel.of(name).mostOutput()).isEqualTo(tokens);
    }

    @ParameterizedTest
    @CsvSource({
        "claude-haiku-4-5, disabled",
        "claude-opus-4-6, disabled",
        "claude-opus-4-7, ''",
        "claude-opus-4-8, ''",
        "claude-sonnet-5, disabled",
        "claude-opus-5, disabled",
        "claude-haiku-5-5, disabled",
        "claude-sonnet-5-5, between_tools",
        "claude-opus-5-5, never",
        "claude-fable-5, never",
        "claude-mythos-preview, never",
    })
    void knowsHowThinkingIsSwitchedOff(String name, String word) {
        assertThat(ClaudeModel.of(name).thinkingOff()).isEqualTo(word.equals("never") ? null : word);
    }

    @ParameterizedTest
    @CsvSource({
        "claude-opus-4-8, true",
        "claude-sonnet-5, true",
        "claude-fable-5, true",
        "claude-opus-5-5, false",
        "claude-sonnet-5-5, false",
        "claude-haiku-5-5, true",
        "claude-fable-5-1, false",
    })
    void knowsWhoCanBeMadeToAskForATool(String name, boolean forced) {
        assertThat(ClaudeModel.of(name).forcedTools()).isEqualTo(forced);
    }
}
