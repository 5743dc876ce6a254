package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** E-mail addresses, written plainly or so that machines may miss them. */
class EmailSpotterTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "«jane@example.com»",
                "Write to «jane.doe+news@mail.example.co.uk», please.",
                "<«a@b.co»>; (mailto:«bob@example.org»)!",
                "«jane@example.com».",
                "{\"mail\":\"«jane@example.com»\"} 'to=«jane@example.com»&cc=«bob@example.com»'",
                "«\"john doe\"@example.com», «user@[192.168.1.1]», «user@[IPv6:2001:db8::1]»",
                "«o'hara@example.com», «user%example.com@example.org», «x_y-z@ex-ample.museum»",
                "«用户@例子.公司» «юзер@пример.рф» «jürgen@müller.de»",
                "请联系«jane@example.com»的朋友",
                "«jane@example.com»으로 보내",
                "«jane@example.com».Thanks for it",
                "**«jane@example.com»** `«jane@example.com»` _«jane@example.com»_",
                "«jane@xn--mller-kva.de»",
                "«jane&#64;example&#46;com» «jane%40example.com» «jane\\u0040example.com»",
                "«jane [at] example [dot] com» or «jane(at)example.com»",
                "«jane at example dot com» and «jane.doe at mail dot example dot org»",
                "my email is «jane at example.com»",
                "«jane @ example . com»",
                "«j a n e @ e x a m p l e . c o m»",
                "«ｊａｎｅ＠ｅｘａｍｐｌｅ．ｃｏｍ»",
                "«jаnе@ехаmple.соm»",
                "«ja\u200bne@exam\u00adple.com»",
                "a line\\n«jane@example.com»\\nmore",
                "https://example.org and «jane@example.com»",
                "«ssmith@example.com»:secret.",
            })
    void finds(String marked) {
        Marked.check(EntityType.EMAIL, marked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@jane and jane@",
                "jane@example",
                "logo@2x.png, icon@3x.webp",
                "git@github.com:acme/thing.git",
                "@user@server.social",
                "a@b@@c.com",
                "@Override public void run()",
                "look at example.com and at the sea",
                "we met at noon dot",
                "pkg@1.2.3",
                "https://jane:secret@example.com/x",
                "user at host",
                "meet me @ 5 p.m. here",
                "jane@.com, @example.com, jane@-.",
                "foo(at)bar",
                "removed at some point in the future, and at this point we stop",
            })
    void leaves(String text) {
        Marked.check(EntityType.EMAIL, text);
    }
}
