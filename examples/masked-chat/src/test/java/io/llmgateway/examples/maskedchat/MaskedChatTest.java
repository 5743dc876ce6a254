package io.llmgateway.examples.maskedchat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MaskedChatTest {
    @Test
    void theVendorSeesPlaceholdersAndTheUserDoesNot() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        MaskedChat.run(new PrintStream(printed, true, StandardCharsets.UTF_8));
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains(
                        "the vendor saw:     My name is <PERSON_1>, <EMAIL_1>. My card <CREDIT_CARD_1> was charged twice.")
                .contains("the tool is asked:  {\"email\":\"jane.roe@example.com\"}")
                .contains("the vendor saw:     {\"agent\":\"<EMAIL_2>\",\"plan\":\"gold\"}")
                .contains(
                        "the user reads:     Dear Jane Roe, I wrote to jane.roe@example.com about **4111 1111 1111 1111**;"
                                + " sam@example.com looks after you.")
                .contains("a secret stops:     the request holds [SECRET]");
    }
}
