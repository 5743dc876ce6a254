package io.llmgateway.testkit;

import io.llmgateway.chat.Usage;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An answer in a vendor's own form.
 *
 * @param status the HTTP status
 * @param headers the vendor's headers, the content type among them
 * @param streamed whether the events arrive one by one; a whole answer has its body as the only event
 * @param events what goes over the wire
 * @param told the usage it tells; {@link Usage#NONE} where it tells none
 */
record WireAnswer(int status, Map<String, String> headers, boolean streamed, List<WireEvent> events, Usage told) {
    WireAnswer(int status, Map<String, String> headers, boolean streamed, List<WireEvent> events) {
        this(status, headers, streamed, events, Usage.NONE);
    }

    WireAnswer telling(Usage usage) {
        return new WireAnswer(status, headers, streamed, events, usage);
    }

    static WireAnswer whole(int status, Map<String, String> headers, String body, long tokens) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new WireAnswer(status, headers, false, List.of(new WireEvent(bytes, true, tokens)));
    }

    WireAnswer withHeaders(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.putAll(more);
        return new WireAnswer(status, all, streamed, events, told);
    }
}
