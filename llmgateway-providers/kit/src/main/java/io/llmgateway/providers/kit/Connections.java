package io.llmgateway.providers.kit;

import io.llmgateway.spi.World;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.ConnectionPool;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;

/**
 * The connections of one provider. A request is sent once: no retries and no redirects behind the caller's back.
 *
 * <p>The one exception is where certainly nothing was sent. Servers close idle HTTP/1 connections after some seconds,
 * and a request written into a closed one would be lost without a sign whether it was taken. So a connection that has
 * rested is looked at before it is used again, and if the server has closed it the request goes to another one. That
 * costs a millisecond after a rest of a second, and nothing under load. A connection closed in the moment between
 * the look and the request is a failure like any other. HTTP/2 connections notice by themselves.
 */
final class Connections {
    private static final System.Logger LOG = System.getLogger(Connections.class.getName());
    private static final int MOST_IDLE = 64;
    private static final Duration KEPT_IDLE = Duration.ofMinutes(5);
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long FORGET_NANOS = KEPT_IDLE.plusMinutes(1).toNanos();

    private final World world;
    private final Map<Connection, Long> lastUsed = new ConcurrentHashMap<>();
    private final Set<Exchange> running = ConcurrentHashMap.newKeySet();
    private final Watch watch = new Watch(running);
    private final OkHttpClient client;
    private volatile boolean closed;

    Connections(World world, UnaryOperator<OkHttpClient.Builder> more) {
        this.world = world;
        // the clocks of the call stand in for all timeouts of the client
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .connectTimeout(Duration.ZERO)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .connectionPool(new ConnectionPool(MOST_IDLE, KEPT_IDLE.toMinutes(), TimeUnit.MINUTES))
                .socketFactory(new NoDelaySocketFactory())
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .followSslRedirects(false)
                .pingInterval(Duration.ofSeconds(20))
                .eventListener(new ConnectListener())
                .addInterceptor(this::replaceStale)
                .addNetworkInterceptor(this::refuseStale);
        client = more.apply(builder).build();
    }

    Call newCall(Request request) {
        return client.newCall(request);
    }

    /** What the alarms of its calls go by. */
    Watch watch() {
        return watch;
    }

    /** A call begins; it is shut if this is closed, now or later. */
    void begin(Exchange exchange) {
        running.add(exchange);
        if (closed) {
            exchange.shut();
        }
    }

    /** A call has ended. May be told again. */
    void end(Exchange exchange) {
        if (running.remove(exchange) && closed) {
            client.connectionPool().evictAll();
        }
    }

    /** Shuts the calls under way and closes the connections. May be called again. */
    void close() {
        closed = true;
        running.forEach(Exchange::shut);
        client.connectionPool().evictAll();
        lastUsed.clear();
        watch.close();
    }

    /** How many are open, idle or in use. */
    int open() {
        return client.connectionPool().connectionCount();
    }

    private Response replaceStale(Interceptor.Chain chain) throws IOException {
        while (true) { // ends: each round takes a connection out of the pool, and new ones are never stale
            try {
                return chain.proceed(chain.request());
            } catch (StaleConnectionException e) {
                LOG.log(System.Logger.Level.DEBUG, "the server had closed an idle connection; taking another one");
            }
        }
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
        if (before == null && lastUsed.size() > MOST_IDLE) {
            lastUsed.values().removeIf(used -> now - used > FORGET_NANOS);
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

    private static final class StaleConnectionException extends IOException {
        private static final long serialVersionUID = 1;

        StaleConnectionException() {
            super("the server had closed the connection before the request was sent");
        }
    }

    /** Starts the clock of connecting with the first step of it, the choice of a proxy. */
    private static final class ConnectListener extends EventListener {
        @Override
        public void proxySelectStart(Call call, HttpUrl url) {
            Objects.requireNonNull(call.request().tag(Exchange.class)).connecting();
        }
    }
}
