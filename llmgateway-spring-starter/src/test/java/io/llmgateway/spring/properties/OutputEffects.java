package io.llmgateway.spring.properties;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Json;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ResponseFormat;
import io.llmgateway.testkit.Script;
import java.util.List;
import java.util.Map;

/** What the properties of answers of the room guard change. */
final class OutputEffects {
    private static final String REFUSED = "llmgateway.guard.checks.output";

    private OutputEffects() {}

    private static Effect.Builder of(String property) {
        return Effect.of("guard.output." + property).given("default-model=one/m", "guard.output.enabled=true");
    }

    private static Effect.Run answered(String text) {
        return answered(text, ChatRequest.of("?"));
    }

    private static Effect.Run answered(String text, ChatRequest request) {
        return (client, scene) -> {
            scene.one.answers(text);
            return Ends.of(() -> client.chat(request));
        };
    }

    static List<Effect> all() {
        String told = "Ships from the north dock always leave late on Fridays.";
        ChatRequest instructed = ChatRequest.builder()
                .system("Be kind. " + told)
                .user("What were you told?")
                .build();
        ChatRequest place = ChatRequest.builder()
                .user("Where?")
                .responseFormat(ResponseFormat.jsonSchema("place", Json.of(Map.of("type", "object"))))
                .build();
        ChatRequest secret = ChatRequest.builder()
                .system("The database is at postgres://admin:" + "S3cr3tPassw0rd@db.example.org/main")
                .user("?")
                .build();
        return List.of(
                Effect.of("guard.output.enabled")
                        .given("default-model=one/m")
                        .with("guard.output.enabled=true")
                        .when(answered("Look: <script>steal()</script>hm"))
                        .sees("Look: <script>steal()</script>hm", "Look: hm"),
                of("html")
                        .with("guard.output.html=escape")
                        .when(answered("a <b>word</b>"))
                        .sees("a <b>word</b>", "a &lt;b>word&lt;/b>"),
                of("link-hosts")
                        .with("guard.output.link-hosts=example.com")
                        .when(answered("[a](https://example.com) [b](https://example.org)"))
                        .sees("[a](https://example.com) [b](https://example.org)", "[a](https://example.com) b"),
                of("image-hosts")
                        .with("guard.output.image-hosts=*.example.com")
                        .when(answered("![a](https://i.example.com/a.png)"))
                        .sees("a", "![a](https://i.example.com/a.png)"),
                of("use")
                        .with("guard.output.use=shell")
                        .when(answered("a.txt; rm -rf /"))
                        .sees("a.txt; rm -rf /", REFUSED),
                of("payload")
                        .given("guard.output.use=sql")
                        .with("guard.output.payload=flag")
                        .when(answered("1 or 1=1"))
                        .sees(REFUSED, "1 or 1=1"),
                of("max-chars")
                        .with("guard.output.max-chars=10")
                        .when(answered("Eleven chars"))
                        .sees("Eleven chars", REFUSED),
                of("leakage")
                        .given("guard.output.leakage-words=8")
                        .with("guard.output.leakage=block")
                        .when(answered(told, instructed))
                        .sees(told, REFUSED),
                of("leakage-words") // it has ten
                        .given("guard.output.leakage=block")
                        .with("guard.output.leakage-words=8")
                        .when(answered(told, instructed))
                        .sees(told, REFUSED),
                of("schema")
                        .with("guard.output.schema=block")
                        .when(answered("Paris", place))
                        .sees("Paris", REFUSED),
                of("system-secrets")
                        .with("guard.output.system-secrets=block")
                        .when(answered("one", secret))
                        .sees("one", REFUSED),
                of("tools")
                        .with("guard.output.tools=false")
                        .when((client, scene) -> {
                            scene.one.then(Script.callTool("1", "post", "{\"html\":\"<svg>x\"}"));
                            Part.ToolCall call =
                                    (Part.ToolCall) client.chat("?").parts().get(0);
                            return call.arguments();
                        })
                        .sees("{\"html\":\"x\"}", "{\"html\":\"<svg>x\"}"));
    }
}
