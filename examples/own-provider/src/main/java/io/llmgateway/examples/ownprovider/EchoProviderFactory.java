package io.llmgateway.examples.ownprovider;

import io.llmgateway.chain.Reply;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.spi.Provider;
import io.llmgateway.spi.ProviderFactory;
import io.llmgateway.spi.ProviderSettings;
import java.util.List;

/** A provider of one's own: says back what it hears. Found by its line in {@code META-INF/services}. */
public final class EchoProviderFactory implements ProviderFactory {
    @Override
    public String type() {
        return "echo";
    }

    @Override
    public Provider create(ProviderSettings settings) {
        return call -> {
            String model = call.request().model().orElse("echo");
            if (!(call.request() instanceof ChatRequest chat)) {
                Failure failure = Failure.of(FailureClass.UNSUPPORTED, "an echo can only chat");
                throw new ProviderFailedException(settings.id(), model, failure, null);
            }
            String heard = chat.messages().get(chat.messages().size() - 1).text();
            return Reply.of(new ChatResponse(
                    List.of(new Part.Text(heard)),
                    FinishReason.STOP,
                    Usage.builder().output(heard.split("\\s+").length).build(),
                    ResponseInfo.builder(settings.id(), model).build()));
        };
    }
}
