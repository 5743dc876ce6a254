package io.llmgateway.chain;

import io.llmgateway.chat.OutputUse;
import io.llmgateway.chat.Purpose;

/** What layers of different rooms tell each other by a {@link Call}. */
public final class Attributes {
    /** What the attempts of the call are made for; {@link Purpose#ANSWER} if absent. */
    public static final Attribute<Purpose> PURPOSE = Attribute.of("purpose", Purpose.class);

    /** The target that would have answered, where a cheaper one was chosen on purpose; what was saved is told by it. */
    public static final Attribute<Target> INSTEAD_OF = Attribute.of("instead of", Target.class);

    /** The model as the application named it, before any room changed it; empty where it named none. */
    public static final Attribute<String> MODEL_ASKED = Attribute.of("model asked", String.class);

    /** What the answer is for; nothing is known if absent. */
    public static final Attribute<OutputUse> OUTPUT_USE = Attribute.of("output use", OutputUse.class);

    private Attributes() {}
}
