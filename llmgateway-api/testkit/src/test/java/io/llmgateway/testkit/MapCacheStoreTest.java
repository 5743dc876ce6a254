package io.llmgateway.testkit;

import io.llmgateway.spi.CacheStore;
import io.llmgateway.testkit.contract.CacheStoreContract;
import java.time.Duration;

class MapCacheStoreTest extends CacheStoreContract {
    private final FakeWorld world = new FakeWorld();

    @Override
    protected CacheStore create() {
        return new MapCacheStore(world);
    }

    @Override
    protected void pass(Duration time) {
        world.advance(time);
    }
}
