package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses of the web, and what only looks like one. */
class UrlSpotterTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "«https://www.example.com/»",
                "(see «http://en.example.org/wiki/Foo_(bar)»).",
                "«https://example.com/a?b=1&c=2#d», then",
                "«www.example.com/x?y=1», «WWW.EXAMPLE.COM»",
                "«example.com» and «example.co.uk».",
                "«http://localhost:8080/x» «http://»127.0.0.1«/a» «http://[»2001:db8::1«]:80/path»",
                "«ftp://files.example.net/pub» «wss://live.example.org/s»",
                "«bit.ly/3abc» «youtu.be/dQw4» «example.io/docs»",
                "<a href=\"«https://example.com/a»\">",
                "[text](«https://example.com/a»)",
                "«https:\\/\\/example.com\\/a»",
                "«hxxp://bad[.]example[.]com/x»",
                "«https://пример.рф/путь»",
                "访问«https://example.com».",
                "«https://user@example.com/x»",
                "«https://example.com/a%20b»",
                "«http://example.com:8443»",
                "«file:///etc/hosts»",
                "«https://example.com».",
                "the site «example.com»: fine",
                "url=«https://example.com/x»;",
            })
    void finds(String marked) {
        Marked.check(EntityType.URL, marked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "list.it and math.is",
                "java.io.File, System.Net.Http, os.name",
                "README.md, main.py, main.rs/foo, test.sh",
                "node.js, ASP.NET, socket.io",
                "http://microsoft and www.microsoft",
                "foo.com() and self.com(x)",
                "jane@example.com",
                "https://jane:secret@example.com/x",
                "a.b.c.d",
                "e.g. this, i.e. that",
                "v1.2.3 and 3.14",
                "std::cout << x",
                "std://nothing",
                "http://",
                "End of sentence.Next one",
            })
    void leaves(String text) {
        Marked.check(EntityType.URL, text);
    }
}
