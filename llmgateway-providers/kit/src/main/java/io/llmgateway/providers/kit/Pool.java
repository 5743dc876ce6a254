package io.llmgateway.providers.kit;

import io.llmgateway.spi.World;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.ConnectionPool;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Some of the connections of one provider, for so many calls at once.
 *
 * <p>Servers close idle HTTP/1 connections after some seconds, and a request written into a closed one would be lost
 * without a sign whether it was taken. So a connection that has rested is looked at before it is used again, and if the
 * server has closed it the request goes to another one. That costs a millisecond after a rest of a second, and nothing
 * under load. A connection closed in the moment between the look and the request is a failure like any other. HTTP/2
 * connections notice by themselves.
 */
final class Pool {
    private static final System.Logger LOG = System.getLogger(Pool.class.getName());
    private static final int MOST_CALLS = 128;
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final World world;
    private final int mostKnown;
    private final OkHttpClient client;
    private final AtomicInteger calls = new AtomicInteger();
    private final Map<Connection, Long> lastUsed = new ConcurrentHashMap<>();

    Pool(OkHttpClient like, World world, int mostIdle, long idleMinutes) {
        this.world = world;
        this.mostKnown = 2 * (MOST_CALLS + mostIdle);
        client = like.newBuilder()
                .connectionPool(connections(mostIdle, idleMinutes))
                .addNetworkInterceptor(this::refuseStale)
                .build();
    }

    private static ConnectionPool connections(int mostIdle, long idleMinutes) {
        try {
            return IdleRounds.pool(mostIdle, idleMinutes, TimeUnit.MINUTES);
        } catch (LinkageError e) { // another version of OkHttp, or one on the module path
            LOG.log(System.Logger.Level.DEBUG, "idle connections are looked for whenever a call ends: {0}", e);
            return new ConnectionPool(mostIdle, idleMinutes, TimeUnit.MINUTES);
        }
    }

    /** Takes room for one call, if there is any; to be given back. */
    boolean take() {
        int now = calls.get();
        while (now < MOST_CALLS) {
            int seen = calls.compareAndExchange(now, now + 1);
            if (seen == now) {
                return true;
            }
            now = seen;
        }
        return false;
    }

    void giveBack() {
        calls.decrementAndGet();
    }

    /** A call that may meet a {@link StaleConnectionException}. */
    Call newCall(Request request) {
        return client.newCall(request);
    }

    /** Closes the idle connections. */
    void evict() {
        client.connectionPool().evictAll();
    }

    /** How many are open, idle or in use. */
    int open() {
        return client.connectionPool().connectionCount();
    }

    private Response refuseStale(Interceptor.Chain chain) throws IOException {
        Connection connection = Objects.requireNonNull(chain.connection());
        Objects.requireNonNull(chain.request().tag(Exchange.class)).connected();
        if (connection.protocol() == Protocol.HTTP_1_1 && rested(connection) && closed(connection.socket())) {
            lastUsed.remove(connection);
            connection.socket().close();
            throw new StaleConnectionException();
        }
        return chain.proceed(chain.request());
    }

    private boolean rested(Connection connection) {
        long now = world.nanoTime();
        Long before = lastUsed.put(connection, now);
        if (before == null && lastUsed.size() > mostKnown) { // half of them at least are closed
            lastUsed.keySet().removeIf(known -> known.socket().isClosed());
        }
        return before != null && now - before > REST_NANOS;
    }

    // by reading: at rest nothing comes, unless it is the end or a farewell nobody asked for
    private static boolean closed(Socket socket) throws IOException {
        int timeout = socket.getSoTimeout();
        try {
            socket.setSoTimeout(1);
            socket.getInputStream().read();
            return true;
        } catch (SocketTimeoutException e) {
            socket.setSoTimeout(timeout);
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Nothing was sent, and the connection is gone: the same request may be sent by another call. */
    static final class StaleConnectionException extends IOException {
        private static final long serialVersionUID = 1;

        StaleConnectionException() {
            super("the server had closed the connection before the request was sent");
        }
    }
}
