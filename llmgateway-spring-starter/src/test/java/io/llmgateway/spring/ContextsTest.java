package io.llmgateway.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.LlmClient;
import io.llmgateway.access.Principal;
import io.llmgateway.chain.Attributes;
import io.llmgateway.chain.Call;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.guard.Passage;
import io.llmgateway.guard.Verdict;
import io.llmgateway.spi.ContextCarrier;
import io.llmgateway.spi.Guard;
import io.llmgateway.spi.PrincipalSource;
import io.llmgateway.testkit.Gate;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import io.micrometer.context.ContextSnapshotFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolder;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;

/** What is bound to a thread, or to a Reactor context, is there where calls are worked on. */
class ContextsTest {
    private static final Authentication ANN = UsernamePasswordAuthenticationToken.authenticated(
            "ann", "secret", AuthorityUtils.createAuthorityList("ROLE_ADMIN", "SCOPE_chat"));

    private final ScriptedProvider provider = new ScriptedProvider("toy");
    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    LlmGatewayAutoConfiguration.class,
                    LlmGatewayContextAutoConfiguration.class,
                    LlmGatewayReactorAutoConfiguration.class))
            .withPropertyValues("llmgateway.default-model=toy/one")
            .withBean(LlmGatewayCustomizer.class, () -> builder -> builder.provide("toy", provider));

    @AfterEach
    void forget() {
        MDC.clear();
        SecurityContextHolder.clearContext();
    }

    private static void logIn(Authentication who) {
        SecurityContextHolder.getContext().setAuthentication(who);
    }

    private static String here() {
        Authentication who = SecurityContextHolder.getContext().getAuthentication();
        return MDC.get("request") + " " + (who == null ? null : who.getName());
    }

    private Script answer(Call call) {
        seen.add(here());
        return Script.answer("one two three");
    }

    private String next() throws InterruptedException {
        return seen.poll(10, TimeUnit.SECONDS);
    }

    private ApplicationContextRunner with(boolean micrometer) {
        return micrometer ? runner : runner.withClassLoader(new FilteredClassLoader(ContextSnapshotFactory.class));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void goIntoWhatRunsElsewhere(boolean micrometer) {
        provider.otherwise(this::answer);
        with(micrometer).run(context -> {
            LlmClient client = context.getBean(LlmClient.class);
            MDC.put("request", "r-1");
            logIn(ANN);
            client.chatAsync(ChatRequest.of("?")).get(10, TimeUnit.SECONDS);
            assertThat(next()).isEqualTo("r-1 ann");
            client.streamAsync(ChatRequest.of("?")).get(10, TimeUnit.SECONDS).close();
            assertThat(next()).isEqualTo("r-1 ann");
            Flux.from(JdkFlowAdapter.flowPublisherToFlux(client.stream("?").asPublisher()))
                    .doOnNext(event -> seen.add(here()))
                    .blockLast(Duration.ofSeconds(10));
            assertThat(seen).hasSizeGreaterThan(3).containsOnly("r-1 ann");
            seen.clear();
            MDC.clear();
            SecurityContextHolder.clearContext();
            // nothing is left on threads that are used again
            client.chatAsync(ChatRequest.of("?")).get(10, TimeUnit.SECONDS);
            assertThat(next()).isEqualTo("null null");
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void goIntoHedgesAndGuardsBeside(boolean micrometer) {
        Gate held = new Gate();
        provider.otherwise(call -> answer(call).heldBy(held));
        ScriptedProvider second = new ScriptedProvider("second").otherwise(this::answer);
        with(micrometer)
                .withBean("second", LlmGatewayCustomizer.class, () -> builder -> builder.provide("second", second))
                .withBean(Guard.class, () -> new Beside(seen))
                .withPropertyValues(
                        "llmgateway.models.raced.targets=toy/one,second/one",
                        "llmgateway.models.raced.hedge-after=1ms",
                        "llmgateway.guard.checks.beside.when=beside")
                .run(context -> {
                    MDC.put("request", "r-2");
                    logIn(ANN);
                    context.getBean(LlmClient.class).chat(c -> c.model("raced").user("?"));
                    assertThat(List.of(next(), next(), next())).containsOnly("r-2 ann");
                });
    }

    @Test
    void eachCarrierIsThereOnce() {
        runner.run(context -> assertThat(context.getBeansOfType(ContextCarrier.class))
                .containsOnlyKeys("mdcContextCarrier", "micrometerContextCarrier"));
        with(false).run(context -> assertThat(context.getBeansOfType(ContextCarrier.class))
                .containsOnlyKeys("mdcContextCarrier", "securityContextCarrier"));
        with(false)
                .withBean("securityContextCarrier", ContextCarrier.class, () -> task -> task)
                .run(context -> assertThat(context.getBeansOfType(ContextCarrier.class))
                        .containsOnlyKeys("mdcContextCarrier", "securityContextCarrier"));
    }

    @Test
    void needsNoneOfTheLibraries() {
        for (String missing : List.of(
                "org.springframework.security", "io.micrometer.context", "reactor", "org.springframework.web")) {
            provider.answers("hi");
            runner.withClassLoader(new FilteredClassLoader(missing)).run(context -> {
                assertThat(context).hasNotFailed();
                assertThat(context.getBean(LlmClient.class).chat("?").text()).isEqualTo("hi");
            });
        }
        runner.withClassLoader(new FilteredClassLoader("reactor"))
                .run(context -> assertThat(context).doesNotHaveBean("reactiveLlmClient"));
        runner.withClassLoader(new FilteredClassLoader("org.springframework.security"))
                .run(context -> assertThat(context).doesNotHaveBean(PrincipalSource.class));
    }

    private Optional<Principal> asked(ApplicationContextRunner configured, Authentication who) {
        BlockingQueue<Optional<Principal>> principals = new LinkedBlockingQueue<>();
        provider.otherwise(call -> {
            principals.add(call.get(Attributes.PRINCIPAL));
            return Script.answer("hi");
        });
        configured.run(context -> {
            logIn(who);
            context.getBean(LlmClient.class).chat("?");
        });
        return principals.remove();
    }

    @Test
    void whoIsLoggedInAsks() {
        assertThat(asked(runner, ANN))
                .contains(Principal.builder()
                        .user("ann")
                        .role("ROLE_ADMIN", "SCOPE_chat")
                        .build());
    }

    @Test
    void theAnonymousAndTheUnauthenticatedAreNobody() {
        assertThat(asked(
                        runner,
                        new AnonymousAuthenticationToken(
                                "key", "anonymous", AuthorityUtils.createAuthorityList("ROLE_ANONYMOUS"))))
                .isEmpty();
        assertThat(asked(runner, UsernamePasswordAuthenticationToken.unauthenticated("ann", "secret")))
                .isEmpty();
        assertThat(asked(runner, null)).isEmpty();
    }

    @Test
    void whoIsLoggedInIsNotAskedForIfTheApplicationSaysSo() {
        assertThat(asked(runner.withPropertyValues("llmgateway.spring.security-principal=false"), ANN))
                .isEmpty();
        assertThat(asked(runner.withBean(PrincipalSource.class, () -> request -> Optional.empty()), ANN))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoIsLoggedInReactivelyAsks(boolean micrometer) {
        BlockingQueue<Optional<Principal>> principals = new LinkedBlockingQueue<>();
        provider.otherwise(call -> {
            principals.add(call.get(Attributes.PRINCIPAL));
            return answer(call);
        });
        with(micrometer).run(context -> {
            ReactiveLlmClient client = context.getBean(ReactiveLlmClient.class);
            client.chat("?")
                    .contextWrite(ReactiveSecurityContextHolder.withAuthentication(ANN))
                    .block(Duration.ofSeconds(10));
            assertThat(principals.remove()).map(Principal::user).contains(Optional.of("ann"));
            assertThat(next()).isEqualTo("null ann");
            client.chat("?").block(Duration.ofSeconds(10));
            assertThat(principals.remove()).isEmpty();
            assertThat(next()).isEqualTo("null null");
        });
    }

    /** One that wants to be asked beside the call, on another thread. */
    private record Beside(BlockingQueue<String> seen) implements Guard {
        @Override
        public String name() {
            return "beside";
        }

        @Override
        public Verdict judge(Passage passage) {
            seen.add(here());
            return Verdict.pass();
        }
    }
}
