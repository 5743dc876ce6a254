package io.llmgateway.testkit;

import io.llmgateway.chain.Cancellation;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A small HTTP/1.1 server that can do what servers must not: cut, stall, lie. While an answer is under way it keeps
 * reading, so it notices at once when the client goes away; that is why it is not a ready-made one.
 */
final class FakeServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(FakeServer.class.getName());

    private final Handler handler;
    private final ExecutorService threads;
    private final Map<Socket, Cancellation> open = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile Door door;

    /** Where connections come in, until nobody takes them any more. */
    private record Door(ServerSocket socket, CountDownLatch left) {}

    /** Answers one request. */
    interface Handler {
        /**
         * Answers.
         *
         * @param request the request
         * @param line where the answer goes
         * @throws IOException if the client is gone
         */
        void handle(FakeRequest request, FakeLine line) throws IOException;
    }

    FakeServer(String name, Handler handler) {
        this.handler = handler;
        AtomicInteger number = new AtomicInteger();
        threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        door = open(0);
    }

    private Door open(int port) {
        try {
            Door opened =
                    new Door(new ServerSocket(port, 256, InetAddress.getLoopbackAddress()), new CountDownLatch(1));
            threads.execute(() -> welcome(opened));
            return opened;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open a port on the loopback address", e);
        }
    }

    /** Closes the port and cuts what is under way. */
    void unplug() {
        Door closing = door;
        try {
            closing.socket().close();
            closing.left().await(); // one more may be taken while it closes
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing a fake vendor", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        open.forEach((socket, gone) -> {
            gone.cancel();
            FakeLine.close(socket);
        });
    }

    /** Opens the same port again. */
    void plugIn() {
        ServerSocket last = door.socket();
        if (last.isClosed()) {
            door = open(last.getLocalPort());
        }
    }

    String url() {
        ServerSocket socket = door.socket();
        return "http://" + socket.getInetAddress().getHostAddress() + ":" + socket.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    private void welcome(Door at) {
        try {
            while (!at.socket().isClosed()) {
                Socket socket = at.socket().accept();
                connections.incrementAndGet();
                open.put(socket, new Cancellation());
                threads.execute(() -> converse(socket));
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.TRACE, "a fake vendor takes no more connections", e);
        } finally {
            at.left().countDown();
        }
    }

    private void converse(Socket socket) {
        Cancellation gone = open.getOrDefault(socket, new Cancellation());
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (FakeRequest request = HttpText.read(in); request != null; request = HttpText.read(in)) {
                if (!answer(request, socket, in, gone)) {
                    return;
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.TRACE, "a client of a fake vendor is gone", e);
        } finally {
            open.remove(socket);
        }
    }

    /** Answers one request; false where nothing follows. */
    private boolean answer(FakeRequest request, Socket socket, InputStream in, Cancellation gone) throws IOException {
        FakeLine line = new FakeLine(request, socket, gone);
        CountDownLatch answered = new CountDownLatch(1);
        threads.execute(() -> {
            try {
                speak(request, line);
            } finally {
                request.over();
                answered.countDown();
            }
        });
        try {
            in.mark(1);
            if (in.read() < 0) {
                line.clientLeft();
                return false;
            }
            in.reset();
            answered.await();
            return !socket.isClosed();
        } catch (IOException e) {
            line.clientLeft();
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void speak(FakeRequest request, FakeLine line) {
        try {
            handler.handle(request, line);
        } catch (IOException e) {
            line.clientLeft();
        } catch (RuntimeException | AssertionError e) {
            if (!line.gone()) {
                LOG.log(System.Logger.Level.ERROR, "a fake vendor failed on " + request, e);
                line.cut();
            }
        }
    }

    @Override
    public void close() {
        unplug();
        threads.shutdownNow();
    }
}
