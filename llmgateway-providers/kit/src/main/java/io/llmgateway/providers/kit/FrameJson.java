package io.llmgateway.providers.kit;

import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.util.BufferRecycler;
import tools.jackson.core.util.RecyclerPool;

/**
 * One parser for all frames of a stream: a parser for each is 870 of the 1,020 bytes that a frame of OpenAI's leaves
 * behind, and a twentieth of its CPU time. For one answer, on one thread at a time. Holds nothing that must be let go of.
 */
public final class FrameJson {
    // kept as long as a stream lasts, of which there may be thousands: small buffers, shared with nobody
    private static final TokenStreamFactory FACTORY =
            WireJson.FACTORY.rebuild().recyclerPool(new SmallBuffers()).build();

    // a parser knows the names that earlier ones had met when they were closed; else it takes 4 KB to note them itself
    private static final int LEARNT = 8;

    private @Nullable Content content; // none for answers that come whole
    private @Nullable JsonParser parser;
    private int frames;

    /** Has read nothing. */
    public FrameJson() {}

    /**
     * A parser over the content of a frame, until the next is asked for. Not to be closed.
     *
     * @param frame stands on the frame
     * @return stands before the first token
     */
    public JsonParser parser(Frames frame) {
        Content bytes = content;
        if (bytes == null) {
            bytes = new Content();
            content = bytes;
        }
        bytes.set(frame); // first: a new parser reads at once, to know the encoding
        JsonParser known = parser;
        frames++;
        if (known != null && frames == LEARNT) {
            known.close();
            known = null;
        }
        // behind any other value it may have looked for more, and takes the stream for ended
        if (known != null
                && known.currentToken() == JsonToken.END_OBJECT
                && known.streamReadContext().inRoot()) {
            known.releaseBuffered(OutputStream.nullOutputStream()); // what stood behind the last value
            known.clearCurrentToken();
        } else {
            known = FACTORY.createParser(ObjectReadContext.empty(), bytes);
            parser = known;
        }
        return known;
    }

    /** The frame's bytes, as a stream that goes on with the next frame. */
    private static final class Content extends InputStream {
        private byte[] bytes = new byte[0];
        private int at;
        private int end;

        void set(Frames frame) {
            bytes = frame.buffer();
            at = frame.offset();
            end = at + frame.length();
        }

        @Override
        public int read() {
            return at < end ? bytes[at++] & 0xFF : -1;
        }

        @Override
        public int read(byte[] into, int from, int most) {
            if (at == end) {
                return -1;
            }
            int count = Math.min(most, end - at);
            System.arraycopy(bytes, at, into, from, count);
            at += count;
            return count;
        }
    }

    private static final class SmallBuffers extends RecyclerPool.NonRecyclingPoolBase<BufferRecycler> {
        private static final long serialVersionUID = 1;

        @Override
        public BufferRecycler acquirePooled() {
            return new SmallBuffer();
        }
    }

    /** Most frames and most texts in them fit; for what does not, the parser reads on, or takes more. */
    private static final class SmallBuffer extends BufferRecycler {
        @Override
        protected int byteBufferLength(int kind) {
            return 1_000;
        }

        @Override
        protected int charBufferLength(int kind) {
            return 500;
        }
    }
}
