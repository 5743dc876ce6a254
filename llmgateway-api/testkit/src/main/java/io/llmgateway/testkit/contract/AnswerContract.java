package io.llmgateway.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ProviderState;
import io.llmgateway.chat.Role;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.testkit.FakeAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What providers make of good answers. */
abstract class AnswerContract extends ContractGround {
    private static final String WORDS = "Quotes \" and \\ and / and \t tabs\nlines\r\n, zwölf Boxkämpfer, שלום, 日本語,"
            + " 👩‍👩‍👧 \u2028 \u0007 ﷽ Z̷a̷l̷g̷o̷ 𝒳 </script> {\"json\": [1]} data: [DONE]\n\ndata: {}";

    @BothDeliveries
    void textComesWithItsFacts(Delivery delivery) {
        ChatResponse answer =
                chat(delivery, FakeAnswer.text("It is sunny and warm.").usage(usage()));
        assertThat(answer.text()).isEqualTo("It is sunny and warm.");
        assertThat(answer.parts()).hasSize(1);
        assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(answer.provider()).isEqualTo(ID);
        assertThat(answer.model()).isEqualTo(model());
        assertThat(answer.usage()).isEqualTo(usage());
        assertThat(answer.warnings()).isEmpty();
        assertThat(vendor.requests()).hasSize(1);
    }

    @BothDeliveries
    void theModelIsTheOneThatServed(Delivery delivery) {
        assertThat(chat(delivery, FakeAnswer.text("Yes.").model("served-2026-01-01"))
                        .model())
                .isEqualTo("served-2026-01-01");
    }

    @Test
    void aWholeAnswerCanBeSeenRaw() {
        ChatResponse answer = chat(Delivery.whole(), FakeAnswer.text("plain words"));
        assertThat(answer.raw()).hasValueSatisfying(raw -> assertThat(raw).contains("plain words"));
    }

    @BothDeliveries
    void allCharactersPassBothWays(Delivery delivery) {
        vendor.answers(delivery.shape(FakeAnswer.text(WORDS)));
        ChatResponse answer = delivery.chat(
                provider, request().system("Sys: " + WORDS).user(WORDS).build());
        assertThat(answer.text()).isEqualTo(WORDS);
        assertThat(vendor.lastRequest().says("Sys: " + WORDS)).isTrue();
        assertThat(vendor.lastRequest().says(WORDS)).isTrue();
    }

