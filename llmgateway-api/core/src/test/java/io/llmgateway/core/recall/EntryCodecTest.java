package io.llmgateway.core.recall;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Embedding;
import io.llmgateway.chat.EmbeddingResponse;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.ModelResponse;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ProviderState;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import io.llmgateway.recall.Remembered;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Entries as bytes. */
class EntryCodecTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Key KEY = new Key(1, 2, 3, 4);
    private static final ResponseInfo INFO = ResponseInfo.builder("toy", "x-2026-01-01")
            .id("id")
            .serviceTier("flex")
            .build();

    private static Entry entry(ModelResponse response) {
        return entry(response, new BigDecimal("0.00120"));
    }

    private static Entry entry(ModelResponse response, BigDecimal cost) {
        Remembered about = new Remembered("acme", "ns", Map.of("team", "a"), "smart", "toy", "x", "x-2026-01-01", NOON);
        return new Entry(about, response, cost, Duration.ofMinutes(10), Duration.ofMinutes(20), 0, 0);
    }

    private static @Nullable Entry read(byte[] bytes) {
        return EntryCodec.read(KEY, bytes, NOON.plusSeconds(60), 1_000_000_000_000L);
    }

    private static ChatResponse chat(Random random) {
        List<Part> parts = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            String text = random.ints(random.nextInt(30), 0, 0x10000)
                    .collect(StringBuilder::new, (b, c) -> b.append((char) c), StringBuilder::append)
                    .toString();
            ProviderState state = random.nextBoolean() ? new ProviderState("toy", text) : null;
            parts.add(
                    switch (random.nextInt(5)) {
                        case 0 -> new Part.Text(text, state);
                        case 1 -> new Part.Reasoning(text, state);
                        case 2 -> new Part.ToolCall(text, "n", text, true, state);
                        case 3 -> new Part.Opaque(new ProviderState("toy", text));
                        default ->
                            new Part.Image(new MediaSource.Inline("image/png", "AAAA"), state == null ? null : "low");
                    });
        }
        Usage usage = Usage.builder()
                .input(random.nextInt(100))
                .cacheRead(random.nextInt(2))
                .output(random.nextInt(100))
                .reasoning(random.nextInt(3))
                .estimated(random.nextBoolean())
                .build();
        return new ChatResponse(parts, FinishReason.STOP.as("end_turn"), usage, INFO);
    }

    @Test
    void costsOfAnyScaleAreRead() {
        for (String cost : List.of("0", "7", "12.5", "0.12", "0.000001", "1E-7", "0E-7", "0.0000012", "1E+3", "-0.5")) {
            Entry entry = entry(chat(new Random(1)), new BigDecimal(cost));
            Entry known = read(EntryCodec.write(KEY, entry));
            assertThat(Objects.requireNonNull(known).cost()).isEqualTo(new BigDecimal(cost));
        }
    }

    @Test
    void whatIsWrittenIsRead() {
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            Entry entry = entry(chat(random));
            Entry back = Objects.requireNonNull(read(EntryCodec.write(KEY, entry)));
            assertThat(back.about()).isEqualTo(entry.about());
            assertThat(back.response()).isEqualTo(entry.response());
            assertThat(((ChatResponse) back.response()).finishReason().raw()).isEqualTo("end_turn");
            assertThat(back.cost()).isEqualTo(entry.cost());
            assertThat(back.ttl()).isEqualTo(entry.ttl());
            assertThat(back.keep()).isEqualTo(entry.keep());
            assertThat(back.age(1_000_000_000_000L))
                    .isEqualTo(Duration.ofSeconds(60).toNanos());
        }
    }

    @Test
    void vectorsAreRead() {
        Embedding vector = new Embedding(new float[] {1, -0.5f, Float.MIN_VALUE});
        Entry entry = entry(new EmbeddingResponse(List.of(vector, vector), Usage.NONE, INFO));
        assertThat(Objects.requireNonNull(read(EntryCodec.write(KEY, entry))).response())
                .isEqualTo(entry.response());
    }

    /** Bytes written by version 1 must be read for ever, or the version be raised. */
    @Test
    void theFormatStaysWhatItIs() {
        ChatResponse response = new ChatResponse(
                List.of(
                        new Part.Text("Grüße €", null),
                        new Part.ToolCall("1", "find", "{}", true, new ProviderState("toy", "s"))),
                FinishReason.TOOL_CALLS.as("tool_use"),
                Usage.builder().input(10).output(2).build(),
                INFO);
        byte[] bytes = EntryCodec.write(KEY, entry(response));
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(GOLDEN);
        assertThat(Objects.requireNonNull(read(HexFormat.of().parseHex(GOLDEN))).response())
                .isEqualTo(response);
    }

    @Test
    void whatIsDamagedIsNoEntry() {
        byte[] bytes = EntryCodec.write(KEY, entry(chat(new Random(3))));
        assertThat(read(bytes)).isNotNull();
        for (int i = 0; i < bytes.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] damaged = bytes.clone();
                damaged[i] ^= (byte) (1 << bit);
                assertThat(read(damaged)).as("bit " + bit + " of byte " + i).isNull();
            }
            byte[] cut = java.util.Arrays.copyOf(bytes, i);
            assertThat(read(cut)).isNull();
        }
        assertThat(read(java.util.Arrays.copyOf(bytes, bytes.length + 1))).isNull();
    }

    /** Whoever writes another format with a good checksum is not read either, and never throws. */
    @Test
    void whatDoesNotKeepToTheFormatIsNoEntry() {
        byte[] bytes = EntryCodec.write(KEY, entry(chat(new Random(3))));
        Random random = new Random(4);
        int other = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] changed = bytes.clone();
            changed[37 + random.nextInt(bytes.length - 41)] = (byte) random.nextInt();
            CRC32C sum = new CRC32C();
            sum.update(changed, 0, changed.length - 4);
            ByteBuffer.wrap(changed).putInt(changed.length - 4, (int) sum.getValue());
            other += read(changed) == null ? 1 : 0; // what is read is another entry, and its writer meant it
        }
        assertThat(other).isPositive();
    }

    @Test
    void anotherVersionAnotherKeyAndAnotherTimeAreNoEntry() {
        byte[] bytes = EntryCodec.write(KEY, entry(chat(new Random(3))));
        assertThat(EntryCodec.read(new Key(1, 2, 3, 5), bytes, NOON, 0)).isNull();
        byte[] later = bytes.clone();
        later[4]++;
        CRC32C sum = new CRC32C();
        sum.update(later, 0, later.length - 4);
        ByteBuffer.wrap(later).putInt(later.length - 4, (int) sum.getValue());
        assertThat(read(later)).isNull();
        assertThat(EntryCodec.read(KEY, bytes, NOON.minusSeconds(59), 0)).isNotNull();
        assertThat(EntryCodec.read(KEY, bytes, NOON.minusSeconds(61), 0)).isNull();
        assertThat(EntryCodec.read(KEY, bytes, NOON.plusSeconds(1199), 0)).isNotNull();
        assertThat(EntryCodec.read(KEY, bytes, NOON.plusSeconds(1200), 0)).isNull();
        assertThat(EntryCodec.read(KEY, new byte[0], NOON, 0)).isNull();
    }

    private static final String GOLDEN =
            "4c4c4752010000000000000001000000000000000200000000000000030000000000000004310000000461636d653100"
                    + "0000026e73000000000000000131000000047465616d3100000001613100000005736d6172743100000003746f793100"
                    + "00000178310000000c782d323032362d30312d30310000019b796dd60000000000000927c00000000000124f80310000"
                    + "0007302e30303132303100000003746f79310000000c782d323032362d30312d3031310000000269643100000004666c"
                    + "65783100000005696e707574000000000000000a31000000066f75747075740000000000000002300000000000000000"
                    + "43310000000a746f6f6c5f63616c6c733100000008746f6f6c5f757365000000000000000254320000000e0047007200"
                    + "fc00df0065002020ac3041310000000131310000000466696e6431000000027b7d3100000003746f79310000000173cd"
                    + "ac5bb5";
}
