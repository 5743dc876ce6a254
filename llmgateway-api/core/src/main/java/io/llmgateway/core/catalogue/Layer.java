package io.llmgateway.core.catalogue;

import io.llmgateway.money.ModelInfo;
import java.time.LocalDate;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** One list among those that lie over each other. */
interface Layer {
    /** Where it comes from: {@code shipped}, a file, an address, {@code configuration} or {@code code}. */
    String name();

    /** The same, short. */
    String shortName();

    /** The day it was true, if it says. */
    @Nullable
    LocalDate date();

    /** How many models it has. */
    int count();

    /** Its models. */
    Collection<ModelInfo> models();

    /** A model by its vendor and one of its names in small letters. */
    @Nullable
    ModelInfo get(String vendor, String name);

    /** What a cost names as its prices. */
    default String version() {
        return date() == null ? shortName() : shortName() + " " + date();
    }
}
