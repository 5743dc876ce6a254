package io.llmgateway.providers.kit;

import okio.BufferedSource;

/** How the pieces of a streamed answer are told apart. */
public enum Framing {
    /** Server-sent events. */
    SSE {
        @Override
        Frames frames(BufferedSource source) {
            return new SseFrames(source);
        }
    },
    /** One JSON value a line. */
    NDJSON {
        @Override
        Frames frames(BufferedSource source) {
            return new NdjsonFrames(source);
        }
    },
    /** The elements of one JSON array. */
    JSON_ARRAY {
        @Override
        Frames frames(BufferedSource source) {
            return new JsonArrayFrames(source);
        }
    };

    abstract Frames frames(BufferedSource source);
}
