package io.llmgateway.examples.benchmarks.harness;

import io.llmgateway.examples.benchmarks.kit.Models;
import io.llmgateway.examples.benchmarks.kit.Stamp;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What the vendor says, as it goes over the wire. */
final class Answers {
    private static final String TEXT =
            "Dear Anna, I have looked into it. Your parcel left the depot on Friday evening and was scanned"
                    + " twice on its way; since then the carrier has had it on a van that broke down. It is not lost. I have asked them to"
                    + " bring it to your office instead, and a note goes to <EMAIL_1> as soon as they have it in hand. Should it not be"
                    + " there by Tuesday noon, we send you another one at once and take the first one back without any cost to you."
                    + " You will certainly have it by Friday.";
    private static final String[] WORDS = {
        "Your ", "parcel ", "is ", "on ", "a ", "van, ", "which ", "broke ", "down ", "and "
    };
    private static final String USAGE =
            """
            "usage":{"prompt_tokens":119,"completion_tokens":97,"total_tokens":216,"prompt_tokens_details":{"cached_tokens":0,\
            "audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,\
            "accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}""";
    private static final String ID = "chatcmpl-CzVn3dDmPeRp6v1YbqkJ0sXwT8uLg";
    private static final String PRINT = "\"service_tier\":\"default\",\"system_fingerprint\":\"fp_9b78b61c52\"";

    private static final ByteBuffer WHOLE = plain("200 OK", wholeBody());
    private static final ByteBuffer UNKNOWN = plain(
            "404 Not Found",
            "{\"error\":{\"message\":\"no such model\",\"type\":\"invalid_request_error\",\"code\":\"model_not_found\"}}");
    private static final String STREAM_HEADERS =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String START = event("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}", "null");
    private static final String FINISH =
            event("{}", "\"stop\"") + usageEvent() + chunk("data: [DONE]\n\n") + "0\r\n\r\n";
    private static final ByteBuffer BEGINNING = buffer(STREAM_HEADERS + START);
    private static final ByteBuffer END = buffer(FINISH);
    private static final ByteBuffer STREAM = buffer(stream(Models.EVENTS));

    private static final byte[] STAMPED = text("a".repeat(Stamp.LENGTH) + " ").getBytes(StandardCharsets.US_ASCII);
    private static final int STAMP_AT =
            new String(STAMPED, StandardCharsets.US_ASCII).indexOf("a".repeat(Stamp.LENGTH));

    private Answers() {}

    static ByteBuffer whole() {
        return WHOLE.duplicate();
    }

    static ByteBuffer unknown() {
        return UNKNOWN.duplicate();
    }

    static ByteBuffer stream() {
        return STREAM.duplicate();
    }

    static ByteBuffer beginning() {
        return BEGINNING.duplicate();
    }

    static ByteBuffer end() {
        return END.duplicate();
    }

    /** An event whose text is this moment. */
    static ByteBuffer stamped() {
        byte[] event = STAMPED.clone();
        Stamp.write(event, STAMP_AT);
        return ByteBuffer.wrap(event);
    }

    private static String wholeBody() {
        return "{\"id\":\"" + ID
                + "\",\"object\":\"chat.completion\",\"created\":1771845012,\"model\":\"gpt-5.5-2026-04-23\","
                + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"" + TEXT
                + "\",\"refusal\":null,\"annotations\":[]},\"logprobs\":null,\"finish_reason\":\"stop\"}]," + USAGE
                + ","
                + PRINT + "}";
    }

    // one event with text for each word; what stands for the address is cut in two
    private static String stream(int events) {
        StringBuilder all = new StringBuilder(STREAM_HEADERS).append(START);
        for (int i = 0; i < events - 2; i++) {
            all.append(text(WORDS[i % WORDS.length]));
        }
        return all.append(text("to <EMA"))
                .append(text("IL_1>. "))
                .append(FINISH)
                .toString();
    }

    private static String text(String text) {
        return event("{\"content\":\"" + text + "\"}", "null");
    }

    private static String event(String delta, String finish) {
        return chunk("data: " + chunkHead() + "\"choices\":[{\"index\":0,\"delta\":" + delta
                + ",\"logprobs\":null,\"finish_reason\":" + finish + "}],\"usage\":null}\n\n");
    }

    private static String usageEvent() {
        return chunk("data: " + chunkHead() + "\"choices\":[]," + USAGE + "}\n\n");
    }

    private static String chunkHead() {
        return "{\"id\":\"" + ID + "\",\"object\":\"chat.completion.chunk\",\"created\":1771845012,"
                + "\"model\":\"gpt-5.5-2026-04-23\"," + PRINT + ",";
    }

    private static String chunk(String data) {
        return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
    }

    private static ByteBuffer plain(String status, String body) {
        return buffer("HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body);
    }

    // outside the heap, where channels need no copy
    private static ByteBuffer buffer(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip().asReadOnlyBuffer();
    }
}