    @BothDeliveries
    void toolCallsComeWithCompleteArguments(Delivery delivery) {
        ChatResponse answer =
                chat(delivery, FakeAnswer.empty().thenTool("weather", "{\"city\":\"Zürich\",\"n\":[1,{}]}"));
        assertThat(answer.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(answer.toolCalls()).hasSize(1);
        Part.ToolCall call = answer.toolCalls().get(0);
        assertThat(call.id()).isNotEmpty();
        assertThat(call.name()).isEqualTo("weather");
        assertThat(call.arguments()).isEqualToIgnoringWhitespace("{\"city\":\"Zürich\",\"n\":[1,{}]}");
        assertThat(call.complete()).isTrue();
    }

    @BothDeliveries
    void parallelToolCallsKeepApart(Delivery delivery) {
        FakeAnswer three = FakeAnswer.empty()
                .thenTool("weather", "{\"city\":\"Rome\"}")
                .thenTool("weather", "{\"city\":\"Oslo\"}")
                .thenTool("time", "{}");
        ChatResponse answer = chat(delivery, three);
        assertThat(answer.toolCalls().stream().map(ContractGround::essence))
                .containsExactly(
                        "call of weather with {\"city\":\"Rome\"}",
                        "call of weather with {\"city\":\"Oslo\"}",
                        "call of time with {}");
        assertThat(answer.toolCalls().stream().map(Part.ToolCall::id)).doesNotHaveDuplicates();
    }

    @BothDeliveries
    void aToolCallCutByTheLimitIsMarked(Delivery delivery) {
        ChatResponse answer = chat(
                delivery,
                FakeAnswer.empty().thenTool("weather", "{\"city\":\"Rome\"}").finish(FinishReason.LENGTH));
        assertThat(answer.finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(answer.toolCalls()).hasSize(1);
        assertThat(answer.toolCalls().get(0).complete()).isFalse();
    }

    @Test
    void allDeliveriesGiveTheSame() {
        FakeAnswer rich = FakeAnswer.empty()
                .thenReasoning(tellsReasoning() ? "Let me think about " + WORDS : "")
                .thenText("First some text. " + WORDS)
                .thenTool("weather", "{\"city\":\"" + "Timbuktu".repeat(30) + "\"}")
                .thenTool("time", "{}")
                .usage(usage());
        if (!tellsReasoning()) {
            rich = FakeAnswer.text("Some text. " + WORDS).thenTool("time", "{}").usage(usage());
        }
        ChatResponse whole = chat(Delivery.whole(), rich);
        long seed = Deliveries.seed();
        List<Delivery> others = new ArrayList<>(List.of(Delivery.streamed()));
        Stream.iterate(seed, next -> next + 1).limit(20).map(Delivery::chunked).forEach(others::add);
        for (Delivery other : others) {
            ChatResponse answer = chat(other, rich);
            assertThat(answer.parts().stream().map(ContractGround::essence))
                    .as("parts, %s", other)
                    .isEqualTo(
                            whole.parts().stream().map(ContractGround::essence).toList());
            assertThat(answer.finishReason().raw())
                    .as("finish, %s", other)
                    .isEqualTo(whole.finishReason().raw());
            assertThat(answer.usage()).as("usage, %s", other).isEqualTo(whole.usage());
            assertThat(answer.model()).as("model, %s", other).isEqualTo(whole.model());
        }
        assertThat(whole.parts()).hasSize(tellsReasoning() ? 4 : 2);
    }

    @BothDeliveries
    void bytesMayTrickleBetweenPings(Delivery delivery) {
        ChatResponse answer = chat(
                delivery,
                FakeAnswer.text("zwölf 日本 😀").thenTool("time", "{}").trickled().pinging());
        assertThat(answer.text()).isEqualTo("zwölf 日本 😀");
        assertThat(answer.toolCalls()).hasSize(1);
    }

    @BothDeliveries
    void reasoningIsNoText(Delivery delivery) {
        String thoughts = tellsReasoning() ? "Hm, let me see." : "";
        ChatResponse answer =
                chat(delivery, FakeAnswer.empty().thenReasoning(thoughts).thenText("Seven."));
        assertThat(answer.reasoning()).isEqualTo(thoughts);
        assertThat(answer.text()).isEqualTo("Seven.");
    }

    @BothDeliveries
    void endsForTheReasonTheVendorGives(Delivery delivery) {
        assertThat(chat(delivery, FakeAnswer.text("cut").finish(FinishReason.LENGTH))
                        .finishReason())
                .isEqualTo(FinishReason.LENGTH);
        assertThat(chat(delivery, FakeAnswer.text("filtered").finish(FinishReason.CONTENT_FILTER))
                        .finishReason())
                .isEqualTo(FinishReason.CONTENT_FILTER);
        // a word nobody knows yet must not break anything
        ChatResponse unheard = chat(delivery, FakeAnswer.text("new").finish(FinishReason.of("brand_new_reason")));
        assertThat(unheard.text()).isEqualTo("new");
    }

    @BothDeliveries
    void aRefusalIsNoNormalAnswer(Delivery delivery) {
        ChatResponse answer = chat(delivery, FakeAnswer.refusal("I cannot help with that."));
        assertThat(answer.text()).isEmpty();
        assertThat(answer.refusal().equals("I cannot help with that.")
                        || answer.finishReason().equals(FinishReason.CONTENT_FILTER))
                .as("the refusal shows in " + answer)
                .isTrue();
    }

    @BothDeliveries
    void anEmptyAnswerIsAnAnswer(Delivery delivery) {
        ChatResponse answer = chat(delivery, FakeAnswer.empty());
        assertThat(answer.text()).isEmpty();
        assertThat(answer.toolCalls()).isEmpty();
        assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
    }

    @BothDeliveries
    void aToolLoopGoesRoundWithWhatTheVendorWantsBack(Delivery delivery) {
        FakeAnswer calls =
                FakeAnswer.empty().thenTool("weather", "{\"city\":\"Rome\"}").thenTool("time", "{}");
        if (tellsReasoning()) {
            calls = FakeAnswer.empty()
                    .thenReasoning("I need the tools.")
                    .thenTool("weather", "{\"city\":\"Rome\"}")
                    .thenTool("time", "{}");
        }
        vendor.answers(delivery.shape(calls)).answers(delivery.shape(FakeAnswer.text("22 degrees at noon")));
        ChatRequest first = request()
                .user("How is Rome?")
                .tool(tool("weather"))
                .tool(tool("time"))
                .build();
        ChatResponse asked = delivery.chat(provider, first);
        List<Part.ToolResult> results = new ArrayList<>();
        for (Part.ToolCall call : asked.toolCalls()) {
            results.add(Part.ToolResult.of(call, "result of " + call.name() + " ✓"));
        }
        ChatRequest second = first.toBuilder()
                .message(asked.message())
                .message(Message.tool(results.toArray(Part.ToolResult[]::new)))
                .build();
        assertThat(delivery.chat(provider, second).text()).isEqualTo("22 degrees at noon");
        assertThat(vendor.lastRequest().says("result of weather ✓")).isTrue();
        assertThat(vendor.lastRequest().says("result of time ✓")).isTrue();
        assertThat(vendor.lastRequest().says("How is Rome?")).isTrue();
    }

    @Test
    void whatAnotherVendorWantsBackStaysHere() {
        ProviderState foreign = new ProviderState("another-format", "{\"signature\":\"FOREIGN\"}");
        ChatRequest request = request()
                .user("Hi")
                .message(Message.of(Role.ASSISTANT, new Part.Reasoning("", foreign), new Part.Text("Hello.", foreign)))
                .user("And now?")
                .dropUnsupported()
                .build();
        Delivery.whole().chat(provider, request);
        assertThat(vendor.lastRequest().body()).doesNotContain("FOREIGN").contains("Hello.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n"})
    void anEmptyQuestionIsAnsweredOrRefusedClearly(String question) {
        try {
            Delivery.whole().chat(provider, ask(question));
        } catch (InvalidRequestException e) {
            assertThat(vendor.requests()).isEmpty();
        } catch (ProviderFailedException e) {
            assertThat(e.kind()).isIn(FailureClass.CALLER_FAULT, FailureClass.UNSUPPORTED);
        }
    }

    @BothDeliveries
    void hugeQuestionsAndAnswersPass(Delivery delivery) {
        String question = "long 長い ".repeat(200_000);
        String answer = "word ".repeat(4_000) + "x".repeat(300_000);
        vendor.answers(delivery.shape(FakeAnswer.text(answer)));
        assertThat(delivery.chat(provider, ask(question)).text()).isEqualTo(answer);
        assertThat(vendor.lastRequest().says(question)).isTrue();
    }
}
