package io.llmgateway.examples.simulation;

import io.llmgateway.chain.Call;
import io.llmgateway.chat.ChatRequest;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * What is asked, the same for all strategies. A quarter of the questions is long, every other one is streamed.
 *
 * @param number from 0
 */
record Question(int number) {
    static final int CALLERS = 40;
    static final int ALL = 600;
    static final long EVERY_MILLIS = 1_000;
    static final Duration END = Duration.ofMillis(EVERY_MILLIS * ALL);
    private static final List<String> TEAMS = List.of("search", "support", "batch");
    private static final String TAG = "question";
    private static final long MIXED = 0x9e3779b97f4a7c15L;

    /** The question a call is about. */
    static Question of(Call call) {
        return new Question(Integer.parseInt(call.request().tags().get(TAG)));
    }

    /** Chance that belongs to this question and to what is done with it. */
    Random luck(long seed, String place) {
        return new Random((seed << 32) + (place.hashCode() * 1_000_003L + number) * MIXED);
    }

    /** When it is asked, from the beginning. */
    Duration at() {
        return Duration.ofMillis(EVERY_MILLIS * number);
    }

    boolean streamed() {
        return number % 2 == 0;
    }

    int caller() {
        return number % CALLERS;
    }

    /** Words, which are tokens here. */
    int words() {
        Random luck = luck(1, "words");
        return luck.nextInt(4) == 0 ? 1_000 + luck.nextInt(1_000) : 50 + luck.nextInt(200);
    }

    /** Tokens of any answer to it. */
    int answer() {
        return 50 + luck(1, "answer").nextInt(150);
    }

    ChatRequest request() {
        return ChatRequest.builder()
                .user("word ".repeat(words()))
                .maxTokens(200)
                .endUser("user " + caller())
                .tag("team", TEAMS.get(caller() % TEAMS.size()))
                .tag(TAG, String.valueOf(number))
                .build();
    }
}
