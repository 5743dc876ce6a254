package io.llmgateway.chain;

import io.llmgateway.access.DataClasses;
import io.llmgateway.access.Principal;
import io.llmgateway.chat.OutputUse;
import io.llmgateway.chat.Purpose;
import io.llmgateway.guard.Found;

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
    /** Who asks; absent where nobody knows. */
    public static final Attribute<Principal> PRINCIPAL = Attribute.of("principal", Principal.class);

    /**
     * The end user as the caller named him, where a guard has masked or changed him in the request, or asks another one on his
     * behalf; {@link Call#user} is this first.
     */
    public static final Attribute<String> USER = Attribute.of("user", String.class);

    /** The classes of data the caller says are in the request; absent for none. */
    public static final Attribute<DataClasses> DATA_CLASSES = Attribute.of("data classes", DataClasses.class);

    /** What the room guard found in the request; absent where it did not look. */
    public static final Attribute<Found> FOUND = Attribute.of("found", Found.class);

    private Attributes() {}
}
