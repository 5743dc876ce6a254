package io.llmgateway.providers.kit;

import io.llmgateway.chain.Call;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Failure;
import tools.jackson.core.JsonParser;

/** One vendor's wire format for chats: what to write, and how to read what comes. Stateless and thread-safe. */
public interface ChatWire {
    /**
     * Writes a request.
     *
     * @param request what is asked; its model is the vendor's own name
     * @param call the call, for whether it is streamed
     * @param consent asked before anything is left out
     * @return the HTTP request
     * @throws io.llmgateway.error.InvalidRequestException if the request makes no sense anywhere
     */
    WireRequest write(ChatRequest request, Call call, Consent consent);

    /**
     * How the frames of a streamed answer are told apart.
     *
     * @return the framing
     */
    Framing framing();

    /**
     * A fresh reader for one answer, whole or streamed.
     *
     * @param request what was asked
     * @return the reader, used by one thread at a time
     */
    Reader reader(ChatRequest request);

    /**
     * Understands a failure: reads the vendor's error type or code first, then the status.
     *
     * @param failure the HTTP answer
     * @return what kind of failure it is
     */
    Failure failure(HttpFailure failure);

    /** Reads one answer into an {@link Answer}. */
    interface Reader {
        /**
         * Reads a whole answer.
         *
         * @param json stands before the first token of the body
         * @param answer takes what is read
         */
        void whole(JsonParser json, Answer answer);

        /**
         * Reads one frame of a streamed answer. Calls {@link Answer#end} where the vendor says that nothing follows.
         *
         * @param frame stands on the frame
         * @param answer takes what is read
         */
        void frame(Frames frame, Answer answer);

        /**
         * The stream ended without {@link Answer#end}. By default the answer is complete if its finish reason has
         * come, and cut otherwise.
         *
         * @param answer what was read
         * @return whether the answer is complete
         */
        default boolean completeAtEnd(Answer answer) {
            return answer.hasFinishReason();
        }
    }
}
