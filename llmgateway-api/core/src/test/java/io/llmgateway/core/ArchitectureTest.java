package io.llmgateway.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures;
import io.llmgateway.chain.Interceptor;
import org.junit.jupiter.api.Test;

/** The directions of the house. */
class ArchitectureTest {
    private static final String[] ROOMS = {
        "..core.watch..",
        "..core.shape..",
        "..core.answer..",
        "..core.admit..",
        "..core.guard..",
        "..core.recall..",
        "..core.route..",
        "..core.steady..",
        "..core.send.."
    };

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.llmgateway");

    @Test
    void wordsComeBeforeTheChainAndTheChainBeforeTheRooms() {
        Architectures.layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("words")
                .definedBy("io.llmgateway.chat..")
                .layer("errors")
                .definedBy("io.llmgateway.error..")
                .layer("events")
                .definedBy("io.llmgateway.event..")
                .layer("chain")
                .definedBy("io.llmgateway.chain..")
                .layer("money")
                .definedBy("io.llmgateway.money..")
                .layer("guards")
                .definedBy("io.llmgateway.guard..")
                .layer("recall")
                .definedBy("io.llmgateway.recall..")
                .layer("access")
                .definedBy("io.llmgateway.access..")
                .layer("watch")
                .definedBy("io.llmgateway.watch..")
                .layer("spi")
                .definedBy("io.llmgateway.spi..")
                .layer("client")
                .definedBy("io.llmgateway")
                .layer("core")
                .definedBy("io.llmgateway.core..")
                .whereLayer("errors")
                .mayOnlyBeAccessedByLayers("words", "chain", "money", "spi", "client", "core")
                .whereLayer("events")
                .mayOnlyBeAccessedByLayers("chain", "money", "spi", "client", "core")
                .whereLayer("chain")
                .mayOnlyBeAccessedByLayers("spi", "client", "core")
                .whereLayer("money")
                .mayOnlyBeAccessedByLayers("spi", "client", "core")
                .whereLayer("guards")
                .mayOnlyBeAccessedByLayers("events", "chain", "spi", "client", "core")
                .whereLayer("access")
                .mayOnlyBeAccessedByLayers("chain", "spi", "client", "core")
                .whereLayer("recall")
                .mayOnlyBeAccessedByLayers("client", "core")
                .whereLayer("watch")
                .mayOnlyBeAccessedByLayers("client", "core")
                .whereLayer("spi")
                .mayOnlyBeAccessedByLayers("client", "core")
                .whereLayer("client")
                .mayOnlyBeAccessedByLayers("core")
                .whereLayer("core")
                .mayNotBeAccessedByAnyLayer()
                .check(apiAndCore());
    }

    private static JavaClasses apiAndCore() {
        return HOUSE.that(com.tngtech.archunit.base.DescribedPredicate.describe(
                "not the test kit", c -> !c.getPackageName().startsWith("io.llmgateway.testkit")));
    }

    @Test
    void roomsDoNotSeeEachOther() {
        slices().matching("io.llmgateway.core.(watch|shape|answer|admit|guard|recall|route|steady|send)..")
                .should()
                .notDependOnEachOther()
                .check(HOUSE);
    }

    @Test
    void statisticsKnowNoRoom() {
        noClasses()
                .that()
                .resideInAPackage("..core.statistics..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOMS)
                .check(HOUSE);
    }

    @Test
    void onlyTheCompositionRootKnowsAllRooms() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOMS)
                .or()
                .resideInAPackage("..core.config..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.llmgateway.core")
                .check(HOUSE);
    }

    @Test
    void lanesKnowNoRoom() {
        noClasses()
                .that()
                .resideInAPackage("..core.lanes..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOMS)
                .check(HOUSE);
    }

    @Test
    void eachLibraryHasItsRoom() {
        only("okhttp3..", "io.llmgateway.testkit..");
        only("com.github.benmanes.caffeine..", "..core.recall..");
        only("io.github.resilience4j..", "..core.steady..", "..core.admit..", "..core.targets..");
        only("com.google.re2j..", "..core.guard..", "..core.detect..", "..core.moderation..");
        only("org.HdrHistogram..", "..core.statistics..");
        only(
                "tools.jackson..",
                "..core.config..",
                "..core.catalogue..",
                "..core.ledger..",
                "..core.output..",
                "..core.telemetry..",
                "io.llmgateway.testkit..");
    }

    @Test
    void onlyTheBuilderAndOnePackageKnowOpenTelemetry() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..core.telemetry..")
                .and()
                .doNotHaveFullyQualifiedName(LlmGateway.Builder.class.getName())
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.opentelemetry..")
                .check(HOUSE);
        noClasses()
                .that()
                .resideInAPackage("..core.telemetry..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOMS)
                .check(HOUSE);
    }

    private static void only(String library, String... rooms) {
        noClasses()
                .that()
                .resideOutsideOfPackages(rooms)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .because(library + " is used in " + String.join(", ", rooms) + " only")
                .check(HOUSE);
    }

    @Test
    void apiStandsOnTheJdkAlone() {
        classes()
                .that()
                .resideInAnyPackage(
                        "io.llmgateway",
                        "io.llmgateway.chat..",
                        "io.llmgateway.error..",
                        "io.llmgateway.event..",
                        "io.llmgateway.chain..",
                        "io.llmgateway.guard..",
                        "io.llmgateway.access..",
                        "io.llmgateway.money..",
                        "io.llmgateway.recall..",
                        "io.llmgateway.watch..",
                        "io.llmgateway.spi..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "javax.net.ssl..",
                        "org.jspecify..",
                        "io.llmgateway",
                        "io.llmgateway.chat..",
                        "io.llmgateway.error..",
                        "io.llmgateway.event..",
                        "io.llmgateway.chain..",
                        "io.llmgateway.guard..",
                        "io.llmgateway.access..",
                        "io.llmgateway.money..",
                        "io.llmgateway.recall..",
                        "io.llmgateway.watch..",
                        "io.llmgateway.spi..")
                .check(HOUSE);
    }

    @Test
    void nothingIsBoundToAThreadOrHeldByAMonitor() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ThreadLocal.class)
                .check(HOUSE);
        methods().should().notHaveModifier(JavaModifier.SYNCHRONIZED).check(HOUSE);
        noFields()
                .that()
                .areStatic()
                .and()
                .areNotFinal()
                .should()
                .haveNameMatching(".*")
                .allowEmptyShould(true)
                .check(HOUSE);
    }

    @Test
    void timeAndChanceComeFromTheWorld() {
        noClasses()
                .that()
                .resideInAnyPackage("io.llmgateway.core..", "io.llmgateway.chain..", "io.llmgateway.chat..")
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.util.Random.class)
                .check(HOUSE);
    }

    @Test
    void featuresArePackagePrivateAndFinal() {
        classes()
                .that()
                .implement(Interceptor.class)
                .and()
                .resideInAnyPackage(ROOMS)
                .should()
                .bePackagePrivate()
                .andShould()
                .haveModifier(JavaModifier.FINAL)
                .check(HOUSE);
    }
}
