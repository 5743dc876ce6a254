package io.llmgateway.providers.kit;

import java.io.IOException;
import okio.BufferedSource;

/**
 * Reads a JSON array that is sent in pieces: each element is a frame as soon as it is whole. An object without an array
 * around it is a frame as well, and several arrays or objects may follow one another. Only the nesting is watched;
 * whether an element is good JSON is for its reader to find out.
 *
 * <p>What begins neither an element nor, outside an array, an object or array is stray content: from there on the whole
 * rest of the stream makes up one frame. {@link #complete()} is false for an element cut off by the end of the stream;
 * a number or literal that runs up to the end counts as cut off.
 */
final class JsonArrayFrames implements Frames {
    private final Window window;
    private int from;
    private int to;
    private boolean inArray;
    private boolean stray;
    private boolean complete = true;
    private boolean cut; // by the end of the stream
    private boolean quoted;
    private boolean escaped;
    private int depth;

    JsonArrayFrames(BufferedSource source) {
        this(source, DEFAULT_LIMIT);
    }

    /** With a limit of bytes for one element and what came between it and the last one. */
    JsonArrayFrames(BufferedSource source, int limit) {
        window = new Window(source, limit);
    }

    @Override
    public boolean next() throws IOException {
        window.beginFrame(window.scan);
        stray = false;
        complete = true;
        if (!findElement()) {
            complete = !cut && !inArray;
            from = to;
            return false;
        }
        byte first = window.bytes[window.scan];
        if (stray) {
            readRest();
        } else if (Json.beginsScalar(first)) {
            readScalar();
        } else {
            readNested();
        }
        window.check();
        from = window.start;
        to = window.scan;
        return true;
    }

    @Override
    public String name() {
        return "";
    }

    @Override
    public byte[] buffer() {
        return window.bytes;
    }

    @Override
    public int offset() {
        return from;
    }

    @Override
    public int length() {
        return to - from;
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
        window.close();
    }

    /** Goes to the first byte of an element or of stray content; false at the end of the stream. */
    private boolean findElement() throws IOException {
        window.start = window.scan;
        while (available()) {
            byte b = window.bytes[window.scan];
            if (b == ']' && inArray) {
                inArray = false;
            } else if (b == '[' && !inArray) {
                inArray = true;
            } else if (!Json.isBlank(b) && b != ',') {
                stray = !(b == '{' || (inArray && Json.beginsValue(b)));
                return true;
            }
            window.scan++;
            window.start = window.scan;
        }
        return false;
    }

    private boolean available() throws IOException {
        if (window.scan < window.end) {
            return true;
        }
        window.check();
        return window.more();
    }

    private void readRest() throws IOException {
        do {
            window.scan = window.end;
        } while (available());
        cutOff();
    }

    private void readScalar() throws IOException {
        while (available()) {
            if (Json.endsScalar(window.bytes[window.scan])) {
                return;
            }
            window.scan++;
        }
        cutOff();
    }

    /** Reads an object, an array or a string. */
    private void readNested() throws IOException {
        quoted = false;
        escaped = false;
        depth = 0;
        while (available()) {
            if (scanNested()) {
                return;
            }
        }
        cutOff();
    }

    private void cutOff() {
        cut = true;
        complete = false;
    }

    /** Scans the bytes at hand; true if the element's last byte was among them. */
    private boolean scanNested() {
        byte[] bytes = window.bytes;
        int end = window.end;
        for (int i = window.scan; i < end; i++) {
            if (quoted) {
                scanQuoted(bytes[i]);
            } else {
                scanPlain(bytes[i]);
            }
            if (depth == 0 && !quoted) {
                window.scan = i + 1;
                return true;
            }
        }
        window.scan = end;
        return false;
    }

    private void scanQuoted(byte b) {
        if (escaped) {
            escaped = false;
        } else if (b == '\\') {
            escaped = true;
        } else if (b == '"') {
            quoted = false;
        }
    }

    private void scanPlain(byte b) {
        if (b == '"') {
            quoted = true;
        } else if (Json.beginsContainer(b)) {
            depth++;
        } else if (b == '}' || b == ']') {
            depth--;
        }
    }
}
