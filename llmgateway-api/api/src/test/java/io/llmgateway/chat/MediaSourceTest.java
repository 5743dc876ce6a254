package io.llmgateway.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.error.InvalidRequestException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaSourceTest {
    private static MediaSource.Inline inline(String address) {
        return (MediaSource.Inline) MediaSource.url(address);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            data:text/plain;base64,am9AZXhhbXBsZS5jb20=         | text/plain
            data:text/plain;base64,am9AZXhhbXBsZS5jb20%3D       | text/plain
            data:text/plain;base64,%61%6d%39%41ZXhhbXBsZS5jb20= | text/plain
            data:text/plain;base64,am9AZXhh%0D%0AbXBsZS5jb20=   | text/plain
            data:text/plain; base64,am9AZXhhbXBsZS5jb20=        | text/plain
            data:text/plain;BASE64,am9AZXhhbXBsZS5jb20          | text/plain
            data:;base64,am9AZXhhbXBsZS5jb20=                   | text/plain
            data:,jo@example.com                                | text/plain
            data:text/csv,jo%40example.com                      | text/csv
            data:;charset=utf-8,jo@example.com                  | text/plain;charset=utf-8
            DATA:application/json;charset=utf-8,jo@example.com  | application/json;charset=utf-8""")
    void anAddressThatCarriesItsBytesIsRead(String address, String type) {
        assertThat(inline(address).mediaType()).isEqualTo(type);
        assertThat(inline(address).text()).isEqualTo("jo@example.com");
        assertThat(inline(address).isText()).isTrue();
    }

    @Test
    void bytesOfAnAddressAreThoseItWasMadeOf() {
        Random random = new Random(7);
        for (int i = 0; i < 1_000; i++) {
            byte[] bytes = new byte[random.nextInt(20)];
            random.nextBytes(bytes);
            StringBuilder escaped = new StringBuilder("data:image/png,");
            for (byte one : bytes) {
                escaped.append('%').append(String.format("%02x", one));
            }
            assertThat(inline(escaped.toString()).bytes()).isEqualTo(bytes);
            assertThat(inline("data:image/png;base64," + Base64.getEncoder().encodeToString(bytes)))
                    .isEqualTo(MediaSource.of("image/png", bytes));
            assertThat(inline("data:image/png;base64,"
                                    + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes))
                            .bytes())
                    .isEqualTo(bytes);
        }
    }

    @Test
    void charsBeyondAsciiAreUtf8() {
        assertThat(inline("data:,gr\u00fc\u00dfe+you").text()).isEqualTo("gr\u00fc\u00dfe+you");
        assertThat(inline("data:,gr%C3%BC%C3%9Fe").text()).isEqualTo("gr\u00fc\u00dfe");
        assertThat(inline("data:text/plain;charset=ISO-8859-1,gr%FC%DFe").text())
                .isEqualTo("gr\u00fc\u00dfe");
    }

    @ParameterizedTest
    @ValueSource(strings = {"data:nonsense", "data:", "data:,%4", "data:,%", "data:,%zz", "data:image/png;base64,%4"})
    void anAddressNobodyCanReadIsRefused(String address) {
        assertThatThrownBy(() -> MediaSource.url(address))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("data: address");
    }

    @Test
    void nobodyFetchesWhatAnAddressCarries() {
        assertThatThrownBy(() -> new MediaSource.Url("Data:,x", null))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("MediaSource.url");
        assertThat(MediaSource.url("https://example.com/data:,x"))
                .isEqualTo(new MediaSource.Url("https://example.com/data:,x", null));
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain,true",
        "TEXT/Markdown;charset=utf-8,true",
        "application/json,true",
        "application/vnd.api+json; profile=x,true",
        "image/svg+xml,true",
        "application/pdf,false",
        "image/png;name=text/plain,false"
    })
    void aMediaTypeSaysWhetherItIsText(String type, boolean text) {
        assertThat(new MediaSource.Inline(type, "").isText()).isEqualTo(text);
    }

    @Test
    void aTextStaysInItsCharset() {
        byte[] bytes = "gr\u00fc\u00dfe".getBytes(StandardCharsets.UTF_16LE);
        MediaSource.Inline source = (MediaSource.Inline) MediaSource.of("text/plain; charset=\"utf-16le\"", bytes);
        assertThat(source.text()).isEqualTo("gr\u00fc\u00dfe");
        assertThat(source.withText(source.text())).isEqualTo(source);
        assertThat(source.withText("\u00fc").bytes()).containsExactly(0xfc, 0);
    }

    @Test
    void aTextNobodyCanReadIsRefused() {
        assertThatThrownBy(() -> new MediaSource.Inline("text/plain", "not base64!").text())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("Base64");
        assertThatThrownBy(() -> new MediaSource.Inline("text/plain;charset=martian", "AA==").text())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("martian");
    }
}
