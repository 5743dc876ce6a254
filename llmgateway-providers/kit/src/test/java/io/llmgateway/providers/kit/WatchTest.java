package io.llmgateway.providers.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every alarm rings in its time, whoever sets it and whatever the watch does at that moment. */
@Timeout(30)
class WatchTest {
    private static final long LONG = TimeUnit.HOURS.toNanos(1);
    private static final int THREADS = 4;
    private static final int ROUNDS = 500;

    private final Set<Watch.Watched> running = ConcurrentHashMap.newKeySet();
    // sleeps so long that one wake-up too few would be noticed
    private final Watch watch = new Watch(running, LONG);

    private Alarm alarm(Runnable giveUp) {
        Alarm alarm = new Alarm(watch, giveUp);
        running.add(alarm::ringOrLeft);
        return alarm;
    }

    @Test
    void anAlarmThatIsDueEarlierWakesTheWatch() throws Exception {
        CountDownLatch rung = new CountDownLatch(1);
        alarm(() -> {}).set(Clock.TOTAL, LONG);
        Alarm early = alarm(rung::countDown);
        early.set(Clock.CONNECT, 1_000_000);
        rung.await();
        assertThat(early.rung()).isEqualTo(Clock.CONNECT);
    }

    @Test
    void theLastSettingCounts() throws Exception {
        CountDownLatch rung = new CountDownLatch(1);
        Alarm alarm = alarm(rung::countDown);
        alarm.set(Clock.CONNECT, LONG);
        alarm.set(Clock.TOTAL, 1_000_000);
        rung.await();
        assertThat(alarm.rung()).isEqualTo(Clock.TOTAL);
    }

    @Test
    void aStoppedAlarmDoesNotRing() throws Exception {
        CountDownLatch rung = new CountDownLatch(1);
        Alarm stopped = alarm(() -> {});
        stopped.set(Clock.TOTAL, 1_000_000_000);
        stopped.stop();
        alarm(rung::countDown).set(Clock.TOTAL, 1_000_000);
        rung.await();
        assertThat(stopped.ringOrLeft(watch.now() + LONG)).isEqualTo(Long.MAX_VALUE);
        assertThat(stopped.rung()).isNull();
    }

    @Test
    void oneThatFailsDoesNotKeepTheOthersFromRinging() throws Exception {
        CountDownLatch rung = new CountDownLatch(2);
        alarm(() -> {
                    rung.countDown();
                    throw new IllegalStateException("cannot be ended");
                })
                .set(Clock.TOTAL, 1);
        alarm(rung::countDown).set(Clock.TOTAL, 2_000_000);
        rung.await();
    }

    @Test
    void nothingIsLeftOfAWatchThatIsClosed() throws Exception {
        CountDownLatch looked = new CountDownLatch(1);
        AtomicReference<Thread> watcher = new AtomicReference<>();
        Alarm alarm = new Alarm(watch, () -> {
            watcher.set(Thread.currentThread());
            looked.countDown();
        });
        Watch.Watched watched = alarm::ringOrLeft;
        running.add(watched);
        alarm.set(Clock.TOTAL, 1);
        looked.await();
        watch.close(); // though somebody never ended what is watched
        watcher.get().join();
    }

    @Test
    void noAlarmIsMissed() throws Exception {
        CountDownLatch rung = new CountDownLatch(THREADS * ROUNDS);
        AtomicInteger seeds = new AtomicInteger(7);
        List<Thread> setters = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Thread setter = new Thread(() -> setAll(rung, new Random(seeds.getAndIncrement())), "setter");
            setters.add(setter);
            setter.start();
        }
        for (Thread setter : setters) {
            setter.join();
        }
        rung.await();
    }

    // one at a time, so that the watch often is about to sleep for long
    private void setAll(CountDownLatch all, Random random) {
        for (int i = 0; i < ROUNDS; i++) {
            CountDownLatch own = new CountDownLatch(1);
            Alarm alarm = new Alarm(watch, own::countDown);
            Watch.Watched watched = alarm::ringOrLeft;
            running.add(watched);
            if (random.nextBoolean()) {
                alarm.set(Clock.FIRST_TOKEN, LONG);
            }
            alarm.set(Clock.TOTAL, random.nextInt(200_000));
            try {
                own.await();
            } catch (InterruptedException e) {
                return;
            }
            running.remove(watched);
            all.countDown();
        }
    }
}
