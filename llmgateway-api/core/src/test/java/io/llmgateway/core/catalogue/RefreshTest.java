package io.llmgateway.core.catalogue;

import static io.llmgateway.core.catalogue.Setup.usage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.llmgateway.chain.Target;
import io.llmgateway.chat.Cost;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.event.GatewayEvent.CatalogueRead;
import io.llmgateway.money.Catalogue.PriceList;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefreshTest {
    @TempDir
    private Path directory;

    private final Setup setup = new Setup();

    private Path list(String name, int price) throws IOException {
        return write(
                name,
                "{\"format\":\"llmgateway-prices\",\"date\":\"2026-11-0" + price
                        + "\",\"models\":{\"acme/one\":{\"prices\":" + "[{\"input\":" + price + ",\"output\":" + price
                        + "}]}}}");
    }

    private Path write(String name, String content) throws IOException {
        Path fresh = Files.writeString(directory.resolve(name + ".new"), content);
        return Files.move(
                fresh, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String price(ModelCatalogue catalogue) {
        return catalogue
                .price("acme/one", usage(1_000_000, 0))
                .known()
                .stripTrailingZeros()
                .toPlainString();
    }

    private CatalogueRead told() throws InterruptedException {
        Object event = setup.events.poll(10, TimeUnit.SECONDS);
        assertThat(event).isInstanceOf(CatalogueRead.class);
        return (CatalogueRead) event;
    }

    @Test
    void aRefreshReadsAgainAndTellsIt() throws Exception {
        ModelCatalogue catalogue = setup.file(list("a.json", 1)).open();
        Target unpriced = new Target("acme", "two");
        assertThat(price(catalogue)).isEqualTo("1");
        assertThat(catalogue.firstUnpriced(unpriced)).isTrue();

        catalogue.refresh();
        assertThat(catalogue.firstUnpriced(unpriced)).as("nothing changed").isFalse();
        assertThat(told()).isEqualTo(new CatalogueRead(setup.world.now(), "a.json 2026-11-01", null));

        list("a.json", 2);
        assertThat(price(catalogue)).isEqualTo("1");
        catalogue.refresh();
        assertThat(price(catalogue)).isEqualTo("2");
        assertThat(told()).isEqualTo(new CatalogueRead(setup.world.now(), "a.json 2026-11-02", null));
        assertThat(catalogue.firstUnpriced(unpriced)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "3",
                "{}",
                "{\"format\":\"llmgateway-prices\",\"models\":{}}",
                "{\"format\":\"llmgateway-prices\",\"models\":{\"acme/one\":{\"window\":1}}}",
                "{\"format\":\"llmgateway-prices\",\"models\":{\"acme/one\":{\"prices\":[{\"input\":-1}]}}}",
                "{\"format\":\"llmgateway-prices\",\"models\":{\"acme/one\":{\"prices\":[{\"input\":NaN}]}}}"
            })
    void aListThatMakesNoSenseIsRefusedAndTheLastGoodOneStays(String content) throws Exception {
        Path good = list("a.json", 1);
        ModelCatalogue catalogue = setup.file(good).file(list("b.json", 3)).open();
        List<PriceList> before = catalogue.lists();
        list("a.json", 2);
        write("b.json", content);
        assertThatThrownBy(catalogue::refresh)
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("b.json");
        assertThat(price(catalogue)).as("all or nothing").isEqualTo("3");
        assertThat(catalogue.lists()).isEqualTo(before);
        CatalogueRead told = told();
        assertThat(told.version()).isEqualTo("b.json 2026-11-03");
        assertThat(told.error()).contains("b.json");

        Files.delete(directory.resolve("b.json"));
        assertThatThrownBy(catalogue::refresh).hasMessageContaining("b.json does not exist");
        assertThat(price(catalogue)).isEqualTo("3");
    }

    @Test
    void whenItIsTimeSomebodyReadsAgainAndAFailureIsTriedAgainLater() throws Exception {
        ModelCatalogue catalogue =
                setup.file(list("a.json", 1)).refresh(Duration.ofHours(24)).open();
        list("a.json", 2);
        setup.world.advance(Duration.ofHours(24).minusSeconds(1));
        assertThat(price(catalogue)).isEqualTo("1");
        setup.world.advance(Duration.ofSeconds(1));
        price(catalogue);
        assertThat(told().error()).isNull();
        assertThat(price(catalogue)).isEqualTo("2");

        write("a.json", "{");
        setup.world.advance(Duration.ofHours(24));
        price(catalogue);
        assertThat(told().error()).contains("a.json");
        assertThat(price(catalogue)).isEqualTo("2");
        assertThat(setup.events).as("not again before its time").isEmpty();

        list("a.json", 3);
        setup.world.advance(Duration.ofHours(24));
        price(catalogue);
        assertThat(told().error()).isNull();
        assertThat(price(catalogue)).isEqualTo("3");
    }

    @Test
    void aClosedCatalogueReadsNoMore() throws Exception {
        ModelCatalogue catalogue =
                setup.file(list("a.json", 1)).refresh(Duration.ofHours(1)).open();
        catalogue.close();
        setup.world.advance(Duration.ofHours(2));
        assertThat(price(catalogue)).isEqualTo("1");
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(t -> t.getName().equals("llmgateway-prices"));
        assertThat(setup.events).isEmpty();
    }

    @Test
    void everyPriceIsWhollyOfOneListWhileListsChange() throws Exception {
        ModelCatalogue catalogue = setup.file(list("a.json", 1)).open();
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch reading = new CountDownLatch(4);
        ExecutorService threads = Executors.newFixedThreadPool(5);
        List<CompletableFuture<Integer>> readers = IntStream.range(0, 4)
                .mapToObj(reader -> CompletableFuture.supplyAsync(
                        () -> {
                            int priced = 0;
                            while (!over.get()) {
                                Cost cost = catalogue.price("acme/one", usage(1_000_000, 1_000_000));
                                BigDecimal each = cost.known().divide(BigDecimal.valueOf(2));
                                assertThat(cost.lines()).allSatisfy(line -> assertThat(line.amount())
                                        .isEqualByComparingTo(each));
                                assertThat(cost.prices())
                                        .isEqualTo("a.json 2026-11-0"
                                                + each.stripTrailingZeros().toPlainString());
                                priced++;
                                reading.countDown();
                            }
                            return priced;
                        },
                        threads))
                .toList();
        CompletableFuture<Void> other = CompletableFuture.runAsync(
                () -> {
                    while (!over.get()) {
                        catalogue.refresh();
                    }
                },
                threads);
        assertThat(reading.await(10, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 200; i++) {
            list("a.json", 1 + i % 9);
            catalogue.refresh();
        }
        list("a.json", 5);
        catalogue.refresh();
        over.set(true);
        other.get(10, TimeUnit.SECONDS);
        for (CompletableFuture<Integer> reader : readers) {
            assertThat(reader.get(10, TimeUnit.SECONDS)).isPositive();
        }
        threads.shutdown();
        assertThat(price(catalogue)).isEqualTo("5");
    }

    @Test
    void anAddressIsReadOverTheFilesAndItsQueryIsNotTold() throws Exception {
        AtomicReference<String> content = new AtomicReference<>(Files.readString(list("url.json", 7)));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/lists/prices.json", exchange -> {
            String text = content.get();
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(text.isEmpty() ? 503 : 200, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/lists/prices.json";
            ModelCatalogue catalogue =
                    setup.file(list("a.json", 1)).url(url + "?key=secret").open();
            assertThat(price(catalogue)).isEqualTo("7");
            assertThat(catalogue.lists()).extracting(PriceList::name).endsWith(url);
            assertThat(catalogue.price("acme/one", usage(1, 1)).prices()).isEqualTo("prices.json 2026-11-07");

            content.set("");
            assertThatThrownBy(catalogue::refresh)
                    .isInstanceOf(MisconfiguredException.class)
                    .hasMessageContaining(url)
                    .hasMessageContaining("503")
                    .hasMessageNotContaining("secret");
            assertThat(price(catalogue)).isEqualTo("7");
        } finally {
            server.stop(0);
        }
        assertThatThrownBy(() -> new Setup()
                        .url("http://127.0.0.1:" + server.getAddress().getPort() + "/lists/prices.json")
                        .open())
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void ofTwoReadingsTheOneBegunLaterCountsAlsoWhereItFoundNothingNew() throws Exception {
        byte[] first = Files.readAllBytes(list("a.json", 1));
        byte[] second = Files.readAllBytes(list("a.json", 2));
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        ExecutorService threads = Executors.newCachedThreadPool();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            boolean late = asked.incrementAndGet() == 2;
            try {
                if (late) {
                    begun.countDown();
                    go.await(10, TimeUnit.SECONDS);
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            byte[] bytes = late ? second : first;
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        try {
            ModelCatalogue catalogue = setup.url(
                            "http://127.0.0.1:" + server.getAddress().getPort() + "/a.json")
                    .open();
            CompletableFuture<Void> slow = CompletableFuture.runAsync(catalogue::refresh, threads);
            assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
            catalogue.refresh();
            go.countDown();
            slow.get(10, TimeUnit.SECONDS);
            assertThat(price(catalogue)).isEqualTo("1");
        } finally {
            server.stop(0);
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"file:///etc/passwd", "prices.json", "ftp://h/p", "http://user:pw@host/p", "http:///p", "h t"})
    void onlyWebAddressesAreRead(String url) {
        assertThatThrownBy(() -> new Setup().url(url).open())
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("llmgateway.catalogue.url")
                .hasMessageNotContaining("pw");
    }
}
