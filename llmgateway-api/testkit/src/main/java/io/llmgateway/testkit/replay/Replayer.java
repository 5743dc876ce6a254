package io.llmgateway.testkit.replay;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.error.StreamBrokenException;
import io.llmgateway.testkit.replay.Result.Side;
import io.llmgateway.testkit.replay.Result.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Plays recorded exchanges back through the providers on the class path: a local server gives the recorded answer, and
 * what the provider reads out of it is held against the recording's {@code expect.json}. Nothing leaves the machine.
 *
 * <p>A recording is a folder with {@code meta.json}, {@code response.*} (named in the former), and where known {@code
 * request.json} and {@code expect.json}.
 */
public final class Replayer {
    private final Player player;
    private final Playback playback;

    private Replayer(Player player, Playback playback) {
        this.player = player;
        this.playback = playback;
    }

    /**
     * Plays back everything below some directories, one recording after another.
     *
     * @param directories where recordings are, at any depth
     * @return what came of each
     * @throws UncheckedIOException if the recordings cannot be read
     */
    public static Report replay(List<Path> directories) {
        try (Player player = new Player();
                Playback playback = Playback.start()) {
            Replayer replayer = new Replayer(player, playback);
            List<Result> results = new ArrayList<>();
            RequestCheck requests = new RequestCheck(player, playback);
            for (Recording recording : Recording.below(directories)) {
                results.add(replayer.response(recording));
                results.add(requests.check(recording));
            }
            return new Report(results);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot replay " + directories, e);
        }
    }

    private Result response(Recording recording) throws IOException {
        try {
            Target target = Target.of(recording);
            player.require(target);
            KnownWrong.Corrected corrected = KnownWrong.expected(recording, recording.response());
            JsonNode expected = corrected.expected();
            if (expected == null) {
                return readable(recording, target);
            }
            List<String> differences = ResponseCheck.differences(expected, played(recording, target, expected));
            if (!differences.isEmpty()) {
                return Result.of(recording, Side.RESPONSE, Verdict.FAILED, differences);
            }
            Verdict verdict = corrected.reasons().isEmpty() ? Verdict.OK : Verdict.EXPLAINED;
            return Result.of(recording, Side.RESPONSE, verdict, corrected.reasons());
        } catch (Target.NoTarget e) {
            return passedOver(recording, String.valueOf(e.getMessage()));
        }
    }

    // without an expectation an answer must still be an answer, or be told to be cut
    private Result readable(Recording recording, Target target) throws IOException {
        String unknown = "nothing is known of what must be read out of it";
        if (target.embeds() || recording.status() != 200) {
            return passedOver(recording, unknown);
        }
        Ended ended = played(recording, target, Recording.JSON.createObjectNode());
        boolean read = ended instanceof Ended.Answered
                || (ended instanceof Ended.Failed failed && failed.error() instanceof StreamBrokenException);
        return read
                ? passedOver(recording, unknown + ", but it can be read")
                : Result.of(recording, Side.RESPONSE, Verdict.FAILED, List.of("cannot be read: " + ended));
    }

    private static Result passedOver(Recording recording, String why) {
        return Result.of(recording, Side.RESPONSE, Verdict.PASSED_OVER, List.of(why));
    }

    private Ended played(Recording recording, Target target, JsonNode expected) throws IOException {
        int texts = Math.max(1, expected.path("vectors").asInt(1));
        ModelRequest request = target.embeds()
                ? EmbeddingRequest.builder()
                        .model(recording.model())
                        .inputs(Collections.nCopies(texts, "a text"))
                        .build()
                : ChatRequest.builder()
                        .model(recording.model())
                        .user("a question")
                        .build();
        try (Playback.Track track = playback.put(recording)) {
            return player.ask(
                    new Player.Question(recording.provider(), target, request, recording.streamed()), track.baseUrl());
        }
    }
}
