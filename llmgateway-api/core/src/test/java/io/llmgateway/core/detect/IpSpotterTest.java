package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses of both versions of the Internet Protocol. */
class IpSpotterTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "«192.168.0.1»",
                "IP: «1.2.3.4», mask «255.255.255.0».",
                "from «10.0.0.1» to «10.0.0.2»:80",
                "route «192.168.1.0/24»",
                "«8.8.8.8» and «1.1.1.1»",
                "ssh user@«203.0.113.7»",
                "localhost/«127.0.0.1»:9092",
                "«2001:0db8:85a3:0000:0000:8a2e:0370:7334»",
                "«2001:db8::1», «fe80::1%eth0», «::1», «2001:db8::/32»",
                "[«2001:db8::1»]:8080",
                "«::ffff:192.0.2.1» «64:ff9b::192.0.2.0/96»",
                "«0:0:0:0:0:FFFF:129.144.52.38»",
                "dst=«::1»",
                "\"ip\":\"«203.0.113.7»\"",
                "«203[.]0[.]113[.]7»",
                "«２０３．０．１１３．７»",
                "«203。0。113。7»",
                "服务器«203.0.113.7»在",
                "«684D:1111:222:3333:4444:5555:6:77»",
                "gateway «fe80::1» on",
            })
    void finds(String marked) {
        Marked.check(EntityType.IP_ADDRESS, marked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "version 1.2.3.4 and v1.2.3.4",
                "release 10.0.19045.3803",
                "1.2.3.4.5 and 1.3.6.1.2.1.1",
                "256.1.1.1, 192.168.1, 192.168.1.256",
                "Chrome/120.0.6099.109, Foo/1.2.3.4",
                "pkg==1.2.3.4, lib-1.2.3.4.jar",
                "a[1::2], x[::-1], s[10::100], m[::2]",
                "std::cout, MyClass::toString, abc::def",
                "12:34:56 and 1:2:3:4",
                "00:1A:2B:3C:4D:5E",
                "2001::db8::1 12345:db8::1",
                "f64::add f32::e",
                "::",
                "section 1.2.3.4 says",
                "// 22.2.1.4 facets, and /// 21.1.3.2  traits",
                "x192.168.0.1",
                "gggg:hhhh::1234",
            })
    void leaves(String text) {
        Marked.check(EntityType.IP_ADDRESS, text);
    }
}
