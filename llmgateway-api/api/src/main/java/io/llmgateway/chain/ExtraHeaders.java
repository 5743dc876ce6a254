package io.llmgateway.chain;

import java.util.Map;

/** Headers that go to the vendor with a request, beside those the provider writes; such as those of a trace. */
@FunctionalInterface
public interface ExtraHeaders {
    /** Where a call carries them; absent for none. */
    Attribute<ExtraHeaders> ATTRIBUTE = Attribute.of("extra headers", ExtraHeaders.class);

    /**
     * The headers of one request. Asked once for each, on the thread that sends it. One that has the name of a header of the
     * provider's own, such as that of the key, or that HTTP does not allow, is left out, and so is one without a name or a value.
     *
     * @return names to values, may be empty
     */
    Map<String, String> headers();
}
