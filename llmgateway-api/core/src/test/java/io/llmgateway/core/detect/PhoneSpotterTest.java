package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Telephone numbers. */
class PhoneSpotterTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "«+1 415 555 0132»",
                "«+14155550132», «+1-415-555-0132», «+1.415.555.0132», «+1 (415) 555-0132»",
                "«+49 30 901820», «+44 (0)20 7946 0958», «+33 6 12 34 56 78», «+8613812345678»",
                "«(415) 555-0132»",
                "«415-555-0132» and «415.555.0132»; «1-800-555-0199»",
                "«415-555-0132 x23», «415-555-0132 ext. 23»",
                "«001-555-123-4567x123»",
                "call «5551234567»",
                "Tel. «030 1234567»",
                "«06 12 34 56 78»",
                "«(03) 8955 3466», «020 7946 0958», «07911 123456», «0412 345 678»; 手机号«13812345678»",
                "«0049 30 901820»",
                "WhatsApp «07911 123456»",
                "tel:«+14155550132»",
                "«＋１（４１５）５５５－０１３２»",
                "电话«+86 138 1234 5678»。",
                "{\"phone\":\"«+4930901820»\"}",
                "«+1 415 555 0132» «415-555-0132»",
                "phone «555-1234», (mobile «04091107277»)",
            })
    void finds(String marked) {
        Marked.check(EntityType.PHONE, marked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "order 415-555-0132",
                "1 + 234567890",
                "+12, +999 123456789",
                "2021-05-21, 12.05.2021",
                "123-45-6789",
                "192.168.100.200",
                "115-555-0132",
                "call 911",
                "4111 1111 1111 1111",
                "ISBN 978-3-16-148410-0",
                "1234567890",
                "0123-45-6789, 01-02-2021, 0.123 456 789, 13812345678 and so on; call function 12345678",
                "$415.555.0132",
                "x+4930901820",
                "+1 234",
            })
    void leaves(String text) {
        Marked.check(EntityType.PHONE, text);
    }
}
