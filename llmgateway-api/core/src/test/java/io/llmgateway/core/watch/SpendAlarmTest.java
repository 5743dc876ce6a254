package io.llmgateway.core.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.core.config.WatchConfig;
import io.llmgateway.core.ledger.Entries;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.GatewayListener;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class SpendAlarmTest {
    private static final Instant BEGINNING = Instant.parse("2026-03-10T00:00:00Z");

    private final List<GatewayEvent.SpendRose> told = new CopyOnWriteArrayList<>();
    private GatewayListener alarm = alarm("5", "1");
    private int calls;

    private GatewayListener alarm(String factor, String least) {
        return Watching.spendAlarm(
                new WatchConfig.SpendRise("team", new BigDecimal(factor), Duration.ofHours(1), new BigDecimal(least)),
                event -> told.add((GatewayEvent.SpendRose) event));
    }

    private void spend(String team, int hour, String dollars) {
        alarm.on(new GatewayEvent.Booked(
                Entries.paid("op" + ++calls, 1, team, dollars, BEGINNING.plus(Duration.ofHours(hour)))));
    }

    @Test
    void aRiseIsToldOnceAWindow() {
        for (int hour = 0; hour < 3; hour++) {
            spend("search", hour, "0.5");
            spend("search", hour, "0.5");
        }
        spend("search", 3, "5");
        assertThat(told).isEmpty();
        spend("search", 3, "0.01");
        spend("search", 3, "100");
        assertThat(told).singleElement().satisfies(rose -> {
            assertThat(rose.scope()).isEqualTo(Map.of("team", "search"));
            assertThat(rose.usual()).isEqualByComparingTo("1");
            assertThat(rose.now()).isEqualByComparingTo("5.01");
            assertThat(rose.operation()).isEqualTo("op8");
        });
        // the habit has learnt: (1 + 105.01) / 4 of it
        spend("search", 4, "130");
        assertThat(told).hasSize(1);
        spend("search", 4, "6");
        assertThat(told).hasSize(2);
        assertThat(told.get(1).usual()).isEqualByComparingTo("27.0025");
    }

    @Test
    void threeWindowsMakeAHabit() {
        spend("search", 0, "1");
        spend("search", 1, "1");
        spend("search", 2, "1000");
        assertThat(told).isEmpty();
    }

    @Test
    void windowsWithoutSpendingDoNotCount() {
        for (int week = 0; week < 5; week++) {
            spend("batch", week * 168, "50");
        }
        assertThat(told).isEmpty();
        spend("batch", 5 * 168, "251");
        assertThat(told).hasSize(1);
    }

    @Test
    void theSettingsDecide() {
        alarm = alarm("2", "10");
        for (int hour = 0; hour < 3; hour++) {
            spend("search", hour, "1");
        }
        spend("search", 3, "9.99");
        assertThat(told).isEmpty();
        spend("search", 3, "0.01");
        assertThat(told).hasSize(1);
    }

    @Test
    void eachValueHasItsOwnHabitAndWhatCostsNothingHasNone() {
        for (int hour = 0; hour < 4; hour++) {
            spend("small", hour, "1");
            spend("large", hour, "100");
            spend("free", hour, "0");
        }
        spend("free", 5, "100");
        assertThat(told).isEmpty();
        spend("small", 5, "100");
        assertThat(told).extracting(rose -> rose.scope().get("team")).containsExactly("small");
    }

    @Test
    void whatComesLateCountsInTheWindowThereIs() {
        for (int hour = 0; hour < 4; hour++) {
            spend("search", hour, "1");
        }
        spend("search", 0, "5");
        assertThat(told).singleElement().satisfies(rose -> assertThat(rose.now())
                .isEqualByComparingTo("6"));
    }

    @Test
    void idleValuesMakeRoomFirst() {
        for (int hour = 0; hour < 4; hour++) {
            spend("idle", hour, "1");
            spend("busy", hour, "1");
        }
        for (int i = 0; i < 3 * SpendAlarm.MOST_VALUES; i++) {
            spend("once" + i, 5, "1");
            if (i % 100 == 0) {
                calls++;
                alarm.on(new GatewayEvent.Booked(Entries.paid(
                        "op" + calls,
                        1,
                        "busy",
                        "0.001",
                        BEGINNING.plus(Duration.ofHours(5)).plusMillis(i))));
            }
        }
        spend("busy", 6, "10");
        spend("idle", 6, "1000");
        assertThat(told).extracting(rose -> rose.scope().get("team")).containsExactly("busy");
    }

    @Test
    void manyThreadsTellItOnceAndLoseNothing() {
        alarm = alarm("10", "1");
        for (int hour = 0; hour < 3; hour++) {
            spend("search", hour, "40");
        }
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            threads.add(CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 10_000; i++) {
                    alarm.on(new GatewayEvent.Booked(
                            Entries.paid("op", 1, "search", "0.01", BEGINNING.plus(Duration.ofHours(3)))));
                }
            }));
        }
        threads.forEach(CompletableFuture::join);
        assertThat(told).isEmpty(); // 400 are not more than ten times 40
        spend("search", 3, "0.01");
        assertThat(told).singleElement().satisfies(rose -> assertThat(rose.now())
                .isEqualByComparingTo("400.01"));
    }
}
