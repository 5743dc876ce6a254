package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hardware addresses. */
class MacSpotterTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "«00:1A:2B:3C:4D:5E»",
                "(«aa-bb-cc-dd-ee-f0»)",
                "«0012.3456.789a»",
                "«00:1a:2b:ff:fe:3c:4d:5e»",
                "MAC address: «001A2B3C4D5E»",
                "mac «0:1a:2b:3:4d:5»",
                "MAC «00 1A 2B 3C 4D 5E»",
                "\"mac\":\"«12:34:56:78:90:12»\"",
                "ether «00:16:3e:00:00:01» txqueuelen",
            })
    void finds(String marked) {
        Marked.check(EntityType.MAC_ADDRESS, marked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00:1A:2B:3C:4D",
                "ZZ:ZZ:ZZ:ZZ:ZZ:ZZ",
                "ff:ff:ff:ff:ff:ff",
                "12-34-56-78-90-12",
                "00:1A:2B:3C:4D:5E:6F",
                "12:34:56",
                "550e8400-e29b-41d4-a716-446655440000",
                "001A2B3C4D5E",
                "aa.bb.cc.dd.ee.ff",
                "1234.5678.9012",
            })
    void leaves(String text) {
        Marked.check(EntityType.MAC_ADDRESS, text);
    }
}
