package io.llmgateway.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.error.LlmException;
import io.llmgateway.providers.kit.Answer;
import io.llmgateway.providers.kit.ChatWire;
import io.llmgateway.providers.kit.Frames;
import io.llmgateway.providers.kit.WireJson;
import io.llmgateway.spi.ProviderSettings;
import io.llmgateway.testkit.FakeWorld;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

/**
 * Servers that do not keep to the types of their own fields: an answer, a failure, or what the kit makes a failure of,
 * and nothing else.
 */
class ChatHostileTest {
    private static final int TRIES = 500;

    private static final String MESSAGE =
            """
            {"role":"assistant","content":[{"type":"text","text":"Hi"},
               {"type":"thinking","thinking":[{"type":"text","text":"Hm"}],"signature":"s"},
               {"type":"image_url","image_url":{"url":"https://a/b.png"}}],
             "reasoning":"Hm","reasoning_details":[{"type":"reasoning.text","text":"Hm","index":0}],
             "refusal":"No","tool_calls":[{"index":0,"id":"a","type":"function",
               "function":{"name":"f","arguments":"{}"},"extra_content":{"google":{"s":"x"}}}],
             "function_call":{"name":"g","arguments":{"x":1}},
             "images":[{"type":"image_url","image_url":{"url":"data:image/png;base64,QUJD"}}],
             "audio":{"id":"b","data":"QUJD","transcript":"Hi"}}
            """;

    private static final String ANSWER =
            """
            {"id":"c","object":"x","model":"m","choices":[{"index":0,"%s":%s,"finish_reason":"stop","error":null}],
             "usage":{"prompt_tokens":9,"completion_tokens":9,"total_tokens":18,
               "prompt_tokens_details":{"cached_tokens":1,"audio_tokens":1},
               "completion_tokens_details":{"reasoning_tokens":1,"audio_tokens":1}},
             "x_groq":{"id":"r","usage":{"prompt_tokens":9}},"type":"t","code":"c","error":null}
            """;

    private static final String VECTORS =
            """
            {"object":"list","model":"m","data":[{"index":0,"embedding":[1,2]},{"index":1,"embedding":"AACAPw=="}],
             "usage":{"prompt_tokens":1,"total_tokens":1},"error":null}
            """;

    // a frame of its own
    private static final class Frame implements Frames {
        private final byte[] content;

        Frame(String content) {
            this.content = content.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] buffer() {
            return content;
        }

        @Override
        public boolean next() {
            return false;
        }

        @Override
        public String name() {
            return "";
        }

        @Override
        public int offset() {
            return 0;
        }

        @Override
        public int length() {
            return content.length;
        }

        @Override
        public boolean complete() {
            return true;
        }

        @Override
        public boolean stray() {
            return false;
        }

        @Override
        public void close() {}
    }

    private static Endpoint endpoint(String dialect) {
        ProviderSettings settings = ProviderSettings.builder("vendor")
                .baseUrl("http://localhost")
                .world(new FakeWorld())
                .build();
        return new Endpoint(settings, Dialects.named(dialect, "dialect"));
    }

    private static boolean ends(Runnable reading) {
        try {
            reading.run();
            return true;
        } catch (LlmException | JacksonException e) {
            return e.getMessage() != null;
        }
    }

    private static JsonParser parser(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return WireJson.parser(bytes, 0, bytes.length);
    }

    private static ChatWire.Reader reader(String dialect) {
        return new ChatCompletionsWire(endpoint(dialect)).reader(ChatServer.question());
    }

    private static Answer answer() {
        return new Answer("vendor", "model-7", new FakeWorld());
    }

    @ParameterizedTest
    @CsvSource({"openai,1", "openrouter,2", "mistral,3", "deepseek,4"})
    void endsWholeAnswersInOneWayOrTheOther(String dialect, long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < TRIES; i++) {
            String json = Spoilt.json(ANSWER.formatted("message", MESSAGE), random);
            assertThat(ends(() -> reader(dialect).whole(parser(json), answer())))
                    .as(json)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"openai,1", "openrouter,2", "mistral,3", "deepseek,4"})
    void endsStreamsInOneWayOrTheOther(String dialect, long seed) {
        Random random = new Random(seed);
        String plain = ANSWER.formatted("delta", MESSAGE);
        for (int i = 0; i < TRIES; i++) {
            String json = Spoilt.json(plain, random);
            ChatWire.Reader reader = reader(dialect);
            Answer answer = answer();
            assertThat(ends(() -> {
                        for (String chunk : new String[] {plain, json, plain, "[DONE]"}) {
                            reader.frame(new Frame(chunk), answer);
                        }
                    }))
                    .as(json)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"openai,1", "mistral,2"})
    void endsEmbeddingsInOneWayOrTheOther(String dialect, long seed) {
        Random random = new Random(seed);
        OpenAiEmbeddings wire = new OpenAiEmbeddings(endpoint(dialect));
        for (int i = 0; i < TRIES; i++) {
            String json = Spoilt.json(VECTORS, random);
            assertThat(ends(() -> wire.read(
                            parser(json), EmbeddingRequest.of("m", "a", "b"), ResponseInfo.builder("vendor", "m"))))
                    .as(json)
                    .isTrue();
        }
    }
}
