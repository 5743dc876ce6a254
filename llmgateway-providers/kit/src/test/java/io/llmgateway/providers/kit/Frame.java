package io.llmgateway.providers.kit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import okio.Buffer;
import okio.BufferedSource;

/** A copy of a frame to compare with; its content is text of one char for each byte. */
record Frame(String name, String content, boolean complete, boolean stray) {
    /** A kind of reader. */
    interface Reader {
        Frames open(BufferedSource source, int limit);
    }

    static Frame whole(String content) {
        return whole("", content);
    }

    static Frame whole(String name, String content) {
        return new Frame(name, bytesOf(content), true, false);
    }

    static Frame cut(String content) {
        return new Frame("", bytesOf(content), false, false);
    }

    static Frame stray(String content) {
        return new Frame("", bytesOf(content), true, true);
    }

    static Frame cutStray(String content) {
        return new Frame("", bytesOf(content), false, true);
    }

    Frame named(String newName) {
        return new Frame(newName, content, complete, stray);
    }

    static Frame current(Frames frames) {
        String content = new String(frames.buffer(), frames.offset(), frames.length(), StandardCharsets.ISO_8859_1);
        return new Frame(frames.name(), content, frames.complete(), frames.stray());
    }

    static List<Frame> all(Frames frames) throws IOException {
        List<Frame> all = new ArrayList<>();
        while (frames.next()) {
            all.add(current(frames));
        }
        return all;
    }

    static BufferedSource source(String text) {
        return new Buffer().writeUtf8(text);
    }

    static BufferedSource source(byte[] bytes) {
        return new Buffer().write(bytes);
    }

    private static String bytesOf(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
