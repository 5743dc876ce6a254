package io.llmgateway.core.route;

import static io.llmgateway.core.route.Asked.holds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.Tool;
import io.llmgateway.error.MisconfiguredException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTest {
    private final Facts facts = Asked.chat(c -> c.model("smart")
            .tag("team", "search")
            .tag("cost-center", "42")
            .endUser("u1")
            .user("Please read the Invoice."));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tokens == 1000",
                "tokens != 999",
                "tokens < 1000.5",
                "tokens <= 1000",
                "tokens > 999",
                "tokens >= 1000",
                "tokens in [1, 1000]",
                "tokens in 1000..2000",
                "tokens in [1..2, 900..1000]",
                "tokens not in 1..999",
                "hour in 9..17 and minute == 30",
                "weekday == 'thursday'",
                "weekday not in ['saturday', \"sunday\"]",
                "date == '2026-01-01'",
                "date in '2025-12-24'..'2026-01-01'",
                "date < '2026-01-02' && date > '2025-12-31'",
                "model == 'smart'",
                "model != 'Smart'",
                "tag.team in ['ads','search']",
                "tag.cost-center == '42'",
                "tag.absent == ''",
                "text contains 'invoice'",
                "text startsWith 'please'",
                "text like '*the*INVOICE.'",
                "text not like 'invoice'",
                "not streamed",
                "!json",
                "streamed == false",
                "streamed != true",
                "true",
                "!false",
                "tokens>999&&(hour<9||minute>=30)",
                "  tokens\n>\t999  ",
            })
    void holdsOfTheCall(String expression) {
        assertThat(holds(expression, facts)).isTrue();
        assertThat(holds("not (" + expression + ")", facts)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tokens == 999",
                "tokens != 1000",
                "tokens < 1000",
                "tokens <= 999.9",
                "tokens > 1000",
                "tokens >= 1001",
                "tokens in [1, 999]",
                "tokens in 1001..2000",
                "date != '2026-01-01'",
                "model == 'Smart'",
                "tag.team in ['ads', 'Search']",
                "text contains 'bill'",
                "text startsWith 'read'",
                "text like 'invoice'",
                "text like '*invoice'",
                "text like 'please*please*'",
                "streamed",
                "json == true",
                "streamed != false",
                "false",
            })
    void doesNotHoldOfTheCall(String expression) {
        assertThat(holds(expression, facts)).isFalse();
    }

    @Test
    void notBindsBeforeAndAndAndBeforeOr() {
        assertThat(holds("true || false && false", facts)).isTrue();
        assertThat(holds("(true || false) && false", facts)).isFalse();
        assertThat(holds("false && false || true", facts)).isTrue();
        assertThat(holds("!true && false", facts)).isFalse();
        assertThat(holds("!(true && false)", facts)).isTrue();
        assertThat(holds("!tokens == 5", facts)).isTrue();
        assertThat(holds("true or false and false", facts)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a*b*c   | aXbXc    | true",
                "a*b*c   | abc      | true",
                "a*b*c   | acb      | false",
                "*       | ``       | true",
                "**a**   | xax      | true",
                "ab*ab   | ab       | false",
                "ab*ab   | abab     | true",
                "a*aa    | aa       | false",
                "*aab    | aaab     | true",
                "*ab*    | aaaaaaab | true",
            })
    void starsStandForAnything(String pattern, String text, boolean matches) {
        assertThat(holds("text like '" + pattern + "'", Asked.chat(c -> c.user(text))))
                .isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "tokns > 5                 | 1  | did you mean \"tokens\"?",
                "tokens > 5 && tag         | 15 | \"tag\" is no fact",
                "tokens > 'x'              | 10 | expected a number",
                "tokens > -5               | 10 | expected a number of 0 or more, found \"-\"",
                "tokens > 5k               | 11 | expected &&, || or the end, found \"k\"",
                "tokens > 5 und hour > 5   | 12 | did you mean \"and\"?",
                "tokens = 5                | 8  | expected ==",
                "tokens                    | 7  | expected ==, !=, <, <=, >, >= or in after tokens, found the end",
                "tokens contains 'x'       | 8  | found \"contains\"",
                "tokens in 9..5            | 11 | smaller end first",
                "tokens in []              | 12 | expected a number",
                "tokens in [1 2]           | 14 | expected \",\" or \"]\"",
                "text > 'x'                | 6  | after text, found \">\"",
                "text == 5                 | 9  | a text in quotes",
                "text contain 'x'          | 6  | did you mean \"contains\"?",
                "text in 'x'               | 9  | expected \"[\"",
                "text matches 'x'          | 6  | like",
                "text == 'x                | 9  | no closing quote",
                "kind == 'chta'            | 9  | did you mean \"chat\"?",
                "weekday in ['Monday']     | 13 | did you mean \"monday\"?",
                "language == 'english'     | 13 | unknown",
                "date > '2026-02-30'       | 8  | no date",
                "date > 2026               | 8  | a date such as",
                "streamed > 5              | 10 | expected &&, || or the end",
                "streamed == 'yes'         | 13 | expected true or false",
                "5 < tokens                | 1  | expected a fact",
                "(tokens > 5               | 12 | found the end",
                "tokens > 5)               | 11 | found \")\"",
                "tokens > 5 &&             | 14 | found the end",
                "hour > 5 > 6              | 10 | found \">\"",
                "TOKENS > 5                | 1  | no fact",
                "``                        | 1  | expected a fact",
            })
    void nonsenseIsRefusedWithItsPlaceAndHelp(String expression, int position, String help) {
        assertThatThrownBy(() -> Condition.parse("llmgateway.models.a.when", expression, Map.of()))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageStartingWith("llmgateway.models.a.when, position " + position + ": ")
                .hasMessageContaining(help);
    }

    @Test
    void hostileTextsAreRefusedAndShort() {
        List<String> hostile = List.of(
                "(".repeat(10_000),
                "(".repeat(1_000) + "true" + ")".repeat(1_000),
                "!".repeat(10_000) + "true",
                "not ".repeat(900) + "true",
                "tokens > " + "9".repeat(3_000),
                "tokens > 1." + "1".repeat(3_000),
                "tokens > 1e308",
                "text == '" + "x".repeat(3_000),
                "text == \"'",
                "x".repeat(3_000) + " == 1",
                "text == 'x' text",
                "tokens in [" + "1,".repeat(1_500),
                "tokens > 9 .5",
                "tokens > ١٢",
                "\uD800",
                "\0",
                "${x}",
                "text.class.forName('x')",
                "T(java.lang.Runtime)");
        for (String expression : hostile) {
            assertThatThrownBy(() -> Condition.parse("here", expression, Map.of()))
                    .isInstanceOf(MisconfiguredException.class)
                    .hasMessageStartingWith("here")
                    .extracting(e -> e.getMessage().length())
                    .satisfies(length -> assertThat(length).isLessThan(400));
        }
    }

    @Test
    void anyTextIsReadOrRefused() {
        String[] bits = {
            "tokens", "text", "tag.x", "json", "date", "in", "not", "and", "||", "&&", "(", ")", "[", "]", "..", "'",
            "\"", "5", ".", ",", "==", "=", "<", "!", "like", " ", "'x'", "->", ";", "true", "-", "é"
        };
        Random random = new Random(7);
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int bit = random.nextInt(8); bit >= 0; bit--) {
                text.append(bits[random.nextInt(bits.length)]);
            }
            try {
                Condition.parse("here", text.toString(), Map.of()).holds(facts);
                read++;
            } catch (MisconfiguredException refused) {
                assertThat(refused).hasMessageStartingWith("here");
            }
        }
        assertThat(read).isPositive();
    }

    @Test
    void fiftyLevelsAreFine() {
        assertThat(holds("(".repeat(50) + "true" + ")".repeat(50), facts)).isTrue();
        assertThatThrownBy(() -> holds("(".repeat(51) + "true" + ")".repeat(51), facts))
                .hasMessageContaining("50 levels");
    }

    @Test
    void conditionsOfTheApplicationHaveNames() {
        Map<String, Predicate<ModelRequest>> own =
                Map.of("vip-user", request -> request.endUser().equals(Optional.of("u1")));
        assertThat(Condition.parse("here", "vip-user and not streamed", own).holds(facts))
                .isTrue();
        assertThat(Condition.parse("here", "vip-user", own).holds(Asked.chat(c -> c.endUser("u2"))))
                .isFalse();
        assertThatThrownBy(() -> Condition.parse("here", "vip-usr", own))
                .hasMessageContaining("did you mean \"vip-user\"?");
    }

    /** An expression, and what it should say. */
    private record Said(String text, Function<Map<String, Integer>, Boolean> meaning) {}

    /** Writes expressions at random, in all the ways the same thing can be written. */
    private static final class Writer {
        private static final List<String> NUMBERS = List.of("messages", "tools", "images");
        private final Random random;

        Writer(Random random) {
            this.random = random;
        }

        private String pick(String... ways) {
            return ways[random.nextInt(ways.length)];
        }

        private String space() {
            return pick("", " ", "\n ");
        }

        // the level tells what may stand without parentheses: 0 or, 1 and, 2 a single one
        Said write(int depth, int level) {
            int kind = depth == 0 ? 3 : random.nextInt(5);
            if (kind < 2 && kind < level) {
                Said inner = write(depth, 0);
                return new Said("(" + space() + inner.text() + space() + ")", inner.meaning());
            }
            return switch (kind) {
                case 0 -> joined(depth, true, pick(" or ", "||", " || "));
                case 1 -> joined(depth, false, pick(" and ", "&&", " && "));
                case 2 -> {
                    Said inner = write(depth - 1, 2);
                    yield new Said(pick("!", "not ") + inner.text(), now -> !inner.meaning()
                            .apply(now));
                }
                default -> random.nextBoolean() ? number() : text();
            };
        }

        private Said joined(int depth, boolean or, String sign) {
            List<Said> parts = new ArrayList<>();
            for (int i = 2 + random.nextInt(2); i > 0; i--) {
                parts.add(write(depth - 1, or ? 1 : 2));
            }
            return new Said(
                    String.join(sign, parts.stream().map(Said::text).toList()),
                    now -> or
                            ? parts.stream().anyMatch(part -> part.meaning().apply(now))
                            : parts.stream().allMatch(part -> part.meaning().apply(now)));
        }

        private Said number() {
            String name = NUMBERS.get(random.nextInt(NUMBERS.size()));
            int than = random.nextInt(4);
            String sign = pick("==", "!=", "<", "<=", ">", ">=", "in");
            Function<Map<String, Integer>, Boolean> meaning =
                    switch (sign) {
                        case "==" -> now -> now.get(name) == than;
                        case "!=" -> now -> now.get(name) != than;
                        case "<" -> now -> now.get(name) < than;
                        case "<=" -> now -> now.get(name) <= than;
                        case ">" -> now -> now.get(name) > than;
                        case ">=" -> now -> now.get(name) >= than;
                        default -> now -> now.get(name) >= than && now.get(name) <= than + 1;
                    };
            if (!sign.equals("in")) {
                return new Said(name + space() + sign + space() + than, meaning);
            }
            boolean not = random.nextBoolean();
            String end = String.valueOf(than + 1);
            return new Said(
                    name
                            + (not ? " not in " : " in ")
                            + pick(than + ".." + end, "[" + than + "," + end + "]", "[" + than + " .. " + end + " ]"),
                    now -> not != meaning.apply(now));
        }

        // the tag x is the letter a repeated
        private Said text() {
            int times = random.nextInt(4);
            String literal = pick("'" + "a".repeat(times) + "'", '"' + "a".repeat(times) + '"');
            return switch (random.nextInt(4)) {
                case 0 -> new Said("tag.x" + space() + "==" + literal, now -> now.get("x") == times);
                case 1 -> new Said("tag.x" + space() + "!=" + space() + literal, now -> now.get("x") != times);
                case 2 ->
                    new Said(
                            "tag.x " + pick("contains", "startsWith") + space() + literal,
                            now -> now.get("x") >= times);
                default -> new Said("tag.x in [" + literal + space() + ", 'b' ]", now -> now.get("x") == times);
            };
        }
    }

    @Test
    void whatIsWrittenIsMeantAndMeansTheSameWhenPrintedAndReadAgain() {
        Random random = new Random(20_261_122);
        Writer writer = new Writer(random);
        int held = 0;
        for (int i = 0; i < 2_000; i++) {
            Said said = writer.write(4, 0);
            if (said.text().length() > 4_000) {
                continue;
            }
            Condition read = Condition.parse("here", said.text(), Map.of());
            Condition again = Condition.parse("here", read.toString(), Map.of());
            assertThat(again).hasToString(read.toString());
            for (int call = 0; call < 8; call++) {
                Map<String, Integer> now = new HashMap<>();
                List.of("messages", "tools", "images", "x").forEach(name -> now.put(name, random.nextInt(4)));
                Facts about = Asked.facts(request(now));
                boolean meant = said.meaning().apply(now);
                assertThat(read.holds(about)).as("%s of %s", said.text(), now).isEqualTo(meant);
                assertThat(again.holds(about)).as("%s of %s", read, now).isEqualTo(meant);
                held += meant ? 1 : 0;
            }
        }
        assertThat(held).isBetween(2_000, 14_000);
    }

    private static ChatRequest request(Map<String, Integer> now) {
        Part.Image image = new Part.Image(MediaSource.of("image/png", new byte[] {1}));
        int messages = now.get("messages");
        int images = messages == 0 ? 0 : now.get("images");
        now.put("images", images);
        ChatRequest.Builder builder = ChatRequest.builder().tag("x", "a".repeat(now.get("x")));
        for (int i = 0; i < messages; i++) {
            builder.user(Collections.nCopies(i == 0 ? images : 0, image).toArray(new Part[0]));
        }
        for (int i = 0; i < now.get("tools"); i++) {
            builder.tool(Tool.function("f" + i, "", "{}"));
        }
        return builder.build();
    }
}
