package io.llmgateway.spi;

import io.llmgateway.chain.Cancellation;
import io.llmgateway.error.CancelledException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** The world as it is. */
final class RealWorld implements World {
    static final RealWorld INSTANCE = new RealWorld();

    // each half holds the 64 bits of a number, five a letter
    private static final int ID_LENGTH = 26;

    private RealWorld() {}

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void sleep(Duration duration, Cancellation cancellation) {
        CountDownLatch given = new CountDownLatch(1);
        Cancellation.Registration registration = cancellation.onCancel(given::countDown);
        try {
            if (given.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new CancelledException("the call was given up while it waited");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("the thread was interrupted while the call waited");
        } finally {
            registration.close();
        }
    }

    @Override
    public double random() {
        return ThreadLocalRandom.current().nextDouble();
    }

    @Override
    public String newId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        byte[] id = new byte[ID_LENGTH];
        for (int i = 0; i < ID_LENGTH; i += ID_LENGTH / 2) {
            write(random.nextLong(), id, i);
        }
        return new String(id, StandardCharsets.US_ASCII);
    }

    private static void write(long number, byte[] id, int from) {
        long rest = number;
        for (int i = from; i < from + ID_LENGTH / 2; i++) {
            id[i] = (byte) Character.forDigit((int) rest & 31, 32);
            rest >>>= 5;
        }
    }

    @Override
    public String toString() {
        return "real world";
    }
}
