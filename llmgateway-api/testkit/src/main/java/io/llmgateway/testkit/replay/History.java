package io.llmgateway.testkit.replay;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Part;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * Earlier answers inside a recorded request, read by the provider as if they had just come. So their parts carry what
 * the vendor wants back, in a form that is nobody's business but the provider's; and that what was read is written back
 * unchanged is checked on the way.
 */
final class History {
    private final Player player;
    private final Playback playback;
    private final Recording recording;
    private final Target target;

    History(Player player, Playback playback, Recording recording, Target target) {
        this.player = player;
        this.playback = playback;
        this.recording = recording;
        this.target = target;
    }

    /** The parts of an answer with this body. */
    List<Part> parts(ObjectNode answer) throws Inexpressible {
        byte[] body = Recording.JSON.writeValueAsBytes(answer);
        ChatRequest request = ChatRequest.builder()
                .model(recording.model())
                .user("a question")
                .build();
        try (Playback.Track track = playback.put(200, Map.of("content-type", "application/json"), body)) {
            Ended ended =
                    player.ask(new Player.Question(recording.provider(), target, request, false), track.baseUrl());
            if (ended instanceof Ended.Answered answered && answered.response() instanceof ChatResponse chat) {
                return chat.parts();
            }
            throw new Inexpressible("an earlier answer in it cannot be read: " + ended);
        }
    }
}
