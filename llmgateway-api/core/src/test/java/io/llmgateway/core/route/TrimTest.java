package io.llmgateway.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.chat.Message;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.Role;
import io.llmgateway.core.config.ModelConfig.Overflow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is left out of a conversation. The measure is the number of characters. */
class TrimTest {
    private static long chars(List<Message> messages) {
        return messages.stream()
                .flatMap(message -> message.parts().stream())
                .flatMap(part -> part instanceof Part.ToolResult result ? result.content().stream() : Stream.of(part))
                .mapToLong(part -> part instanceof Part.Text text ? text.text().length() : 10)
                .sum();
    }

    private static List<String> texts(List<Message> messages) {
        return messages.stream().map(Message::text).toList();
    }

    private static List<Message> fit(List<Message> messages, Overflow way, long room) {
        return Objects.requireNonNull(Trim.fit(messages, way, room, TrimTest::chars));
    }

    private static List<Message> fourTurns() {
        return List.of(
                Message.system("s"),
                Message.user("u1"),
                Message.assistant("a1"),
                Message.user("u2"),
                Message.assistant("a2"),
                Message.user("u3"),
                Message.assistant("a3"),
                Message.user("u4"));
    }

    @Test
    void theOldestTurnsGoFirst() {
        assertThat(texts(fit(fourTurns(), Overflow.DROP_OLDEST, 11)))
                .containsExactly("s", "u2", "a2", "u3", "a3", "u4");
        assertThat(texts(fit(fourTurns(), Overflow.DROP_OLDEST, 10))).containsExactly("s", "u3", "a3", "u4");
        assertThat(texts(fit(fourTurns(), Overflow.DROP_OLDEST, 3))).containsExactly("s", "u4");
    }

    @Test
    void orTheMiddleGoesFirst() {
        assertThat(texts(fit(fourTurns(), Overflow.MIDDLE_OUT, 11))).containsExactly("s", "u1", "a1", "u3", "a3", "u4");
        assertThat(texts(fit(fourTurns(), Overflow.MIDDLE_OUT, 3))).containsExactly("s", "u4");
    }

    @Test
    void whatMustStayIsNotCut() {
        assertThat(Trim.fit(fourTurns(), Overflow.DROP_OLDEST, 2, TrimTest::chars))
                .isNull();
        assertThat(texts(Trim.least(fourTurns()))).containsExactly("s", "u4");
    }

    @Test
    void ofALongRunOfToolsTheOldestGoButNotTheQuestion() {
        List<Message> run = new ArrayList<>(List.of(Message.user("old"), Message.assistant("turn"), Message.user("?")));
        for (int i = 0; i < 4; i++) {
            // the same id each time, as vendors without ids have it
            Part.ToolCall call = new Part.ToolCall("call", "look", "{}");
            run.add(Message.of(Role.ASSISTANT, call));
            run.add(Message.tool(Part.ToolResult.of(call, "result " + i)));
        }
        List<Message> rest = fit(run, Overflow.DROP_OLDEST, 40);
        assertThat(rest).containsExactly(run.get(2), run.get(7), run.get(8), run.get(9), run.get(10));
    }

    @ParameterizedTest
    @EnumSource(
            value = Overflow.class,
            names = {"DROP_OLDEST", "MIDDLE_OUT"})
    void holdsForAnyConversation(Overflow way) {
        Random random = new Random(20260101);
        int trimmed = 0;
        int hopeless = 0;
        for (int i = 0; i < 3_000; i++) {
            List<Message> all = conversation(random);
            long room = random.nextInt(400);
            List<Message> rest = Trim.fit(all, way, room, TrimTest::chars);
            List<Message> least = Trim.least(all);
            if (rest == null) {
                assertThat(chars(least)).isGreaterThan(room);
                hopeless++;
                continue;
            }
            trimmed += rest.size() < all.size() ? 1 : 0;
            assertThat(chars(rest)).isLessThanOrEqualTo(room);
            assertThat(all).containsSubsequence(rest);
            assertThat(rest).containsSubsequence(least);
            assertThat(mustStay(all)).isSubsetOf(least);
            assertThat(unpaired(rest)).isEqualTo(Set.of());
            assertThat(Trim.fit(rest, way, room, TrimTest::chars)).isEqualTo(rest);
            assertThat(chars(all) <= room).isEqualTo(rest.size() == all.size());
        }
        assertThat(trimmed).isGreaterThan(300);
        assertThat(hopeless).isGreaterThan(300);
    }

    private static List<Message> mustStay(List<Message> all) {
        Message last = null;
        for (Message message : all) {
            last = message.role().equals(Role.USER) ? message : last;
        }
        List<Message> stay = new ArrayList<>();
        for (Message message : all) {
            if (message.equals(last) || message.role().equals(Role.SYSTEM)) {
                stay.add(message);
            }
        }
        return stay;
    }

    // ids of calls without a result, and of results without a call before them
    private static Set<String> unpaired(List<Message> messages) {
        Set<String> open = new HashSet<>();
        Set<String> orphans = new HashSet<>();
        for (Message message : messages) {
            for (Part part : message.parts()) {
                if (part instanceof Part.ToolCall call) {
                    open.add(call.id());
                } else if (part instanceof Part.ToolResult result && !open.remove(result.callId())) {
                    orphans.add(result.callId());
                }
            }
        }
        orphans.addAll(open);
        return orphans;
    }

    // every text is another one, so that a message is found by what it says
    private static List<Message> conversation(Random random) {
        List<Message> all = new ArrayList<>();
        int number = 0;
        int turns = 1 + random.nextInt(8);
        for (int turn = 0; turn < turns; turn++) {
            if (random.nextInt(4) == 0) {
                all.add(Message.system(text(random, number++)));
            }
            if (random.nextInt(8) > 0) {
                all.add(Message.user(text(random, number++)));
            }
            for (int round = random.nextInt(3); round > 0; round--) {
                Part.ToolCall one = new Part.ToolCall("id" + number++, "look", "{}");
                Part.ToolCall two = new Part.ToolCall("id" + number++, "look", "{}");
                all.add(Message.of(Role.ASSISTANT, new Part.Text(text(random, number++)), one, two));
                if (random.nextInt(5) == 0) {
                    all.add(Message.user(text(random, number++))); // said in between
                }
                all.add(Message.tool(Part.ToolResult.of(two, text(random, number++))));
                all.add(Message.tool(Part.ToolResult.of(one, text(random, number++))));
            }
            if (random.nextBoolean()) {
                all.add(Message.assistant(text(random, number++)));
            }
        }
        all.add(Message.user(text(random, number)));
        return random.nextInt(3) == 0 ? all.subList(0, Math.max(1, all.size() - 1)) : all;
    }

    private static String text(Random random, int number) {
        return number + "x".repeat(random.nextInt(30));
    }
}
