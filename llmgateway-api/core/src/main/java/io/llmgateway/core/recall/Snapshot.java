package io.llmgateway.core.recall;

import io.llmgateway.spi.World;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicLong;

/** Memory as a file: entries one after the other, each with its length before it. */
final class Snapshot {
    private static final int LONGEST = 64 << 20;

    private Snapshot() {}

    static long save(Path file, Memory memory) {
        AtomicLong written = new AtomicLong();
        try {
            Path whole = file.toAbsolutePath();
            makeFolder(whole);
            Path fresh =
                    Files.createTempFile(whole.getParent(), file.getFileName().toString(), ".new");
            try {
                try (DataOutputStream out =
                        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(fresh)))) {
                    memory.forEach((key, entry) -> {
                        write(out, EntryCodec.write(key, entry));
                        written.incrementAndGet();
                    });
                }
                Files.move(fresh, whole, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the snapshot " + file + " cannot be written", e);
        }
        return written.get();
    }

    /** Makes the folder of a file, unless it is there. */
    static void makeFolder(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) { // Java 17 says of a link that it is there already
            Files.createDirectories(folder);
        }
    }

    private static void write(DataOutputStream out, byte[] bytes) {
        try {
            out.writeInt(bytes.length);
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static long load(Path file, Memory memory, World world) {
        long read = 0;
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            while (true) {
                int length = in.readInt();
                if (length < 0 || length > LONGEST) {
                    return read; // what follows is anything
                }
                byte[] bytes = in.readNBytes(length);
                Key key = bytes.length < length ? null : EntryCodec.key(bytes);
                Entry entry = key == null ? null : EntryCodec.read(key, bytes, world.now(), world.nanoTime());
                if (key != null && entry != null && memory.offer(key, entry).equals(entry)) {
                    read++;
                }
            }
        } catch (EOFException end) {
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException("the snapshot " + file + " cannot be read", e);
        }
    }
}
