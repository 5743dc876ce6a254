package io.llmgateway.examples.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The report is that of the file, and what must hold does, whatever the figures. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SimulationTest {
    private static final long SEED = 1;
    private static final int MOST_ATTEMPTS = 8;
    private static final Path FILE = Path.of("report.txt");

    private List<Result> results;

    @BeforeAll
    void run() {
        results = Simulation.run(SEED);
    }

    private Result result(String scenario, String way) {
        return in(scenario).filter(r -> r.way().name().equals(way)).findFirst().orElseThrow();
    }

    private Stream<Result> in(String scenario) {
        return results.stream().filter(r -> r.scenario().name().equals(scenario));
    }

    @Test
    void theReportIsThatOfTheFile() throws IOException {
        String report = Simulation.report(SEED, results);
        if (Boolean.getBoolean("simulation.write")) {
            Files.writeString(FILE, report);
        }
        assertThat(FILE)
                .as("look at what has changed; if it is meant, write it with: mvn -pl examples/simulation -am test"
                        + " -Dtest=SimulationTest -Dsurefire.failIfNoSpecifiedTests=false -Dsimulation.write=true")
                .hasContent(report);
        assertThat(report).matches("[\\n -~]*");
    }

    @Test
    void theSameSeedGivesTheSameCourse() {
        Result flapping = result("flapping", "latency");
        List<String> again = Run.of(flapping.scenario(), flapping.way(), SEED).lines();
        assertThat(again).isEqualTo(flapping.lines());
        assertThat(Run.of(flapping.scenario(), flapping.way(), SEED + 1).lines())
                .isNotEqualTo(again);
    }

    @Test
    void eachCallEndsWithinItsAttempts() {
        assertThat(results).hasSize(Scenario.ALL.size() * Way.ALL.size()).allSatisfy(result -> {
            assertThat(result.calls()).hasSize(Question.ALL);
            assertThat(result.calls())
                    .allSatisfy(call -> assertThat(call.attempts()).hasSizeBetween(1, MOST_ATTEMPTS));
        });
    }

    @Test
    void whoeverMayAskAHealthyTargetIsAnswered() {
        Result canary = result("regional loss", "canary"); // where only its own callers may ask the one that is left
        assertThat(results).filteredOn(result -> !result.equals(canary)).allSatisfy(result -> assertThat(
                        result.answered())
                .as("%s in %s", result.way(), result.scenario())
                .isEqualTo(Question.ALL));
        assertThat(canary.calls()).filteredOn(call -> !call.answered()).allSatisfy(call -> {
            assertThat(call.began().toSeconds()).isBetween(200L, 400L);
            assertThat(call.attempts()).noneMatch(attempt -> attempt.provider().equals("cheap"));
        });
    }

    @Test
    void nothingIsAddedWhereNothingHappens() {
        assertThat(in("steady")).allSatisfy(result -> {
            assertThat(result.attempts()).isEqualTo(Question.ALL);
            assertThat(result.millis(1, Ended::added)).isZero();
        });
    }

    @Test
    void aDeadKeyIsAskedOnceInFiveMinutes() {
        assertThat(in("dead key"))
                .allSatisfy(result -> assertThat(result.attempts("quick#1")).isLessThanOrEqualTo(2));
        assertThat(result("dead key", "ordered").attempts("quick#1")).isPositive();
    }

    @Test
    void anEmptyAccountIsAskedOnceInFiveMinutes() {
        assertThat(in("quota")).allSatisfy(result -> assertThat(result.calls().stream()
                        .filter(call -> call.attempts().size() > 1)
                        .count())
                .isLessThanOrEqualTo(2 + 3)); // and calls that were under way
    }

    @Test
    void theFirstIsLeftWhileItIsDownAndAskedAgainAfterwards() {
        Result outage = result("outage", "ordered");
        assertThat(outage.share("quick", 1)).isEqualTo(100);
        assertThat(outage.share("quick", 5)).isZero();
        assertThat(outage.share("quick", 9)).isEqualTo(100);
        Result loss = result("regional loss", "ordered");
        assertThat(loss.share("cheap", 5)).isEqualTo(100);
        assertThat(loss.share("quick", 9)).isEqualTo(100);
    }

    @Test
    void limitsThatAreToldAreNeverRunInto() {
        assertThat(in("rate limits"))
                .allSatisfy(result -> assertThat(result.attempts()).isEqualTo(Question.ALL));
    }

    @Test
    void strategiesDoWhatTheyAreFor() {
        assertThat(in("steady")).allSatisfy(result -> assertThat(result.cost())
                .isGreaterThanOrEqualTo(result("steady", "cost").cost()));
        assertThat(result("steady", "quality").share("middle", 5)).isEqualTo(100);
        assertThat(result("steady", "cost-per-quality").share("middle", 5)).isGreaterThan(50);
        assertThat(result("steady", "bandit").share("quick", 5)).isGreaterThan(66);
        for (String fast : List.of("latency", "least-busy")) {
            assertThat(result("brown-out", fast).share("quick", 5))
                    .isLessThan(result("steady", fast).share("quick", 5) / 2);
        }
    }

    @Test
    void noTwoStrategiesAreAlike() {
        for (Way one : Way.ALL) {
            for (Way other : Way.ALL) {
                assertThat(Scenario.ALL)
                        .as("%s and %s", one, other)
                        .anyMatch(scenario ->
                                one.equals(other) || !figures(scenario, one).equals(figures(scenario, other)));
            }
        }
    }

    private List<String> figures(Scenario scenario, Way way) {
        return result(scenario.name(), way.name()).lines().stream()
                .map(line -> line.replaceFirst("^" + way.name() + " *", ""))
                .map(String::strip)
                .toList();
    }
}
