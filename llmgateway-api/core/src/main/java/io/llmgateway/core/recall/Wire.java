package io.llmgateway.core.recall;

import io.llmgateway.chat.Bucket;
import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ProviderState;
import io.llmgateway.chat.Usage;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values entries are made of, as bytes. Texts are UTF-16, so that every one comes back as it was. */
final class Wire {
    private static final int PLAIN = 5; // so many zeros after the point and BigDecimal still writes no exponent
    private static final List<Bucket> BUCKETS = List.of(Bucket.values());

    private Wire() {}

    /** Writes into a room that is large enough; or only measures, where there is none. */
    static final class Out {
        private final @Nullable ByteBuffer room;
        private int size;

        Out(@Nullable ByteBuffer room) {
            this.room = room;
        }

        /** How many bytes it came to so far. */
        int size() {
            return size;
        }

        void kind(char kind) {
            size++;
            if (room != null) {
                room.put((byte) kind);
            }
        }

        void number(long value) {
            size += Long.BYTES;
            if (room != null) {
                room.putLong(value);
            }
        }

        void real(float value) {
            size += Float.BYTES;
            if (room != null) {
                room.putFloat(value);
            }
        }

        // Latin is half of it: most texts are
        void text(@Nullable String text) {
            if (text == null) {
                kind('0');
                return;
            }
            boolean latin = latin(text);
            int length = latin ? text.length() : 2 * text.length();
            kind(latin ? '1' : '2');
            size += Integer.BYTES + length;
            if (room != null) {
                room.putInt(length);
                for (int i = 0; i < text.length(); i++) { // an encoder would replace half a pair
                    if (latin) {
                        room.put((byte) text.charAt(i));
                    } else {
                        room.putChar(text.charAt(i));
                    }
                }
            }
        }

        /** As its text; only to be measured, that need not be made. */
        void decimal(@Nullable BigDecimal value) {
            if (value == null || room != null || value.scale() < 0 || value.scale() > value.precision() + PLAIN) {
                text(value == null ? null : value.toString());
                return;
            }
            int digits = value.scale() < value.precision() ? value.precision() : value.scale() + 1;
            size += 1 + Integer.BYTES + digits + (value.signum() < 0 ? 1 : 0) + (value.scale() > 0 ? 1 : 0);
        }

        private static boolean latin(String text) {
            for (int i = 0; i < text.length(); i++) {
                if (text.charAt(i) >= 0x100) {
                    return false;
                }
            }
            return true;
        }

        void usage(Usage usage) {
            for (Bucket bucket : BUCKETS) {
                if (bucket != Bucket.REQUEST && usage.tokens(bucket) > 0) {
                    text(bucket.word());
                    number(usage.tokens(bucket));
                }
            }
            text(null);
            number(usage.estimated() ? 1 : 0);
        }

        void parts(List<Part> parts) {
            number(parts.size());
            for (Part part : parts) {
                part(part);
            }
        }

        private void part(Part part) {
            if (part instanceof Part.Text text) {
                kind('T');
                text(text.text());
                state(text.state());
            } else if (part instanceof Part.Reasoning reasoning) {
                kind('R');
                text(reasoning.text());
                state(reasoning.state());
            } else if (part instanceof Part.ToolCall call) {
                kind('A');
                text(call.id());
                text(call.name());
                text(call.arguments());
                state(call.state());
            } else if (part instanceof Part.Opaque opaque) {
                kind('O');
                state(opaque.state());
            } else if (part instanceof Part.Image image && image.source() instanceof MediaSource.Inline inline) {
                kind('I');
                text(image.detail());
                text(inline.mediaType());
                text(inline.base64());
            } else {
                throw new IllegalArgumentException("a part of the kind " + part.getClass());
            }
        }

        private void state(@Nullable ProviderState state) {
            text(state == null ? null : state.format());
            if (state != null) {
                text(state.data());
            }
        }
    }

    /** Reads what was written; whatever it throws at is no entry. */
    static final class In {
        private final ByteBuffer in;

        In(ByteBuffer in) {
            this.in = in;
        }

        boolean end() {
            return !in.hasRemaining();
        }

        char kind() {
            return (char) in.get();
        }

        long number() {
            return in.getLong();
        }

        float real() {
            return in.getFloat();
        }

        int size() {
            long size = number();
            if (size < 0 || size > in.remaining()) {
                throw new IllegalArgumentException("a size of " + size);
            }
            return (int) size;
        }

        @Nullable
        String text() {
            char kind = kind();
            if (kind == '0') {
                return null;
            }
            int length = in.getInt();
            if (length < 0 || length > in.remaining()) {
                throw new IllegalArgumentException("a text of " + length + " bytes");
            }
            byte[] bytes = new byte[length];
            in.get(bytes);
            if (kind == '1') {
                return new String(bytes, StandardCharsets.ISO_8859_1);
            }
            return ByteBuffer.wrap(bytes).asCharBuffer().toString();
        }

        String some() {
            String text = text();
            if (text == null) {
                throw new IllegalArgumentException("a text is missing");
            }
            return text;
        }

        Usage usage() {
            Usage.Builder usage = Usage.builder();
            for (String word = text(); word != null; word = text()) {
                long tokens = number();
                switch (Bucket.of(word).orElseThrow()) {
                    case INPUT -> usage.input(tokens);
                    case CACHE_READ -> usage.cacheRead(tokens);
                    case CACHE_WRITE -> usage.cacheWrite(tokens);
                    case CACHE_WRITE_LONG -> usage.cacheWriteLong(tokens);
                    case AUDIO_INPUT -> usage.audioInput(tokens);
                    case IMAGE_INPUT -> usage.imageInput(tokens);
                    case OUTPUT -> usage.output(tokens);
                    case REASONING -> usage.reasoning(tokens);
                    case AUDIO_OUTPUT -> usage.audioOutput(tokens);
                    case IMAGE_OUTPUT -> usage.imageOutput(tokens);
                    case REQUEST -> throw new IllegalArgumentException("requests are no tokens");
                }
            }
            return usage.estimated(number() == 1).build();
        }

        List<Part> parts() {
            int size = size();
            List<Part> parts = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                parts.add(part(kind()));
            }
            return parts;
        }

        private Part part(char kind) {
            return switch (kind) {
                case 'T' -> new Part.Text(some(), state());
                case 'R' -> new Part.Reasoning(some(), state());
                case 'A' -> new Part.ToolCall(some(), some(), some(), true, state());
                case 'O' -> new Part.Opaque(orThrow(state()));
                case 'I' -> image(text());
                default -> throw new IllegalArgumentException("a part of the kind " + kind);
            };
        }

        private Part image(@Nullable String detail) {
            return new Part.Image(new MediaSource.Inline(some(), some()), detail);
        }

        private @Nullable ProviderState state() {
            String format = text();
            return format == null ? null : new ProviderState(format, some());
        }

        private static ProviderState orThrow(@Nullable ProviderState state) {
            if (state == null) {
                throw new IllegalArgumentException("a state is missing");
            }
            return state;
        }
    }
}
