package io.llmgateway.providers.kit;

import io.llmgateway.chain.ChatAssembler;
import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.error.ProviderFailedException;
import okhttp3.Response;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.exc.UnexpectedEndOfInputException;

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
        } catch (UnexpectedEndOfInputException e) {
            throw body.length == 0 ? notAnAnswer(wire) : exchange.cut("the answer was cut inside its JSON");
        } catch (JacksonException e) {
            throw looksLikeJson() ? exchange.malformed(e) : notAnAnswer(wire);
        }
        if (answer.empty()) {
            throw notAnAnswer(wire);
        }
        ChatAssembler assembler = new ChatAssembler();
        for (ChatEvent event = answer.poll(); event != null; event = answer.poll()) {
            assembler.accept(event);
        }
        assembler.accept(answer.finished());
        return assembler.build(answer.info().raw(body).build(), null);
    }

    private ProviderFailedException notAnAnswer(ChatWire wire) {
        return exchange.notAnAnswer(response, body, wire::failure);
    }

    private boolean looksLikeJson() {
        int i = 0;
        while (i < body.length && Json.isBlank(body[i])) {
            i++;
        }
        return i < body.length && Json.beginsContainer(body[i]);
    }
}
