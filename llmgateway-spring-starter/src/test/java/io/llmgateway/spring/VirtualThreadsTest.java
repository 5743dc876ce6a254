package io.llmgateway.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Where the JDK has virtual threads, the client's own are virtual, whatever the application's are. */
@EnabledForJreRange(min = JRE.JAVA_21)
class VirtualThreadsTest {
    private final Set<Boolean> virtual = ConcurrentHashMap.newKeySet();
    private final ScriptedProvider provider = new ScriptedProvider("toy").otherwise(call -> {
        note();
        return Script.answer("hi");
    });

    private void note() {
        // isVirtual came with 21; the thread's text has said so since
        virtual.add(Thread.currentThread().toString().startsWith("VirtualThread"));
    }

    @Test
    void runCallsAndHandOnStreams() {
        for (boolean application : new boolean[] {true, false}) {
            new ApplicationContextRunner()
                    .withConfiguration(AutoConfigurations.of(
                            LlmGatewayAutoConfiguration.class, LlmGatewayReactorAutoConfiguration.class))
                    .withPropertyValues(
                            "llmgateway.default-model=toy/one", "spring.threads.virtual.enabled=" + application)
                    .withBean(LlmGatewayCustomizer.class, () -> builder -> builder.provide("toy", provider))
                    .run(context -> {
                        context.getBean(LlmClient.class)
                                .chatAsync(ChatRequest.of("?"))
                                .get(10, TimeUnit.SECONDS);
                        context.getBean(ReactiveLlmClient.class)
                                .streamText("?")
                                .doOnNext(text -> note())
                                .blockLast(Duration.ofSeconds(10));
                    });
        }
        assertThat(virtual).containsExactly(true);
    }
}
