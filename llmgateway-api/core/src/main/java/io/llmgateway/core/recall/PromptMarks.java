package io.llmgateway.core.recall;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Chain;
import io.llmgateway.chain.Interceptor;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.PromptCaching;
import io.llmgateway.chat.Role;
import io.llmgateway.chat.Tool;
import io.llmgateway.core.config.RecallConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * Lays out prompts so that vendors find their beginnings again: tools in an order that stays, a mark behind the instructions
 * where they are long enough, one behind a conversation that goes on, and a key that all prompts of one beginning share.
 */
final class PromptMarks implements Interceptor {
    private static final int KEY_DIGITS = 32;

    private final Duration ttl;
    private final List<String> models;
    private final int minChars;

    PromptMarks(RecallConfig.PromptCacheConfig config) {
        ttl = Objects.requireNonNull(config.ttl());
        models = Objects.requireNonNull(config.models());
        minChars = Objects.requireNonNull(config.minChars());
    }

    @Override
    public Reply intercept(Call call, Chain chain) {
        boolean meant = call.request() instanceof ChatRequest chat
                && (models.isEmpty() || models.contains(chat.model().orElse("")))
                && chat.promptCaching().isEmpty()
                && chat.messages().stream().noneMatch(PromptMarks::marked);
        return chain.proceed(meant ? call.withRequest(marked((ChatRequest) call.request())) : call);
    }

    // who marks places knows better
    private static boolean marked(Message message) {
        return message.parts().stream().anyMatch(Part.CachePoint.class::isInstance);
    }

    private ChatRequest marked(ChatRequest request) {
        List<Tool> tools = new ArrayList<>(request.tools());
        tools.sort(Comparator.comparing(PromptMarks::name)); // stable: native tools stay as they are, behind
        List<Message> messages = new ArrayList<>(request.messages());
        int instructions = 0;
        long chars = tools.stream().mapToLong(PromptMarks::chars).sum();
        while (instructions < messages.size()
                && messages.get(instructions).role().equals(Role.SYSTEM)) {
            chars += messages.get(instructions).text().length();
            instructions++;
        }
        boolean goesOn = messages.stream().anyMatch(message -> message.role().equals(Role.ASSISTANT));
        if (!goesOn && chars < minChars) {
            return request;
        }
        String key = key(request, tools, messages.subList(0, instructions));
        if (chars >= minChars && instructions > 0) {
            Message last = messages.get(instructions - 1);
            List<Part> parts = new ArrayList<>(last.parts());
            parts.add(new Part.CachePoint(ttl));
            messages.set(instructions - 1, new Message(last.role(), parts, last.name()));
        }
        return request.toBuilder()
                .tools(tools)
                .messages(messages)
                .promptCaching(new PromptCaching(key, goesOn ? ttl : null))
                .build();
    }

    // prompts of two tenants never share a key
    private static String key(ChatRequest request, List<Tool> tools, List<Message> instructions) {
        Digest digest = new Digest().text(request.tags().get(Questions.TENANT));
        return Canonical.beginning(tools, instructions, digest).key().hex().substring(0, KEY_DIGITS);
    }

    private static String name(Tool tool) {
        return tool instanceof Tool.Function function ? function.name() : "\uFFFF";
    }

    private static long chars(Tool tool) {
        return tool instanceof Tool.Function function
                ? function.description().length() + function.parameters().text().length()
                : 0;
    }

    @Override
    public String toString() {
        return "marks for vendors' prompt caches" + (models.isEmpty() ? "" : " of " + models);
    }
}
