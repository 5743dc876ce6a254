package io.llmgateway.examples.chaos;

import static io.llmgateway.chat.FailureClass.CONTENT_FILTERED;
import static io.llmgateway.chat.FailureClass.CREDENTIAL;
import static io.llmgateway.chat.FailureClass.OVERLOADED;
import static io.llmgateway.chat.FailureClass.QUOTA_EXHAUSTED;

import io.llmgateway.chat.FailureClass;
import io.llmgateway.testkit.FakeAnswer;
import io.llmgateway.testkit.FakeVendor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The wires, and what each says beyond the words the test kit has. */
enum Wire {
    OPENAI,
    ANTHROPIC,
    GEMINI,
    HUGGINGFACE;

    /**
     * A row of the table.
     *
     * @param name what to call it
     * @param kind the class it must be read as
     * @param fault what the vendor does
     * @param asksToWait whether it says when to come back
     */
    record Row(String name, FailureClass kind, FakeAnswer fault, boolean asksToWait) {
        Row(String name, FailureClass kind, FakeAnswer fault) {
            this(name, kind, fault, false);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Row raw(FailureClass kind, int status, String body) {
        FakeAnswer fault = FakeAnswer.raw(status, "application/json", body);
        return new Row(kind + " told with " + status, kind, fault, body.contains("estimated_time"));
    }

    FakeVendor start() {
        return switch (this) {
            case OPENAI, HUGGINGFACE -> FakeVendor.openAi();
            case ANTHROPIC -> FakeVendor.anthropic();
            case GEMINI -> FakeVendor.gemini();
        };
    }

    String type() {
        return name().toLowerCase(Locale.ROOT);
    }

    private List<Row> own() {
        return switch (this) {
            case OPENAI ->
                List.of(raw(
                        CREDENTIAL,
                        403,
                        "{\"error\":{\"message\":\"Country, region, or territory not supported\","
                                + "\"type\":\"request_forbidden\",\"param\":null,"
                                + "\"code\":\"unsupported_country_region_territory\"}}"));
            case ANTHROPIC ->
                List.of(
                        raw(
                                CREDENTIAL,
                                403,
                                "{\"type\":\"error\",\"error\":{\"type\":\"permission_error\",\"message\":"
                                        + "\"Your API key does not have permission to use the specified resource.\"}}"),
                        raw(
                                QUOTA_EXHAUSTED,
                                429,
                                "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":"
                                        + "\"You have reached your specified API usage limits.\"}}"));
            case GEMINI ->
                List.of(
                        raw(
                                CREDENTIAL,
                                401,
                                "{\"error\":{\"code\":401,\"message\":\"Request had invalid authentication credentials.\","
                                        + "\"status\":\"UNAUTHENTICATED\"}}"),
                        raw(
                                CREDENTIAL,
                                403,
                                "{\"error\":{\"code\":403,\"message\":\"Your API key was reported as leaked. Please use another"
                                        + " API key.\",\"status\":\"PERMISSION_DENIED\"}}"));
            case HUGGINGFACE ->
                List.of(
                        raw(CREDENTIAL, 401, "{\"error\":\"Invalid username or password.\"}"),
                        raw(
                                CREDENTIAL,
                                403,
                                "{\"error\":\"This authentication method does not have sufficient permissions to call Inference"
                                        + " Providers on behalf of user acme\"}"),
                        raw(
                                QUOTA_EXHAUSTED,
                                402,
                                "{\"error\":\"You have exceeded your monthly included credits for Inference Providers.\"}"),
                        raw(
                                OVERLOADED,
                                503,
                                "{\"error\":\"Model acme/a is currently loading\",\"estimated_time\":3.5}"));
        };
    }

    /** Every class the vendor can tell, in the words of the test kit, and its own rows. */
    List<Row> rows() {
        List<Row> rows = new ArrayList<>(own());
        for (FailureClass kind : FailureClass.values()) {
            if (kind == FailureClass.UNSUPPORTED || (kind == CONTENT_FILTERED && this == GEMINI)) {
                continue; // nobody answers the one; Gemini ends an answer with the other
            }
            FakeAnswer fault = FakeAnswer.failure(kind);
            boolean waits = kind == FailureClass.RATE_LIMITED;
            rows.add(new Row(kind.name(), kind, waits ? fault.retryAfter(Duration.ofSeconds(7)) : fault, waits));
        }
        FakeAnswer page = FakeAnswer.raw(403, "text/html", "<html><h1>Request blocked</h1></html>");
        rows.add(new Row("a page of a firewall", FailureClass.MALFORMED, page));
        rows.add(new Row("a closed connection", FailureClass.TRANSIENT, FakeAnswer.hangUp()));
        return rows;
    }
}
