package io.llmgateway.providers.kit;

import io.llmgateway.chain.ChatAssembler;
import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.ChatResponse;
import okhttp3.Response;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

/** Reads an answer that is there as a whole, by the same events a streamed one has. */
final class WholeAnswer {
    private final Exchange exchange;
    private final Response response;
    private final byte[] body;

    WholeAnswer(Exchange exchange, Response response, byte[] body) {
        this.exchange = exchange;
        this.response = response;
        this.body = body;
    }

    ChatResponse chat(ChatWire.Reader reader, Answer answer, ChatWire wire) {
        try (JsonParser json = WireJson.parser(body, 0, body.length)) {
            reader.whole(json, answer);
        } catch (JacksonException e) {
            // a page of a proxy, or an error in another shape
            throw body.length > 0 && body[0] != '{'
                    ? exchange.failed(wire.failure(exchange.failure(response, body)))
                    : exchange.malformed(e);
        }
        ChatAssembler assembler = new ChatAssembler();
        for (ChatEvent event = answer.poll(); event != null; event = answer.poll()) {
            assembler.accept(event);
        }
        assembler.accept(answer.finished());
        return assembler.build(answer.info().raw(body).build(), null);
    }
}
