package io.llmgateway.core.catalogue;

import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.Part;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What pictures, sounds and documents come to, in tokens. Pictures by the rules the vendors have published, as far as
 * their size can be read; everything else is a rough figure for its length, and {@link Calibration} does the rest.
 */
final class MediaTokens {
    /** A picture of unknown size or of a vendor whose rule is not known. */
    static final long PICTURE = 1_000;

    /** A sound of unknown length: about a minute. */
    static final long SOUND = 2_000;

    /** A document of unknown length: some pages. */
    static final long DOCUMENT = 10_000;

    // 32 tokens a second (Gemini) at 128 kbit/s
    private static final int BYTES_A_TOKEN_OF_SOUND = 500;
    // 2,000 tokens for a page of a PDF (Anthropic: 1,500 to 3,000) of 100 kB
    private static final int BYTES_A_TOKEN_OF_DOCUMENT = 50;
    private static final int BYTES_A_TOKEN_OF_TEXT = 4;

    /**
     * How a family of OpenAI's models counts pictures.
     * https://platform.openai.com/docs/guides/images-vision#calculating-costs
     *
     * @param base for a picture, with tiles
     * @param tile for each 512 pixels square, or 0 where it is patches of 32 pixels that count
     * @param patch for each patch
     * @param patches the most of them; larger pictures are scaled down
     */
    private record OpenAiRule(String prefix, long base, long tile, double patch, int patches) {
        static OpenAiRule tiles(String prefix, long base, long tile) {
            return new OpenAiRule(prefix, base, tile, 0, 0);
        }

        static OpenAiRule patches(String prefix, double patch, int patches) {
            return new OpenAiRule(prefix, 0, 0, patch, patches);
        }
    }

    // the first that fits counts
    private static final List<OpenAiRule> OPENAI = List.of(
            OpenAiRule.tiles("gpt-4o-mini", 2833, 5667),
            OpenAiRule.patches("gpt-4.1-mini", 1.62, 1536),
            OpenAiRule.patches("gpt-4.1-nano", 2.46, 1536),
            OpenAiRule.patches("o4-mini", 1.72, 1536),
            OpenAiRule.patches("gpt-5-mini", 1.62, 1536),
            OpenAiRule.patches("gpt-5-nano", 2.46, 1536),
            OpenAiRule.tiles("gpt-5.1", 70, 140),
            OpenAiRule.patches("gpt-5.", 1.2, 2500),
            OpenAiRule.tiles("gpt-5", 70, 140),
            OpenAiRule.tiles("o1", 75, 150),
            OpenAiRule.tiles("o3", 75, 150),
            OpenAiRule.tiles("gpt-4", 85, 170),
            OpenAiRule.tiles("chatgpt-4o", 85, 170));

    private MediaTokens() {}

    static long of(Part.Image image, String model) {
        Optional<PictureSize> size = image.source() instanceof MediaSource.Inline inline
                ? PictureSize.read(inline.base64())
                : Optional.empty();
        String name = model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        if (name.startsWith("gemini-3")) {
            return 1120; // whatever its size; https://ai.google.dev/gemini-api/docs/media-resolution
        }
        if (size.isEmpty()) {
            return PICTURE;
        }
        if (name.contains("claude-")) {
            return anthropic(size.get(), name.replace('.', '-')); // OpenRouter: claude-sonnet-4.5
        }
        if (name.startsWith("gemini-")) {
            return gemini(size.get());
        }
        for (OpenAiRule rule : OPENAI) {
            if (name.startsWith(rule.prefix())) {
                return openAi(size.get(), rule, "low".equals(image.detail()));
            }
        }
        return PICTURE;
    }

    // https://platform.claude.com/docs/en/build-with-claude/vision; models from Opus 4.7 on see larger pictures
    private static long anthropic(PictureSize size, String name) {
        boolean small = name.contains("claude-3")
                || name.contains("haiku-4")
                || name.contains("-4-5")
                || name.contains("-4-6")
                || name.contains("-4-1")
                || name.contains("-4-0")
                || name.contains("-4-2025");
        double edge = small ? 1568 : 2576;
        double scale = Math.min(1, edge / Math.max(size.width(), size.height()));
        double tokens = size.width() * scale * size.height() * scale / 750;
        return (long) Math.ceil(Math.min(small ? 1600 : 4784, tokens));
    }

    // https://ai.google.dev/gemini-api/docs/image-understanding#token-calculation
    private static long gemini(PictureSize size) {
        if (size.width() <= 384 && size.height() <= 384) {
            return 258;
        }
        int unit = (int) (Math.min(size.width(), size.height()) / 1.5);
        unit = Math.max(256, Math.min(768, unit));
        return 258L * up(size.width(), unit) * up(size.height(), unit);
    }

    private static long openAi(PictureSize size, OpenAiRule rule, boolean low) {
        if (rule.tile() == 0) {
            return Math.round(patches(size, rule.patches()) * rule.patch());
        }
        if (low) {
            return rule.base();
        }
        double scale = Math.min(1, 2048.0 / Math.max(size.width(), size.height()));
        double shorter = Math.min(size.width(), size.height()) * scale;
        scale *= Math.min(1, 768 / shorter);
        long tiles = up(size.width() * scale, 512) * up(size.height() * scale, 512);
        return rule.base() + rule.tile() * tiles;
    }

    private static long patches(PictureSize size, int most) {
        long all = up(size.width(), 32) * up(size.height(), 32);
        if (all <= most) {
            return all;
        }
        double shrunk = Math.sqrt(32.0 * 32 * most / ((double) size.width() * size.height()));
        double wide = size.width() * shrunk / 32;
        double high = size.height() * shrunk / 32;
        double whole = Math.min(Math.floor(wide) / wide, Math.floor(high) / high);
        return Math.max(1, Math.min(most, up(wide * whole, 1) * up(high * whole, 1)));
    }

    // what comes a hair above a whole number by rounding is that number
    private static long up(double length, double unit) {
        return (long) Math.ceil(length / unit - 1e-9);
    }

    static long of(Part.Audio audio) {
        return rough(audio.source(), BYTES_A_TOKEN_OF_SOUND, SOUND);
    }

    static long of(Part.Document document) {
        boolean text = document.source() instanceof MediaSource.Inline inline && inline.isText();
        return rough(document.source(), text ? BYTES_A_TOKEN_OF_TEXT : BYTES_A_TOKEN_OF_DOCUMENT, DOCUMENT);
    }

    private static long rough(MediaSource source, int bytesAToken, long otherwise) {
        return source instanceof MediaSource.Inline inline
                ? inline.base64().length() * 3L / 4 / bytesAToken + 1
                : otherwise;
    }
}
