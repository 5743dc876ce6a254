package io.llmgateway.testkit;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.ReplySource;
import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.error.CancelledException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.spi.World;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Plays the events of a script. */
final class ScriptedSource implements ReplySource {
    private final Script script;
    private final List<ChatEvent> events;
    private final ResponseInfo info;
    private final Call call;
    private final World world;
    private final Runnable onClose;
    private final AtomicBoolean closed = new AtomicBoolean();
    private int played;

    ScriptedSource(Script script, List<ChatEvent> events, ResponseInfo info, Call call, World world, Runnable onClose) {
        this.script = script;
        this.events = events;
        this.info = info;
        this.call = call;
        this.world = world;
        this.onClose = onClose;
    }

    @Override
    public ChatEvent next() {
        if (closed.get() || call.cancellation().cancelled()) {
            throw new CancelledException("the call to " + info.provider() + " was given up");
        }
        Gate gate = played == 0 ? null : script.gateAfter(played);
        if (gate != null) {
            gate.pass(call.cancellation());
        }
        Failure cut = script.cutAfterExactly(played);
        if (cut == null && played == events.size()) {
            cut = Failure.of(FailureClass.TRANSIENT, "the script ended without Finished");
        }
        if (cut != null) {
            throw new ProviderFailedException(info.provider(), info.model(), cut, null);
        }
        if (played > 0 && script.between().compareTo(Duration.ZERO) > 0) {
            world.sleep(script.between(), call.cancellation());
        }
        return events.get(played++);
    }

    @Override
    public ResponseInfo info() {
        return info;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            onClose.run();
        }
    }
}
