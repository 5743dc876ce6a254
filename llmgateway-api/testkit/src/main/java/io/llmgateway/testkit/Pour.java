package io.llmgateway.testkit;

import io.llmgateway.chat.FailureClass;
import io.llmgateway.spi.World;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Hands out one answer in the manner the test wants. */
final class Pour {
    private final VendorWire wire;
    private final FakeRequest request;
    private final WireAnswer answer;
    private final Manner manner;
    private final FakeLine line;
    private final Ids ids;
    private int pieces;

    Pour(VendorWire wire, FakeRequest request, WireAnswer answer, Manner manner, FakeLine line, Ids ids) {
        this.wire = wire;
        this.request = request;
        this.answer = answer;
        this.manner = manner;
        this.line = line;
        this.ids = ids;
    }

    void run() throws IOException {
        line.chunks(manner);
        pause(manner.before());
        if (manner.gateAt() < 0) {
            hold();
        }
        if (answer.streamed()) {
            stream();
        } else {
            whole();
        }
    }

    private void whole() throws IOException {
        WireEvent event = answer.events().get(0);
        byte[] body = event.bytes();
        int half = body.length / 2;
        if (manner.breaks(Manner.Break.GARBLED) || manner.breaks(Manner.Break.END)) {
            body = Arrays.copyOf(body, half);
            half /= 2;
        }
        line.head(answer.status(), answer.headers(), manner.chunks() == Manner.Chunks.EVENTS ? body.length : -1);
        line.body(Arrays.copyOfRange(body, 0, half));
        if (manner.gateAt() >= 0) {
            hold();
        }
        if (manner.breaks(Manner.Break.CUT) || manner.breaks(Manner.Break.CUT_INSIDE)) {
            line.flush();
            line.cut();
            return;
        }
        request.sent(event);
        tellUsage();
        line.lastBytes();
        line.body(Arrays.copyOfRange(body, half, body.length));
        line.end();
    }

    private void stream() throws IOException {
        boolean nothingElse = manner.breaks(Manner.Break.ERROR) && manner.breakAt() == 0;
        line.head(answer.status(), answer.headers(), -1);
        if (nothingElse) {
            tellFailure();
            return;
        }
        List<WireEvent> events = answer.events();
        boolean begun = false;
        for (int i = 0; i < events.size(); i++) {
            WireEvent event = events.get(i);
            if (event.content()) {
                if (!begun && boundary(event)) {
                    return;
                }
                begun = true;
                around();
            }
            if (i == events.size() - 1) {
                tellUsage();
            }
            line.body(event.bytes());
            if (event.content()) {
                pieces++;
                request.sent(event);
                if (boundary(i + 1 < events.size() ? events.get(i + 1) : event)) {
                    return;
                }
            }
        }
        if (begun || !boundary(events.get(events.size() - 1))) {
            line.end();
        }
    }

    // before the last bytes, so that it is known when the client has them
    private void tellUsage() {
        if (manner.how() == Manner.Break.NEVER) {
            request.told(answer.told());
        }
    }

    private void around() throws IOException {
        if (pieces > 0) {
            pause(manner.between());
        }
        if (manner.pings()) {
            line.body(wire.ping().bytes());
        }
    }

    /** What happens between two pieces; true where the answer is over. */
    private boolean boundary(WireEvent next) throws IOException {
        if (manner.gateAt() == pieces) {
            hold();
        }
        if (manner.breakAt() != pieces) {
            return false;
        }
        switch (manner.how()) {
            case CUT -> {
                line.flush();
                line.cut();
            }
            case CUT_INSIDE -> {
                line.body(Arrays.copyOf(next.bytes(), next.bytes().length / 2));
                line.flush();
                line.cut();
            }
            case END -> line.end();
            case ERROR -> tellFailure();
            case GARBLED -> {
                line.body(wire.garbled().bytes());
                return false;
            }
            case NEVER -> {
                return false;
            }
        }
        return true;
    }

    private void tellFailure() throws IOException {
        FailureClass kind = Objects.requireNonNull(manner.error());
        for (WireEvent event : wire.failureInside(request, kind, ids)) {
            line.body(event.bytes());
        }
        line.end();
    }

    private void hold() throws IOException {
        Gate gate = manner.gate();
        if (gate != null) {
            line.flush();
            gate.pass(line.cancellation());
        }
    }

    private void pause(Duration wait) throws IOException {
        if (wait.compareTo(Duration.ZERO) > 0) {
            line.flush();
            World.real().sleep(wait, line.cancellation());
        }
    }

    /** The answer of a raw body. */
    static WireAnswer raw(FakeAnswer.Raw raw, Map<String, String> headers) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("content-type", raw.contentType());
        all.putAll(headers);
        return WireAnswer.whole(raw.status(), all, raw.body(), 0);
    }
}
