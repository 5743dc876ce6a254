package io.llmgateway.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.core.config.GatewayConfig;
import io.llmgateway.spi.ProviderFactory;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;

/** A native image keeps what is looked up by name, and Spring can prepare the context ahead of time. */
class NativeHintsTest {
    private static final Path RESOURCES =
            Path.of(System.getProperty("basedir", "."), "../llmgateway-api/core/src/main/resources");

    private final RuntimeHints hints = new RuntimeHints();

    NativeHintsTest() {
        new LlmGatewayRuntimeHints().registerHints(hints, getClass().getClassLoader());
    }

    @Test
    void everyRecordAndChoiceOfTheConfigurationCanBeMade() {
        Set<Class<?>> types = new LinkedHashSet<>();
        collect(GatewayConfig.class, types);
        assertThat(types).hasSizeGreaterThan(40);
        assertThat(types).allSatisfy(type -> assertThat(
                        RuntimeHintsPredicates.reflection().onType(type))
                .accepts(hints));
        types.stream().filter(Class::isRecord).forEach(type -> {
            assertThat(RuntimeHintsPredicates.reflection().onConstructorInvocation(type.getDeclaredConstructors()[0]))
                    .as(type.getName())
                    .accepts(hints);
            for (RecordComponent component : type.getRecordComponents()) {
                assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(component.getAccessor()))
                        .as(component.toString())
                        .accepts(hints);
            }
        });
    }

    @Test
    void everyTableOfTheCoreIsThere() throws IOException {
        try (Stream<Path> files = Files.walk(RESOURCES)) {
            List<String> tables = files.filter(Files::isRegularFile)
                    .map(file -> RESOURCES.relativize(file).toString().replace('\\', '/'))
                    .toList();
            assertThat(tables).hasSizeGreaterThan(10).allSatisfy(table -> assertThat(
                            RuntimeHintsPredicates.resource().forResource(table))
                    .accepts(hints));
        }
    }

    @Test
    void everyVendorOnTheClassPathIsThere() {
        assertThat(ServiceLoader.load(ProviderFactory.class)).hasSize(3).allSatisfy(vendor -> assertThat(
                        RuntimeHintsPredicates.reflection()
                                .onType(vendor.getClass())
                                .withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS))
                .accepts(hints));
    }

    @Test
    void springPreparesTheContextAheadOfTime() {
        InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
        DefaultGenerationContext generation =
                new DefaultGenerationContext(new ClassNameGenerator(ClassName.get("app", "App")), files);
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            context.register(LlmGatewayAutoConfiguration.class);
            new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
            generation.writeGeneratedContent();
        }
        assertThat(files.getGeneratedFiles(Kind.SOURCE))
                .containsKey("io/llmgateway/spring/LlmGatewayAutoConfiguration__BeanDefinitions.java");
        assertThat(RuntimeHintsPredicates.reflection().onType(GatewayConfig.class))
                .accepts(generation.getRuntimeHints());
    }

    private static void collect(Type type, Set<Class<?>> into) {
        if (type instanceof ParameterizedType several) {
            for (Type argument : several.getActualTypeArguments()) {
                collect(argument, into);
            }
        } else if (type instanceof Class<?> plain && plain.getName().startsWith("io.llmgateway.") && into.add(plain)) {
            if (plain.isRecord()) {
                for (RecordComponent component : plain.getRecordComponents()) {
                    collect(component.getGenericType(), into);
                }
            }
        }
    }
}
