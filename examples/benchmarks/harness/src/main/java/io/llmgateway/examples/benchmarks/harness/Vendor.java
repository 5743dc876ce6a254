package io.llmgateway.examples.benchmarks.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/**
 * A vendor that costs next to nothing: one thread, answers that lie ready, and just as much HTTP as clients need. Prints its
 * address and ends with its input.
 */
final class Vendor {
    private final Selector selector;
    private final ServerSocketChannel door;
    private final PriorityQueue<Exchange> waiting = new PriorityQueue<>(Comparator.comparingLong(Exchange::due));

    private Vendor() throws IOException {
        selector = Selector.open();
        door = ServerSocketChannel.open();
        door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10_000);
        door.configureBlocking(false);
        door.register(selector, SelectionKey.OP_ACCEPT);
    }

    public static void main(String[] args) throws IOException {
        Vendor vendor = new Vendor();
        Thread work = new Thread(vendor::work, "vendor");
        work.setDaemon(true);
        work.start();
        System.out.println("http://127.0.0.1:" + vendor.door.socket().getLocalPort() + "/v1");
        while (System.in.read() >= 0) {
            // whoever started us is still there
        }
    }

    private void work() {
        try {
            while (true) {
                long now = System.nanoTime();
                for (Exchange next = waiting.peek(); next != null && next.due() - now <= 0; next = waiting.peek()) {
                    waiting.remove();
                    if (next.tick()) {
                        waiting.add(next);
                    }
                }
                Exchange next = waiting.peek();
                if (next == null) {
                    selector.select(this::serve);
                } else {
                    long millis = TimeUnit.NANOSECONDS.toMillis(next.due() - System.nanoTime());
                    selector.select(this::serve, Math.max(1, millis));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                accept();
            } else if (((Exchange) key.attachment()).ready()) {
                waiting.add((Exchange) key.attachment());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() throws IOException {
        for (SocketChannel channel = door.accept(); channel != null; channel = door.accept()) {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            key.attach(new Exchange(channel, key));
        }
    }
}
