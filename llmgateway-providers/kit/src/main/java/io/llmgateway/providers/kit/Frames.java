package io.llmgateway.providers.kit;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The frames of an answer, pulled one after another: events of an event stream, lines, or elements of an array.
 *
 * <p>A frame's content is offered as a range of an array that is reused: {@link #buffer()} from {@link #offset()},
 * {@link #length()} bytes, normally UTF-8 but passed on as received. Range, array and all other answers hold until the
 * next call of {@link #next()} or {@link #close()}. The content is never empty.
 *
 * <p>A frame is handed over as soon as the bytes received so far show that it is finished, never later.
 *
 * <p>Not safe for use by several threads at once. Whoever got the frames closes them, which closes the answer.
 */
public interface Frames extends Closeable {
    /** The largest frame allowed unless set otherwise, in bytes: 16 MiB. */
    int DEFAULT_LIMIT = 16 << 20;

    /**
     * Goes to the next frame, waiting for it if need be.
     *
     * @return false at the end of the stream
     * @throws FrameTooLargeException if more bytes than allowed came without finishing a frame; bytes that belong to
     *     no frame (comments, empty lines) count as well
     * @throws IOException if reading fails or the frames are closed
     */
    boolean next() throws IOException;

    /** Name of the event, empty if it has none or the framing knows no names. */
    String name();

    /** The array that holds the content. Not to be changed. */
    byte[] buffer();

    /** Where in {@link #buffer()} the content begins. */
    int offset();

    /** How many bytes the content has; at least 1 while there is a frame. */
    int length();

    /** A copy of the content as text, for rare use; bytes that are not UTF-8 become replacement characters. */
    default String text() {
        return new String(buffer(), offset(), length(), StandardCharsets.UTF_8);
    }

    /**
     * Whether the frame was seen to its end. False means that the stream ended, or {@linkplain #stray() stray}
     * content began, before the frame's terminator: its content may still be whole, or be cut anywhere.
     *
     * <p>After {@link #next()} returned false: whether the stream ended between two frames, with nothing half-sent
     * and no array left open.
     */
    boolean complete();

    /**
     * Whether the content lies outside the grammar of the framing, like a bare JSON error or a page of HTML among
     * events. Its content is what came, with line ends unified in framings that go by lines.
     */
    boolean stray();
}
