package io.llmgateway.examples.simulation;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chain.Cancellation;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.LlmException;
import io.llmgateway.spi.Provider;
import io.llmgateway.spi.ProviderFactory;
import io.llmgateway.spi.ProviderSettings;
import io.llmgateway.testkit.SimWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One strategy in one scenario: all questions, asked by all callers. */
final class Run {
    private static final String CONFIGURATION =
            """
            llmgateway:
              timeouts: { connect: 2s, first-token: 30s, total: 2m }
              providers:
                quick: { type: simulated%s }
                middle: { type: simulated }
                cheap: { type: simulated }
              models:
                any: { targets: [%s], strategy: %s%s }
              default-model: any
              catalogue:
                models:
            %s
            """;

    private final Scenario scenario;
    private final Way way;
    private final long seed;
    private final SimWorld world;
    private final List<Ended> ended = new ArrayList<>(Question.ALL);

    private Run(Scenario scenario, Way way, long seed) {
        this.scenario = scenario;
        this.way = way;
        this.seed = seed;
        this.world = new SimWorld(seed);
    }

    static Result of(Scenario scenario, Way way, long seed) {
        return new Run(scenario, way, seed).result();
    }

    private Result result() {
        try (LlmClient client = LlmGateway.builder()
                .environment(Map.of())
                .yaml(configuration())
                .world(world)
                .factory(new Vendors())
                .build()) {
            for (int i = 0; i < Question.CALLERS; i++) {
                int caller = i;
                world.actor("caller " + caller, () -> live(client, caller));
            }
            world.run();
        }
        ended.sort(Comparator.comparingInt(call -> call.question().number()));
        return new Result(scenario, way, List.copyOf(ended));
    }

    private String configuration() {
        Model[] models = Model.values();
        String targets = Arrays.stream(models).map(Model::target).collect(Collectors.joining(", "));
        String prices = Arrays.stream(models)
                .map(model -> "      " + model.target() + ": { window: 100000, max-output: 1000, quality: "
                        + model.quality() + ", prices: { " + model.prices() + " } }")
                .collect(Collectors.joining("\n"));
        return CONFIGURATION.formatted(scenario.quick(), targets, way.name(), way.settings(), prices);
    }

    // on a thread of its own, but one of them at a time
    private void live(LlmClient client, int caller) {
        for (int number = caller; number < Question.ALL; number += Question.CALLERS) {
            Question question = new Question(number);
            world.sleep(question.at().minus(world.elapsed()), new Cancellation());
            ended.add(ask(client, question));
        }
    }

    private Ended ask(LlmClient client, Question question) {
        Duration began = world.elapsed();
        try {
            ChatResponse response = question.streamed() ? read(client, question) : client.chat(question.request());
            return new Ended(question, began, world.elapsed().minus(began), response.attempts(), null);
        } catch (LlmException e) {
            return new Ended(question, began, world.elapsed().minus(began), e.attempts(), e);
        }
    }

    private static ChatResponse read(LlmClient client, Question question) {
        try (ChatStream stream = client.stream(question.request())) {
            return stream.await();
        }
    }

    private final class Vendors implements ProviderFactory {
        @Override
        public String type() {
            return "simulated";
        }

        @Override
        public Provider create(ProviderSettings settings) {
            return new Vendor(settings.id(), scenario.troubles().apply(settings.id()), world, seed);
        }
    }
}
