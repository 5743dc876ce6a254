package io.llmgateway.examples.springchat;

import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.error.LlmException;
import io.llmgateway.error.RefusedException;
import io.llmgateway.money.BudgetState;
import io.llmgateway.spring.SseEmitters;
import jakarta.servlet.http.HttpSession;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** What the page asks. */
@RestController
final class ChatController {
    private static final int MOST_MESSAGES = 40;

    private final LlmClient client;

    ChatController(LlmClient client) {
        this.client = client;
    }

    /**
     * One thing that was said.
     *
     * @param role {@code user} or {@code assistant}
     * @param text what
     */
    record Said(String role, String text) {}

    /** Streams the answer to a conversation; aborts it when the browser goes away. */
    @PostMapping("/chat")
    SseEmitter chat(@RequestBody List<Said> conversation, HttpSession session) {
        ChatRequest.Builder request = ChatRequest.builder()
                .system("You are a friendly assistant. Be brief.")
                .endUser(session.getId());
        for (Said said : conversation.subList(Math.max(0, conversation.size() - MOST_MESSAGES), conversation.size())) {
            if (said.role().equals("user")) {
                request.user(said.text());
            } else {
                request.assistant(said.text());
            }
        }
        return SseEmitters.of(client.stream(request.build()));
    }

    /** What this visitor has spent. */
    @GetMapping("/spent")
    List<BudgetState> spent(HttpSession session) {
        return client.budgets().states().stream()
                .filter(budget -> session.getId().equals(budget.scope().get("user")))
                .toList();
    }

    /** What failed before the answer had begun. Says what the visitor may know: never a vendor's words. */
    @ExceptionHandler
    ProblemDetail failed(LlmException e) {
        if (e instanceof RefusedException refused) {
            return ProblemDetail.forStatusAndDetail(HttpStatus.TOO_MANY_REQUESTS, refused.getMessage());
        }
        return e instanceof InvalidRequestException
                ? ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, "This cannot be asked.")
                : ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, "No model can answer now.");
    }
}
