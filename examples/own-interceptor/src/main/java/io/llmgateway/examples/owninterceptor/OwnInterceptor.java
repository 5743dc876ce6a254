package io.llmgateway.examples.owninterceptor;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Chain;
import io.llmgateway.chain.Ending;
import io.llmgateway.chain.Interceptor;
import io.llmgateway.chain.Reply;
import io.llmgateway.chain.Stage;
import io.llmgateway.chain.TextFilter;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.RefusedException;
import io.llmgateway.testkit.FakeVendor;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;

/** Three interceptors of one's own: one adds instructions, one refuses, one changes the answer. All work for streams. */
public final class OwnInterceptor {
    private OwnInterceptor() {}

    /** Adds the house rules to every chat. */
    private static Reply addHouseRules(Call call, Chain chain) {
        if (call.request() instanceof ChatRequest chat) {
            ChatRequest.Builder ruled =
                    chat.toBuilder().messages(java.util.List.of()).system("Never promise a refund.");
            chat.messages().forEach(ruled::message);
            return chain.proceed(call.withRequest(ruled.build()));
        }
        return chain.proceed(call);
    }

    /** Lets only known teams in. */
    private static Reply askForTeam(Call call, Chain chain) {
        if (!call.request().tags().containsKey("team")) {
            throw new RefusedException(
                    "team-tag", "every call must carry the tag \"team\": add .tag(\"team\", …)", null);
        }
        return chain.proceed(call);
    }

    /** Writes the answer in capitals, piece by piece, and tells how it ended. */
    private record Loud(PrintStream out) implements Interceptor {
        @Override
        public String toString() {
            return "loud";
        }

        @Override
        public Reply intercept(Call call, Chain chain) {
            return chain.proceed(call)
                    .mapText(TextFilter.of(text -> text.toUpperCase(Locale.ROOT)))
                    .onEnd(ending ->
                            out.println("\n[" + (ending instanceof Ending.Complete ? "complete]" : "not complete]")));
        }
    }

    /**
     * Runs the example, offline.
     *
     * @param args none
     */
    public static void main(String[] args) {
        run(System.out);
    }

    static void run(PrintStream out) {
        try (FakeVendor openai = FakeVendor.openAi();
                LlmClient client = LlmGateway.builder()
                        .environment(Map.of())
                        .provider("openai", p -> p.baseUrl(openai.baseUrl()).apiKey("any"))
                        .defaultModel("openai/gpt-5.4-mini")
                        .before(Stage.SHAPE, OwnInterceptor::addHouseRules)
                        .before(Stage.ADMIT, OwnInterceptor::askForTeam)
                        .before(Stage.GUARD, new Loud(out))
                        .build()) {
            out.println(client);
            openai.answers("We will see.").answers("We will see.");
            LlmClient shop = client.with(o -> o.tag("team", "shop"));
            out.println(shop.chat("Do I get my money back?").text());
            try (ChatStream stream = shop.stream("Really?")) {
                stream.forEachText(out::print);
            }
            out.println("The vendor saw: " + openai.lastRequest().at("messages.0.content"));
            try {
                client.chat("Who am I?");
            } catch (RefusedException e) {
                out.println("Refused by " + e.rule() + ": " + e.getMessage());
            }
        }
    }
}
