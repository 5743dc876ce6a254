package io.llmgateway.providers.kit;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import okhttp3.ConnectionPool;
import okhttp3.internal.concurrent.TaskRunner;
import okhttp3.internal.connection.ConnectionListener;

/**
 * When pools look for connections that have been idle for too long or are too many: once a second at most, on a thread
 * or two that go when there are none.
 *
 * <p>OkHttp looks whenever a call gives its connection back, on a thread that has to be woken for it: a fifth of the CPU
 * time of a bare call, and a fifth of the calls that 16 threads can make. No setting changes that, so this stands in for
 * the part of OkHttp's insides that wakes the thread, and leaves the rest to OkHttp. Insides may change or be out of
 * reach, so {@link Pool} does without where this fails to link.
 */
final class IdleRounds implements TaskRunner.Backend {
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int KNOWN_METHODS = 5;
    private static final TaskRunner RUNNER =
            new TaskRunner(new IdleRounds(), Logger.getLogger(TaskRunner.class.getName()));

    private final TaskRunner.Backend okHttps = new TaskRunner.RealBackend(IdleRounds::thread);

    // of several pools one waits while another works: with new threads only, that took one each second
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 3 * REST_NANOS, TimeUnit.NANOSECONDS, new SynchronousQueue<>(), IdleRounds::thread);

    // the runner holds its lock whenever it notifies or begins to wait
    private boolean resting;
    private boolean missed;

    private IdleRounds() {}

    /**
     * A pool with limits as in OkHttp's own constructor.
     *
     * @throws LinkageError if OkHttp's insides are not those known here, or hidden
     */
    static ConnectionPool pool(int mostIdle, long keepAlive, TimeUnit unit) {
        if (TaskRunner.Backend.class.getMethods().length
                != KNOWN_METHODS) { // else calls would fail for what is missing
            throw new IncompatibleClassChangeError("OkHttp's task runner asks for more than it is given here");
        }
        return new ConnectionPool(mostIdle, keepAlive, unit, RUNNER, ConnectionListener.Companion.getNONE());
    }

    @Override
    public void coordinatorNotify(TaskRunner runner) {
        if (resting) {
            missed = true;
        } else {
            okHttps.coordinatorNotify(runner);
        }
    }

    @Override
    public void coordinatorWait(TaskRunner runner, long nanos) {
        missed = false;
        resting = true;
        okHttps.coordinatorWait(runner, Math.min(nanos, REST_NANOS));
        resting = false;
        if (!missed && nanos > REST_NANOS) {
            okHttps.coordinatorWait(runner, nanos - REST_NANOS);
        }
    }

    @Override
    public void execute(TaskRunner runner, Runnable rounds) {
        threads.execute(rounds);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(null, work, "OkHttp idle connections", 0, false);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public long nanoTime() {
        return okHttps.nanoTime();
    }

    @Override
    public <T> BlockingQueue<T> decorate(BlockingQueue<T> queue) {
        return okHttps.decorate(queue);
    }
}
