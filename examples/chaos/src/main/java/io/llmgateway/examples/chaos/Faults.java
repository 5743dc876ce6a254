package io.llmgateway.examples.chaos;

import io.llmgateway.chat.FailureClass;
import io.llmgateway.testkit.FakeAnswer;
import io.llmgateway.testkit.FakeRequest;
import io.llmgateway.testkit.Gate;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What each vendor does with each request. It depends on the seed, the call's number, the vendor, and how often the call
 * has come to this vendor: so the same seed gives the same faults, whichever thread is faster.
 */
final class Faults {
    private static final double SHARE = 0.3;
    private static final int AGAIN = 60; // characters, enough to be recognized
    private static final long MIXED = 0xd1342543de82ef95L;
    private static final Pattern ASKED = Pattern.compile("call (\\d+),");
    private static final String[] WORDS = {"rain", "naïve", "漢字", "🙂", "Zürich", "\"quoted\"", "two\nlines", "e\u0301"
    };
    private static final List<FailureClass> TOLD = List.of(
            FailureClass.OVERLOADED, FailureClass.TRANSIENT, FailureClass.RATE_LIMITED, FailureClass.QUOTA_EXHAUSTED);
    private static final List<FailureClass> ALL = List.of(
            FailureClass.CREDENTIAL,
            FailureClass.QUOTA_EXHAUSTED,
            FailureClass.RATE_LIMITED,
            FailureClass.OVERLOADED,
            FailureClass.TRANSIENT,
            FailureClass.CONTEXT_TOO_LONG,
            FailureClass.CONTENT_FILTERED,
            FailureClass.MODEL_UNKNOWN,
            FailureClass.MALFORMED,
            FailureClass.CALLER_FAULT);

    private final long seed;
    private final int calls;
    private final List<String> vendors;
    private final String down;
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private final Gate never = new Gate();

    Faults(long seed, int calls, List<String> vendors, String down) {
        this.seed = seed;
        this.calls = calls;
        this.vendors = vendors;
        this.down = down;
    }

    static String prompt(int call) {
        return "This is call " + call + ", say its text.";
    }

    /** What a call is to be answered: its number, and some words that are easily spoilt, no two of them alike. */
    static String text(int call) {
        SplittableRandom random = new SplittableRandom(call);
        StringBuilder text = new StringBuilder("Call ").append(call).append(':');
        for (int i = 3 + random.nextInt(20); i > 0; i--) {
            text.append(' ').append(WORDS[random.nextInt(WORDS.length)]).append(i);
        }
        return text.append(" (end of ").append(call).append(')').toString();
    }

    /** Whether some vendor answers the call well, if it is asked. */
    boolean answerable(int call) {
        return vendors.stream().anyMatch(vendor -> !down(call, vendor) && !faulty(random(call, vendor, 1)));
    }

    FakeAnswer answer(String vendor, FakeRequest request) {
        int call = call(request);
        int time = asked.computeIfAbsent(call + vendor, fresh -> new AtomicInteger())
                .incrementAndGet();
        SplittableRandom random = random(call, vendor, time);
        boolean faulty = faulty(random);
        if (down(call, vendor)) {
            return random.nextBoolean() ? FakeAnswer.hangUp() : FakeAnswer.failure(FailureClass.OVERLOADED);
        }
        FakeAnswer good = FakeAnswer.text(said(call, request, random)).chunked(random.nextLong());
        return faulty ? fault(good, vendor, request, random) : good;
    }

    // asked to go on, models do so, or say some of it again, or all
    private static String said(int call, FakeRequest request, SplittableRandom random) {
        String text = text(call);
        int had = 0;
        while (had < text.length() && request.says(text.substring(0, had + 1))) {
            had++;
        }
        int from =
                switch (random.nextInt(3)) {
                    case 0 -> 0;
                    case 1 -> Math.max(0, had - AGAIN);
                    default -> had;
                };
        // half of a character is nothing a model says
        boolean inside = from > 0 && Character.isLowSurrogate(text.charAt(Math.min(from, text.length() - 1)));
        return text.substring(inside ? from - 1 : from);
    }

    /** The number of the call a request belongs to. */
    static int call(FakeRequest request) {
        Matcher found = ASKED.matcher(request.body());
        if (!found.find()) {
            throw new IllegalStateException("a request without the number of its call: " + request.body());
        }
        return Integer.parseInt(found.group(1));
    }

    private boolean down(int call, String vendor) {
        return vendor.equals(down) && call >= calls / 3 && call < calls * 2 / 3;
    }

    private static boolean faulty(SplittableRandom random) {
        return random.nextDouble() < SHARE;
    }

    private SplittableRandom random(int call, String vendor, int time) {
        long place = (call * 16L + vendors.indexOf(vendor)) * 64L + time;
        return new SplittableRandom(new SplittableRandom(seed).nextLong() + place * MIXED);
    }

    private FakeAnswer fault(FakeAnswer good, String vendor, FakeRequest request, SplittableRandom random) {
        int pieces = random.nextInt(4);
        return switch (random.nextInt(9)) {
            case 0 -> FakeAnswer.hangUp();
            case 1 -> good.cutAfter(pieces);
            case 2 -> good.cutInside(pieces);
            case 3 -> good.endAfter(pieces);
            case 4 -> good.garbledAfter(pieces);
            case 5 -> good.errorAfter(pieces, TOLD.get(random.nextInt(TOLD.size())));
            case 6 -> stall(good, request, random);
            default -> told(ALL.get(random.nextInt(ALL.size())), vendor);
        };
    }

    // a whole answer has no clock but that of the call
    private FakeAnswer stall(FakeAnswer good, FakeRequest request, SplittableRandom random) {
        boolean streamed =
                Boolean.TRUE.equals(request.at("stream")) || request.path().contains("stream");
        return streamed && random.nextInt(20) == 0 ? good.stallAfter(random.nextInt(3), never) : FakeAnswer.html();
    }

    private static FakeAnswer told(FailureClass kind, String vendor) {
        // Gemini filters inside an answer only
        return kind == FailureClass.CONTENT_FILTERED && vendor.equals("gemini")
                ? FakeAnswer.raw(502, "text/html", "<html>Bad Gateway</html>")
                : FakeAnswer.failure(kind);
    }
}
