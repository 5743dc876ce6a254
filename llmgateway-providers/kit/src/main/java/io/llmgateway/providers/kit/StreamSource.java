package io.llmgateway.providers.kit;

import io.llmgateway.chain.ReplySource;
import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import okhttp3.Response;
import okio.BufferedSource;
import okio.Timeout;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** The events of a streamed answer, read frame by frame as they are asked for. */
final class StreamSource implements ReplySource {
    private final Exchange exchange;
    private final Response response;
    private final Frames frames;
    private final ChatWire.Reader reader;
    private final Answer answer;
    private final ChatWire wire;
    private final Timeout timeout;
    private boolean over;

    StreamSource(
            Exchange exchange,
            Response response,
            BufferedSource source,
            ChatWire.Reader reader,
            Answer answer,
            ChatWire wire) {
        this.exchange = exchange;
        this.response = response;
        this.frames = wire.framing().frames(source);
        this.timeout = source.timeout();
        this.reader = reader;
        this.answer = answer;
        this.wire = wire;
    }

    @Override
    public ChatEvent next() {
        exchange.checkStillWanted();
        while (true) {
            ChatEvent event = answer.poll();
            if (event != null) {
                if (event.content()) {
                    exchange.begun();
                }
                return event;
            }
            if (over || answer.ended()) {
                over = true;
                if (answer.empty()) {
                    throw exchange.failed(FailureClass.MALFORMED, "the stream ended without an answer in it");
                }
                return answer.finished();
            }
            advance();
        }
    }

    private void advance() {
        try {
            exchange.beforeRead(timeout);
            if (!frames.next()) {
                if (!reader.completeAtEnd(answer)) {
                    throw exchange.cut("the stream ended before the answer was complete");
                }
                over = true;
            } else if (frames.stray()) {
                byte[] content = frames.text().getBytes(StandardCharsets.UTF_8);
                throw exchange.notAnAnswer(response, content, wire::failure);
            } else {
                reader.frame(frames, answer);
            }
        } catch (JacksonException e) {
            throw frames.complete() ? exchange.malformed(e) : exchange.cut("the stream was cut inside an event");
        } catch (IOException e) {
            throw exchange.failed(e);
        }
    }

    @Override
    public ResponseInfo info() {
        return answer.info().build();
    }

    @Override
    public @Nullable Usage usageSoFar() {
        return answer.usageSoFar();
    }

    @Override
    public void close() {
        if (!over) {
            exchange.abort();
        }
        exchange.done();
        response.close();
    }
}
