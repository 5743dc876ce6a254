package io.llmgateway.testkit.contract;

import io.llmgateway.spi.World;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** Gives the ways an answer travels. */
final class Deliveries implements ArgumentsProvider {
    @Override
    public Stream<Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
        return Stream.of(Delivery.whole(), Delivery.streamed(), Delivery.chunked(seed()))
                .map(Arguments::of);
    }

    static long seed() {
        Long given = Long.getLong("seed");
        return given == null ? World.real().nanoTime() : given;
    }
}
