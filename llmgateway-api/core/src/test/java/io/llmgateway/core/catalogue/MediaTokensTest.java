package io.llmgateway.core.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.Part;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTokensTest {
    private static byte[] picture(String format, int width, int height) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), format, out);
        return out.toByteArray();
    }

    /** The beginning of a PNG, which is all that is read. */
    private static MediaSource png(int width, int height) {
        String head = "89504e470d0a1a0a0000000d49484452%08x%08x0802000000".formatted(width, height);
        return MediaSource.of("image/png", HexFormat.of().parseHex(head));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @ParameterizedTest
    @CsvSource({"png,1,1", "png,640,480", "jpg,640,480", "jpg,3000,17", "gif,640,480", "gif,1,300"})
    void readsTheSize(String format, int width, int height) throws IOException {
        assertThat(PictureSize.read(base64(picture(format, width, height)))).contains(new PictureSize(width, height));
    }

    // the beginnings of files cwebp wrote: lossy, lossless, and extended
    @ParameterizedTest
    @CsvSource({
        "52494646240000005745425056503820180000003001009d012a8002e001,640,480",
        "524946461a000000574542505650384c0d0000002f7fc27700,640,480",
        "524946462c00000057454250565038580a00000010000000 7f0200 df0100,640,480"
    })
    void readsTheSizeOfWebP(String hex, int width, int height) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        assertThat(PictureSize.read(base64(bytes))).contains(new PictureSize(width, height));
    }

    @Test
    void whatIsNoPictureHasNoSize() throws IOException {
        for (String format : new String[] {"png", "jpg", "gif"}) {
            byte[] whole = picture(format, 64, 64);
            for (int length = 0; length < Math.min(whole.length, 700); length++) {
                // cut anywhere: the right size or none
                assertThat(PictureSize.read(base64(Arrays.copyOf(whole, length)))
                                .orElse(new PictureSize(64, 64)))
                        .isEqualTo(new PictureSize(64, 64));
            }
        }
        Random random = new Random(3);
        for (int i = 0; i < 2_000; i++) {
            byte[] noise = new byte[200];
            random.nextBytes(noise);
            System.arraycopy(new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF}, 0, noise, 0, 3);
            PictureSize.read(base64(noise));
        }
        assertThat(PictureSize.read("")).isEmpty();
        assertThat(PictureSize.read("no base64 at all, but ümläuts")).isEmpty();
        assertThat(PictureSize.read(((MediaSource.Inline) png(0, 5)).base64())).isEmpty();
        assertThat(PictureSize.read(((MediaSource.Inline) png(-1, 5)).base64())).isEmpty();
    }

    // the examples of the vendors' own pages
    @ParameterizedTest
    @CsvSource({
        "gpt-4o, 1024, 1024, 765",
        "gpt-4o, 2048, 4096, 1105",
        "gpt-4.1, 512, 512, 255",
        "gpt-5, 1024, 1024, 630",
        "gpt-4.1-mini, 1024, 1024, 1659",
        "o4-mini, 1800, 2400, 2497",
        "gpt-5.5, 1024, 1024, 1229",
        "openai/gpt-4o-2024-11-20, 1024, 1024, 765",
        "anthropic/claude-sonnet-4.5, 8000, 8000, 1600",
        "claude-sonnet-4-5, 1000, 1000, 1334",
        "claude-sonnet-4-5, 1092, 1092, 1590",
        "claude-3-7-sonnet, 8000, 8000, 1600",
        "claude-opus-4-8, 8000, 8000, 4784",
        "gemini-2.5-flash, 384, 384, 258",
        "gemini-2.5-flash, 960, 540, 1548",
        "gemini-3.6-flash, 960, 540, 1120",
        "llama3.3, 960, 540, 1000"
    })
    void countsPicturesByTheVendorsRule(String model, int width, int height, long tokens) {
        assertThat(MediaTokens.of(new Part.Image(png(width, height)), model)).isEqualTo(tokens);
    }

    @Test
    void aPictureInLowDetailIsTheBase() {
        assertThat(MediaTokens.of(new Part.Image(png(4096, 8192), "low"), "gpt-4o"))
                .isEqualTo(85);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-4o", "o4-mini", "claude-opus-5", "gemini-2.5-pro", "llama"})
    void noSizeGivesNothingAbsurd(String model) {
        int[] edges = {1, 2, 31, 33, 255, 769, 5_000, 100_000};
        for (int width : edges) {
            for (int height : edges) {
                long tokens = MediaTokens.of(new Part.Image(png(width, height)), model);
                long most = model.startsWith("gemini") ? 258L * 132 * 132 : 5_000;
                assertThat(tokens).as(model + " " + width + "x" + height).isBetween(1L, Math.max(most, 258L * 400));
            }
        }
    }
}
