package io.llmgateway.providers.kit;

import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.chat.Warning;
import io.llmgateway.error.ProviderFailedException;
import java.util.ArrayList;
import java.util.List;

/** Asked before a field of a request is left out: nothing is dropped in silence. For one request, on one thread. */
public final class Consent {
    private final String provider;
    private final ModelRequest request;
    private final List<Warning> warnings = new ArrayList<>(0);

    /**
     * For one request.
     *
     * @param provider the provider's id
     * @param request the request
     */
    public Consent(String provider, ModelRequest request) {
        this.provider = provider;
        this.request = request;
    }

    /**
     * Asks to leave a field out. Returns if the request allows it, and then there is a warning.
     *
     * @param field the field's name in the common request, such as {@code seed}
     * @param why why it cannot be expressed, such as {@code "Anthropic has no seed"}
     * @throws ProviderFailedException of class {@link FailureClass#UNSUPPORTED} if it does not
     */
    public void leaveOut(String field, String why) {
        if (!request.dropUnsupported()) {
            throw new ProviderFailedException(
                    provider,
                    request.model().orElse(""),
                    Failure.of(
                            FailureClass.UNSUPPORTED,
                            field + " cannot be sent: " + why + ". Remove it, choose another model, or allow it to be"
                                    + " left out with dropUnsupported()"),
                    null);
        }
        warnings.add(new Warning("dropped_field", field + " was left out for " + provider + ": " + why));
    }

    /**
     * Adds a warning about something that is sent in another way than asked.
     *
     * @param code a short fixed word
     * @param message for a person
     */
    public void warn(String code, String message) {
        warnings.add(new Warning(code, message));
    }

    List<Warning> warnings() {
        return warnings;
    }
}
