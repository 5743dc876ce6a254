package io.llmgateway.providers.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Idle connections are closed when it is time to, and no call wakes a thread for it. */
@Timeout(30)
class IdleRoundsTest {
    private static final String THREAD = "OkHttp idle connections";

    private static RawServer server() throws IOException {
        return new RawServer(peer -> {
            while (peer.read() != null) {
                peer.json("{\"text\":\"Hi \",\"finish\":\"stop\"}");
            }
        });
    }

    private static Stream<ThreadInfo> closers() {
        return Stream.of(ManagementFactory.getThreadMXBean().dumpAllThreads(false, false))
                .filter(thread -> thread.getThreadName().contains("OkHttp ConnectionPool")
                        || thread.getThreadName().equals(THREAD));
    }

    private static long wakes() {
        return closers().mapToLong(ThreadInfo::getWaitedCount).sum();
    }

    @Test
    void callsWakeNobody() throws Exception {
        int calls = 2_000;
        try (RawServer server = server();
                Toy toy = new Toy(server.url())) {
            toy.whole();
            long before = wakes();
            for (int i = 0; i < calls; i++) {
                toy.whole();
            }
            assertThat(server.connections()).isEqualTo(1);
            assertThat(closers()).isNotEmpty();
            assertThat(wakes() - before).isLessThan(calls / 10); // one a second, and this takes no minutes
        }
    }

    @Test
    void severalPoolsTakeNoNewThreadForEachRound() throws Exception {
        try (RawServer server = server();
                Toy one = new Toy(server.url());
                Toy other = new Toy(server.url())) {
            Set<Long> threads = new HashSet<>();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5); // so many rounds
            while (System.nanoTime() < end) {
                one.whole();
                other.whole();
                closers().forEach(thread -> threads.add(thread.getThreadId()));
            }
            assertThat(threads).hasSizeLessThan(4);
        }
    }

    @Test
    void whatIsIdleForTooLongIsClosedAndNoThreadIsLeft() throws Exception {
        ConnectionPool pool = IdleRounds.pool(5, 1_500, TimeUnit.MILLISECONDS); // longer than a rest
        OkHttpClient client = new OkHttpClient.Builder().connectionPool(pool).build();
        try (RawServer server = server()) {
            Request request = new Request.Builder()
                    .url(server.url())
                    .post(RequestBody.create(new byte[2]))
                    .build();
            client.newCall(request).execute().close();
            assertThat(pool.idleConnectionCount()).isEqualTo(1);
            while (pool.connectionCount() > 0 || closers().findAny().isPresent()) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void whereOkHttpHidesItsInsidesItsOwnPoolsDo() throws Exception {
        List<Path> modules = new ArrayList<>();
        List<URL> others = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            if (path.getFileName().toString().matches("(okhttp-jvm|okio-jvm|kotlin-stdlib)-\\d.*")) {
                modules.add(path);
            } else {
                others.add(path.toUri().toURL());
            }
        }
        ModuleLayer boot = ModuleLayer.boot();
        Configuration configuration = boot.configuration()
                .resolve(ModuleFinder.of(modules.toArray(Path[]::new)), ModuleFinder.of(), Set.of("okhttp3"));
        ModuleLayer layer = boot.defineModulesWithOneLoader(configuration, ClassLoader.getPlatformClassLoader());
        try (URLClassLoader loader = new URLClassLoader(others.toArray(URL[]::new), layer.findLoader("okhttp3"))) {
            Method run = loader.loadClass(Hidden.class.getName()).getDeclaredMethod("run");
            run.setAccessible(true);
            run.invoke(null);
        }
    }

    /** Runs where OkHttp is a module. */
    static final class Hidden {
        static void run() throws IOException {
            assertThat(OkHttpClient.class.getModule().isNamed()).isTrue();
            assertThatThrownBy(() -> IdleRounds.pool(1, 1, TimeUnit.MINUTES)).isInstanceOf(LinkageError.class);
            try (RawServer server = server();
                    Toy toy = new Toy(server.url())) {
                toy.whole();
                toy.whole();
                assertThat(server.connections()).isEqualTo(1);
            }
        }
    }
}
