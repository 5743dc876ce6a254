package io.llmgateway.core.recall;

import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Embedding;
import io.llmgateway.chat.EmbeddingResponse;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.ModelResponse;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import io.llmgateway.recall.Remembered;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Entries as bytes: a mark, the version of the format, the key, the entry, a checksum over all of it. What is of another
 * version, another key's, or damaged, is no entry. A change of the format is a new version.
 */
final class EntryCodec {
    static final int VERSION = 1;
    private static final int MARK = 0x4C4C4752; // LLGR
    private static final int HEAD = Integer.BYTES + 1 + Key.BYTES;
    private static final Duration SKEW = Duration.ofMinutes(1);

    private EntryCodec() {}

    /** How many bytes an entry is, which are not made for that. */
    static int size(Entry entry) {
        Wire.Out out = new Wire.Out(null);
        write(entry, out);
        return HEAD + out.size() + Integer.BYTES;
    }

    static byte[] write(Key key, Entry entry) {
        byte[] bytes = new byte[size(entry)];
        ByteBuffer room =
                ByteBuffer.wrap(bytes).putInt(MARK).put((byte) VERSION).put(key.bytes());
        write(entry, new Wire.Out(room));
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, room.position());
        room.putInt((int) sum.getValue());
        return bytes;
    }

    private static void write(Entry entry, Wire.Out out) {
        about(out, entry);
        response(out, entry.response());
    }

    private static void about(Wire.Out out, Entry entry) {
        Remembered about = entry.about();
        out.text(about.tenant());
        out.text(about.namespace());
        out.number(about.tags().size());
        for (Map.Entry<String, String> tag : about.tags().entrySet()) {
            out.text(tag.getKey());
            out.text(tag.getValue());
        }
        out.text(about.asked());
        out.text(about.provider());
        out.text(about.model());
        out.text(about.served());
        out.number(about.at().toEpochMilli());
        out.number(entry.ttl().toMillis());
        out.number(entry.keep().toMillis());
        out.decimal(entry.cost());
    }

    private static void response(Wire.Out out, ModelResponse response) {
        ResponseInfo info = response.info();
        out.text(info.provider());
        out.text(info.model());
        out.text(info.id().orElse(null));
        out.text(info.serviceTier().orElse(null));
        out.usage(response.usage());
        if (response instanceof ChatResponse chat) {
            out.kind('C');
            out.text(chat.finishReason().value());
            out.text(chat.finishReason().raw());
            out.parts(chat.parts());
        } else if (response instanceof EmbeddingResponse vectors) {
            out.kind('E');
            out.number(vectors.embeddings().size());
            for (Embedding vector : vectors.embeddings()) {
                out.number(vector.dimensions());
                for (int i = 0; i < vector.dimensions(); i++) {
                    out.real(vector.at(i));
                }
            }
        } else {
            throw new IllegalArgumentException("an answer of the kind " + response.getClass());
        }
    }

    /** The key bytes say they are of; null where they are no entry of this version. */
    static @Nullable Key key(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (bytes.length < HEAD + Integer.BYTES || in.getInt() != MARK || in.get() != VERSION) {
            return null;
        }
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, bytes.length - Integer.BYTES);
        return in.getInt(bytes.length - Integer.BYTES) == (int) sum.getValue() ? Key.of(in) : null;
    }

    /**
     * Reads an entry.
     *
     * @param key whose it should be
     * @param now by the wall, since no ticker outlasts its process
     * @param nowNanos on the ticker
     * @return the entry; null where it is none, past its time, or from the future
     */
    static @Nullable Entry read(Key key, byte[] bytes, Instant now, long nowNanos) {
        if (!key.equals(key(bytes))) {
            return null;
        }
        try {
            Wire.In in = new Wire.In(ByteBuffer.wrap(bytes, HEAD, bytes.length - HEAD - Integer.BYTES));
            Remembered about = about(in);
            Duration ttl = Duration.ofMillis(in.number());
            Duration keep = Duration.ofMillis(in.number());
            String cost = in.text();
            ModelResponse response = response(in);
            Duration age = Duration.between(about.at(), now);
            boolean plausible = age.compareTo(SKEW.negated()) >= 0 && age.compareTo(keep) < 0;
            if (!in.end() || !plausible) {
                return null;
            }
            long born = nowNanos - Math.max(0, age.toNanos());
            return new Entry(
                    about, response, cost == null ? null : new BigDecimal(cost), ttl, keep, born, bytes.length);
        } catch (RuntimeException e) { // whoever wrote it did not keep to the format
            return null;
        }
    }

    /** What is known of an entry, as far as bytes are one. */
    static @Nullable Remembered about(byte[] bytes) {
        if (key(bytes) == null) {
            return null;
        }
        try {
            return about(new Wire.In(ByteBuffer.wrap(bytes, HEAD, bytes.length - HEAD - Integer.BYTES)));
        } catch (RuntimeException e) {
            return null;
        }
    }

    private static Remembered about(Wire.In in) {
        String tenant = in.text();
        String namespace = in.some();
        Map<String, String> tags = new HashMap<>();
        for (int left = in.size(); left > 0; left--) {
            tags.put(in.some(), in.some());
        }
        return new Remembered(
                tenant, namespace, tags, in.some(), in.some(), in.some(), in.some(), Instant.ofEpochMilli(in.number()));
    }

    private static ModelResponse response(Wire.In in) {
        ResponseInfo info = ResponseInfo.builder(in.some(), in.some())
                .id(in.text())
                .serviceTier(in.text())
                .build();
        Usage usage = in.usage();
        if (in.kind() == 'C') {
            return chat(in, usage, info);
        }
        List<Embedding> vectors = new ArrayList<>();
        for (int left = in.size(); left > 0; left--) {
            float[] values = new float[in.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = in.real();
            }
            vectors.add(new Embedding(values));
        }
        return new EmbeddingResponse(vectors, usage, info);
    }

    private static ChatResponse chat(Wire.In in, Usage usage, ResponseInfo info) {
        FinishReason reason = FinishReason.of(in.some()).as(in.some());
        return new ChatResponse(in.parts(), reason, usage, info);
    }
}
