package io.llmgateway.spring.properties;

import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.nio.file.Path;

/**
 * What a client of an effect stands on: a world whose time the test moves, two vendors without a network, {@code one} and
 * {@code two}, that answer "one" and "two" unless told otherwise, and an empty folder. Fresh for each client.
 */
final class Scene {
    final FakeWorld world = new FakeWorld();
    final ScriptedProvider one = new ScriptedProvider("one", world).otherwise(call -> Script.answer("one"));
    final ScriptedProvider two = new ScriptedProvider("two", world).otherwise(call -> Script.answer("two"));
    final Path folder;

    Scene(Path folder) {
        this.folder = folder;
    }
}
