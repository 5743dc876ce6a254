package io.llmgateway.core.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.llmgateway.chain.Call;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import io.llmgateway.recall.Remembered;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.MapCacheStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A store behind a process that is short of threads. */
class ShelfTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final FakeWorld world = new FakeWorld();
    private final MapCacheStore store = new MapCacheStore(world);
    private final AtomicBoolean scarce = new AtomicBoolean();
    private final Shelf shelf = new Shelf(store, Duration.ofSeconds(1), this::execute, new Tally(), world);

    private void execute(Runnable task) {
        if (scarce.get()) {
            throw new OutOfMemoryError("unable to create native thread");
        }
        task.run();
    }

    @Test
    void aLookThatFindsNoThreadIsAMissAndKeepsNoPlace() {
        Key key = new Key(1, 0, 0, 0);
        Remembered about = new Remembered(null, "", Map.of(), "m", "toy", "x", "x", world.now());
        ChatResponse response = new ChatResponse(
                List.of(new Part.Text("hi")),
                FinishReason.STOP,
                Usage.NONE,
                ResponseInfo.builder("toy", "x").build());
        Entry entry = new Entry(about, response, null, LONG, LONG, world.nanoTime(), 0);
        store.put(key.hex(), EntryCodec.write(key, entry), LONG);
        Call call = Call.of(ChatRequest.of("hi"), false, "op", world.nanoTime());
        scarce.set(true);
        for (int i = 0; i < 33; i++) {
            assertThatCode(() -> assertThat(shelf.get(call, List.of(key))).isEmpty())
                    .doesNotThrowAnyException();
        }
        scarce.set(false);
        assertThat(shelf.get(call, List.of(key))).containsKey(key);
    }
}
