package io.llmgateway.providers.kit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import okio.BufferedSource;

/**
 * Reads an event stream ({@code text/event-stream}): one frame for each event that has data. Comments, the fields
 * {@code id} and {@code retry}, and events whose data is missing or empty are passed over.
 *
 * <p>An event ends with an empty line. If the stream ends before that line, the event is delivered with what came and
 * {@link #complete()} is false, even if its last data line was terminated. Field names cut off by the end of the
 * stream are dropped.
 *
 * <p>A line that is neither one of the four fields nor a comment is stray content. The stray lines that follow one
 * another make up one frame, which ends before the next field, at an empty line or with the stream. A stray line
 * inside an event ends the event, which then is not complete; if the event had only a name so far, the stray content
 * gets that name. Lines of blanks alone are dropped.
 */
final class SseFrames implements Frames {
    private static final byte[][] FIELDS = {ascii("data"), ascii("event"), ascii("id"), ascii("retry")};
    private static final int DATA = 0;
    private static final int EVENT = 1;
    private static final int NO_FIELD = -1;

    private final Lines lines;
    private final Names names = new Names();
    private final Content content = new Content();
    private String name = "";
    private int valueFrom;
    private boolean stray;
    private boolean complete = true;
    private boolean cut; // by the end of the stream

    SseFrames(BufferedSource source) {
        this(source, DEFAULT_LIMIT);
    }

    /** With a limit of bytes for one event and all that came between it and the last one. */
    SseFrames(BufferedSource source, int limit) {
        lines = new Lines(source, limit);
    }

    @Override
    public boolean next() throws IOException {
        lines.beginFrame();
        reset();
        while (lines.next()) {
            if (takeLine()) {
                return true;
            }
        }
        cut |= !name.isEmpty() || content.begun() || !lines.terminated();
        complete = !cut;
        return content.filled();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public byte[] buffer() {
        return content.bytes();
    }

    @Override
    public int offset() {
        return 0;
    }

    @Override
    public int length() {
        return content.length();
    }

    @Override
    public boolean complete() {
        return complete;
    }

    @Override
    public boolean stray() {
        return stray;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    private void reset() {
        content.clear();
        name = "";
        stray = false;
        complete = true;
    }

    /** Takes the current line; true if it finishes a frame. */
    private boolean takeLine() {
        if (lines.isEmpty()) {
            return finishEvent();
        }
        if (lines.buffer()[lines.from()] == ':') {
            return false;
        }
        int field = field();
        return field == NO_FIELD ? takeStray() : takeField(field);
    }

    private boolean finishEvent() {
        if (content.filled()) {
            return true;
        }
        reset();
        return false;
    }

    private boolean takeField(int field) {
        if (stray) {
            lines.holdBack();
            return true;
        }
        if (field == DATA) {
            content.addLine(lines.buffer(), valueFrom, lines.to());
        } else if (field == EVENT) {
            name = names.of(lines.buffer(), valueFrom, lines.to());
        }
        return false;
    }

    private boolean takeStray() {
        if (!stray) {
            if (lines.isBlank() || cutInsideFieldName()) {
                return false;
            }
            if (content.filled()) {
                lines.holdBack();
                complete = false;
                return true;
            }
            content.clear();
            stray = true;
        }
        content.addLine(lines.buffer(), lines.from(), lines.to());
        return false;
    }

    /** Which of the fields the line is; then {@link #valueFrom} is where its value begins. */
    private int field() {
        int from = behindBlanks();
        for (int i = 0; i < FIELDS.length; i++) {
            int behind = from + FIELDS[i].length;
            if (behind <= lines.to() && startsAlike(FIELDS[i], from, FIELDS[i].length) && valueAt(behind)) {
                return i;
            }
        }
        return NO_FIELD;
    }

    // a proxy may indent what it passes on
    private int behindBlanks() {
        int from = lines.from();
        while (from < lines.to() && lines.buffer()[from] == ' ') {
            from++;
        }
        return from;
    }

    private boolean valueAt(int colon) {
        byte[] bytes = lines.buffer();
        if (colon == lines.to()) { // a field without colon has an empty value
            valueFrom = colon;
            return true;
        }
        if (bytes[colon] != ':') {
            return false;
        }
        boolean blank = colon + 1 < lines.to() && bytes[colon + 1] == ' ';
        valueFrom = blank ? colon + 2 : colon + 1;
        return true;
    }

    private boolean cutInsideFieldName() {
        int length = lines.to() - lines.from();
        if (lines.terminated()) {
            return false;
        }
        for (byte[] field : FIELDS) {
            if (length < field.length && startsAlike(field, lines.from(), length)) {
                return true;
            }
        }
        return false;
    }

    private boolean startsAlike(byte[] field, int from, int length) {
        byte[] bytes = lines.buffer();
        for (int i = 0; i < length; i++) {
            if (bytes[from + i] != field[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
