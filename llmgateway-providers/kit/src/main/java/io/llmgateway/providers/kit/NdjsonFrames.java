package io.llmgateway.providers.kit;

import java.io.IOException;
import okio.BufferedSource;

/**
 * Reads JSON values, one on each line. Lines that are empty or blank are passed over. The last line is delivered
 * without a line end too; {@link #complete()} then is false, though senders exist that never end their last line.
 *
 * <p>A line that cannot begin a JSON value is stray content. The stray lines that follow one another make up one frame,
 * which ends before a line that begins an object or array, at an empty line or with the stream.
 */
final class NdjsonFrames implements Frames {
    private final Lines lines;
    private final Content content = new Content();
    private boolean stray;
    private boolean complete = true;
    private boolean cut; // by the end of the stream

    NdjsonFrames(BufferedSource source) {
        this(source, DEFAULT_LIMIT);
    }

    /** With a limit of bytes for one line and the empty ones before it. */
    NdjsonFrames(BufferedSource source, int limit) {
        lines = new Lines(source, limit);
    }

    @Override
    public boolean next() throws IOException {
        lines.beginFrame();
        content.clear();
        stray = false;
        complete = true;
        while (lines.next()) {
            if (takeLine()) {
                return true;
            }
        }
        cut |= stray || !lines.terminated();
        complete = !cut;
        return stray;
    }

    @Override
    public String name() {
        return "";
    }

    @Override
    public byte[] buffer() {
        return stray ? content.bytes() : lines.buffer();
    }

    @Override
    public int offset() {
        return stray ? 0 : lines.from();
    }

    @Override
    public int length() {
        return stray ? content.length() : lines.to() - lines.from();
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

    /** Takes the current line; true if it finishes a frame. */
    private boolean takeLine() {
        if (lines.isBlank()) {
            return stray;
        }
        if (beginsValue()) {
            if (stray) {
                lines.holdBack();
            } else {
                complete = lines.terminated();
            }
            return true;
        }
        stray = true;
        content.addLine(lines.buffer(), lines.from(), lines.to());
        return false;
    }

    private boolean beginsValue() {
        byte[] bytes = lines.buffer();
        int i = lines.from();
        while (bytes[i] == ' ' || bytes[i] == '\t') {
            i++;
        }
        // what looks like a number may as well be part of a page
        return stray ? Json.beginsContainer(bytes[i]) : Json.beginsValue(bytes, i, lines.to());
    }
}
