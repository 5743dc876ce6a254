package io.llmgateway.core.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Target;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Outcome;
import io.llmgateway.chat.PriceStatus;
import io.llmgateway.core.catalogue.ModelCatalogue;
import io.llmgateway.core.catalogue.TokenEstimator;
import io.llmgateway.core.catalogue.Vendor;
import io.llmgateway.core.config.CatalogueConfig;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.spi.TokenCounter;
import io.llmgateway.testkit.FakeWorld;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BookingTest {
    private final FakeWorld world = new FakeWorld();
    private final List<GatewayEvent> events = new ArrayList<>();

    @Test
    void whatCannotBeWorkedOutIsSettledToldAndBookedAsUnknown() {
        Map<String, Vendor> vendors = Map.of("toy", new Vendor("toy", null));
        ModelCatalogue catalogue = ModelCatalogue.create(CatalogueConfig.EMPTY, List.of(), vendors, world, event -> {});
        TokenEstimator broken = new TokenEstimator(vendors, List.of(new TokenCounter() {
            @Override
            public boolean knows(String vendor, String model) {
                throw new AssertionError("a bug of a counter");
            }

            @Override
            public long count(String model, String text) {
                return 0;
            }
        }));
        Call call =
                Call.of(ChatRequest.of("Hi").withModel("one"), false, "op", 0).withListener(events::add);
        List<PriceStatus> settled = new ArrayList<>();
        new Booking(catalogue, broken, world)
                .open(call, new Target("toy", "one"), 1, (usage, cost) -> settled.add(cost.status()))
                .close(Outcome.ABANDONED, null, null, null);
        assertThat(settled).containsExactly(PriceStatus.MISSING);
        assertThat(events)
                .filteredOn(GatewayEvent.AttemptEnded.class::isInstance)
                .hasSize(1);
        assertThat(events).filteredOn(GatewayEvent.Booked.class::isInstance).hasSize(1);
    }
}
