package io.llmgateway.core.ledger;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * One object of JSON in UTF-8, written where it stays: by a generator and the texts of its numbers and times, an entry came to
 * 3.8 KB, of which the line was 0.6. Not thread-safe.
 */
final class JsonLine {
    private static final int USUAL = 768;
    private static final int DAY = 86_400;
    private static final int LONGEST_NUMBER = 21; // of a long, with its sign and a point
    private static final int LONG_DIGITS = 18; // which any long can hold

    private byte[] bytes = new byte[USUAL];
    private int size;

    JsonLine open(char bracket) {
        separate();
        put(bracket);
        return this;
    }

    JsonLine close(char bracket) {
        put(bracket);
        return this;
    }

    JsonLine name(String name) {
        text(name);
        put(':');
        return this;
    }

    /** Names a text, or nothing where there is none. */
    void optional(String name, @Nullable String value) {
        if (value != null) {
            name(name).text(value);
        }
    }

    void text(@Nullable String value) {
        separate();
        if (value == null) {
            ascii("null");
            return;
        }
        put('"');
        if (plain(value)) {
            ascii(value);
        } else {
            StringBuilder quoted = new StringBuilder(value.length() + 16);
            JsonStringEncoder.getInstance().quoteAsString(value, quoted);
            append(quoted.toString().getBytes(StandardCharsets.UTF_8));
        }
        put('"');
    }

    private static boolean plain(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    /** A text with a number behind a slash. */
    void text(String value, int number) {
        text(value);
        size--; // goes on where it ended
        put('/');
        decimal(number, 0);
        put('"');
    }

    /** A constant as a text: in small letters, with dashes. */
    void word(Enum<?> value) {
        separate();
        put('"');
        String name = value.name();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            put(c == '_' ? '-' : Character.toLowerCase(c));
        }
        put('"');
    }

    void flag(boolean value) {
        separate();
        ascii(value ? "true" : "false");
    }

    void number(long value) {
        number(value, 0);
    }

    /** A number whose last digits are behind the point. */
    void number(long value, int behind) {
        separate();
        decimal(value, behind);
    }

    /** An amount as a text, which reads back as it was. */
    void amount(@Nullable BigDecimal value) {
        if (value == null || value.scale() < 0 || value.scale() > LONG_DIGITS || value.precision() > LONG_DIGITS) {
            text(value == null ? null : value.toPlainString());
            return;
        }
        separate();
        put('"');
        decimal(value.scaleByPowerOfTen(value.scale()).longValue(), value.scale());
        put('"');
    }

    /** A moment as {@link Instant#toString} has it. */
    void time(Instant at) {
        LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(at.getEpochSecond(), DAY));
        if (day.getYear() < 0 || day.getYear() > 9999) {
            text(at.toString());
            return;
        }
        separate();
        put('"');
        digits(day.getYear(), 4);
        put('-');
        digits(day.getMonthValue(), 2);
        put('-');
        digits(day.getDayOfMonth(), 2);
        put('T');
        int second = Math.floorMod(at.getEpochSecond(), DAY);
        digits(second / 3600, 2);
        put(':');
        digits(second / 60 % 60, 2);
        put(':');
        digits(second % 60, 2);
        int nanos = at.getNano();
        if (nanos != 0) {
            put('.');
            if (nanos % 1_000_000 == 0) {
                digits(nanos / 1_000_000, 3);
            } else if (nanos % 1_000 == 0) {
                digits(nanos / 1_000, 6);
            } else {
                digits(nanos, 9);
            }
        }
        put('Z');
        put('"');
    }

    // counted down from 0, where there is room for the least long
    private void decimal(long value, int behind) {
        room(LONGEST_NUMBER);
        if (value < 0) {
            put('-');
        }
        long rest = value < 0 ? value : -value;
        int many = 1;
        for (long more = rest / 10; more != 0; more /= 10) {
            many++;
        }
        int from = size;
        size += Math.max(many, behind + 1) + (behind > 0 ? 1 : 0);
        for (int at = size - 1; at >= from; at--) {
            if (behind > 0 && at == size - 1 - behind) {
                bytes[at] = '.';
            } else {
                bytes[at] = (byte) ('0' - rest % 10);
                rest /= 10;
            }
        }
    }

    private void digits(int value, int many) {
        room(many);
        int rest = value;
        for (int at = size + many - 1; at >= size; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size += many;
    }

    private void separate() {
        if (size > 0) {
            byte last = bytes[size - 1];
            if (last != '{' && last != '[' && last != ':') {
                put(',');
            }
        }
    }

    private void ascii(String text) {
        room(text.length());
        for (int i = 0; i < text.length(); i++) {
            bytes[size++] = (byte) text.charAt(i);
        }
    }

    private void append(byte[] more) {
        room(more.length);
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
    }

    private void put(char ascii) {
        room(1);
        bytes[size++] = (byte) ascii;
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * bytes.length));
        }
    }

    /** No more comes. */
    JsonLine end() {
        put('\n');
        return this;
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, size);
    }

    @Override
    public String toString() {
        return new String(bytes, 0, size, StandardCharsets.UTF_8);
    }
}
