package io.llmgateway.testkit.replay;

import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.testkit.replay.Result.Side;
import io.llmgateway.testkit.replay.Result.Verdict;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Holds what a provider writes against a recorded request: the recorded body is read into the library's words, sent
 * through the provider, and what the server gets is compared.
 */
final class RequestCheck {
    private final Player player;
    private final Playback playback;

    RequestCheck(Player player, Playback playback) {
        this.player = player;
        this.playback = playback;
    }

    Result check(Recording recording) throws IOException {
        try {
            Target target = Target.of(recording);
            player.require(target);
            Optional<byte[]> body = recording.request();
            if (body.isEmpty()) {
                throw new Target.NoTarget("its request was not kept");
            }
            if (!(Recording.JSON.readTree(body.get()) instanceof ObjectNode recorded)) {
                throw new Target.NoTarget("its request is no JSON object");
            }
            return compared(recording, target, recorded);
        } catch (Target.NoTarget | Inexpressible e) {
            return result(recording, Verdict.PASSED_OVER, List.of(String.valueOf(e.getMessage())));
        }
    }

    private Result compared(Recording recording, Target target, ObjectNode recorded)
            throws IOException, Inexpressible, Target.NoTarget {
        String format = format(recording, target);
        ModelRequest request = read(recording, target, format, recorded);
        boolean streamed = recorded.path("stream").asBoolean(recording.streamed());
        try (Playback.Track track = playback.put(recording)) {
            Ended ended =
                    player.ask(new Player.Question(recording.provider(), target, request, streamed), track.baseUrl());
            Optional<byte[]> sent = track.requestBody();
            if (sent.isEmpty()) {
                return notSent(recording, ended);
            }
            ObjectNode ours = (ObjectNode) Recording.JSON.readTree(sent.get());
            Equivalence.uniteAll(Equivalences.of(format), recorded);
            Equivalence.uniteAll(Equivalences.of(format), ours);
            List<String> differences = BodyDifference.between(recorded, ours);
            return differences.isEmpty() ? result(recording, Verdict.OK, List.of()) : different(recording, differences);
        }
    }

    private static Result different(Recording recording, List<String> differences) {
        List<Optional<String>> reasons =
                differences.stream().map(MeantDifferences::reason).toList();
        if (reasons.stream().allMatch(Optional::isPresent)) {
            List<String> known =
                    reasons.stream().flatMap(Optional::stream).distinct().toList();
            return result(recording, Verdict.EXPLAINED, known);
        }
        return result(recording, Verdict.FAILED, differences);
    }

    private static String format(Recording recording, Target target) throws Target.NoTarget {
        if (target.embeds()) {
            return "embeddings";
        }
        return switch (recording.kind()) {
            case "chat", "responses" -> recording.kind();
            case "messages", "raw-predict" -> "anthropic";
            case "generate", "generate-stream" -> "gemini";
            default -> throw new Target.NoTarget("requests of kind " + recording.kind() + " are not compared");
        };
    }

    private ModelRequest read(Recording recording, Target target, String format, JsonNode recorded)
            throws Inexpressible {
        History history = new History(player, playback, recording, target);
        String model = recording.model();
        ObjectNode body = (ObjectNode) recorded.deepCopy();
        return switch (format) {
            case "chat" -> OpenAiChatRequests.read(body, model, history);
            case "responses" -> ResponsesRequests.read(body, model, history);
            case "anthropic" -> {
                body.remove("anthropic_version");
                yield AnthropicRequests.read(body, model, history);
            }
            case "gemini" -> {
                Equivalences.camel(body);
                yield GeminiRequests.read(body, model, history);
            }
            default -> EmbeddingRequests.read(body, model);
        };
    }

    // where the vendor refused the recorded request, the library may refuse it before it is sent
    private static Result notSent(Recording recording, Ended ended) {
        String how = ended.toString();
        if (ended instanceof Ended.Failed failed) {
            how = "refused before it was sent: " + failed.error().getMessage();
            boolean refused = failed.error() instanceof InvalidRequestException
                    || (failed.error() instanceof ProviderFailedException e && e.kind() == FailureClass.UNSUPPORTED);
            if (refused && recording.status() >= 400) {
                return result(recording, Verdict.PASSED_OVER, List.of("refused here as it was by the vendor"));
            }
        }
        return result(recording, Verdict.FAILED, List.of(how));
    }

    private static Result result(Recording recording, Verdict verdict, List<String> details) {
        return Result.of(recording, Side.REQUEST, verdict, details);
    }
}
