package io.llmgateway.providers.kit;

import io.llmgateway.spi.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one provider. A request is sent once: no retries and no redirects behind the caller's back.
 *
 * <p>They are in pools of limited size, since OkHttp goes through all of a pool, those in use too, whenever a call asks
 * for one: with some thousand calls under way that was a third of the CPU time of beginning another. A call takes the
 * first pool with room, so few calls share few connections.
 */
final class Connections {
    private static final int MOST_IDLE = 64;
    private static final int MOST_IDLE_OF_MORE = 8; // they are there for bursts
    private static final int IDLE_MINUTES = 5;

    private final World world;
    private final OkHttpClient client;
    private final List<Pool> pools = new CopyOnWriteArrayList<>();
    private final ReentrantLock growing = new ReentrantLock();
    private final Map<Exchange, Pool> running = new ConcurrentHashMap<>();
    private final Watch watch = new Watch(running.keySet());
    private volatile boolean closed;

    Connections(World world, UnaryOperator<OkHttpClient.Builder> more) {
        this.world = world;
        // the clocks of the call stand in for all timeouts of the client
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .connectTimeout(Duration.ZERO)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .socketFactory(new NoDelaySocketFactory())
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .followSslRedirects(false)
                .pingInterval(Duration.ofSeconds(20))
                .eventListener(new ConnectListener());
        client = more.apply(builder).build();
        pools.add(new Pool(client, world, MOST_IDLE, IDLE_MINUTES));
    }

    /** What the alarms of its calls go by. */
    Watch watch() {
        return watch;
    }

    /** A call begins, on connections of this pool; it is shut if this is closed, now or later. */
    Pool begin(Exchange exchange) {
        Pool pool = withRoom();
        running.put(exchange, pool);
        if (closed) {
            exchange.shut();
        }
        return pool;
    }

    private Pool withRoom() {
        Pool found = find();
        if (found != null) {
            return found;
        }
        growing.lock();
        try {
            found = find();
            if (found == null) {
                found = new Pool(client, world, MOST_IDLE_OF_MORE, IDLE_MINUTES);
                found.take();
                pools.add(found);
            }
            return found;
        } finally {
            growing.unlock();
        }
    }

    private @Nullable Pool find() {
        for (Pool pool : pools) {
            if (pool.take()) {
                return pool;
            }
        }
        return null;
    }

    /** A call has ended. May be told again. */
    void end(Exchange exchange) {
        Pool pool = running.remove(exchange);
        if (pool != null) {
            pool.giveBack();
            if (closed) {
                pool.evict();
            }
        }
    }

    /** Shuts the calls under way and closes the connections. May be called again. */
    void close() {
        closed = true;
        running.keySet().forEach(Exchange::shut);
        pools.forEach(Pool::evict);
        watch.close();
    }

    /** How many are open, idle or in use. */
    int open() {
        return pools.stream().mapToInt(Pool::open).sum();
    }

    /** Starts the clock of connecting with the first step of it, the choice of a proxy. */
    private static final class ConnectListener extends EventListener {
        @Override
        public void proxySelectStart(Call call, HttpUrl url) {
            Objects.requireNonNull(call.request().tag(Exchange.class)).connecting();
        }
    }
}
