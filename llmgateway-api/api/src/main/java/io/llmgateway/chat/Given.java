package io.llmgateway.chat;

import io.llmgateway.error.InvalidRequestException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Refuses null where an application says something to a model: a wrong request, told where it is made. */
final class Given {
    private Given() {}

    static <T> T value(@Nullable T value, String what) {
        if (value == null) {
            throw new InvalidRequestException(what + " is null: give one, or leave the part or message out");
        }
        return value;
    }

    static <T> List<T> list(@Nullable List<? extends @Nullable T> values, String what) {
        List<? extends @Nullable T> given = value(values, what);
        for (int i = 0; i < given.size(); i++) {
            if (given.get(i) == null) {
                value(null, what + "[" + i + "]");
            }
        }
        @SuppressWarnings("unchecked") // without null, as was seen
        List<T> complete = (List<T>) given;
        return List.copyOf(complete);
    }
}
