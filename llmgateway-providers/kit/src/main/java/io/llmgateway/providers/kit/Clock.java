package io.llmgateway.providers.kit;

/** The clocks of a call; each names itself in the failure it causes. */
enum Clock {
    CONNECT("no connection"),
    FIRST_TOKEN("no first token"),
    IDLE("nothing came"),
    TOTAL("no complete answer");

    private final String complaint;

    Clock(String complaint) {
        this.complaint = complaint;
    }

    /** The code of the failure, such as {@code timeout_first_token}. */
    String code() {
        return "timeout_" + name().toLowerCase(java.util.Locale.ROOT);
    }

    /** What was waited for in vain. */
    String complaint() {
        return complaint;
    }
}
