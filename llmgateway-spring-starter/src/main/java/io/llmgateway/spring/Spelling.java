package io.llmgateway.spring;

import java.time.Duration;
import java.util.Locale;
import org.springframework.boot.convert.DurationStyle;

/** Values that Spring spells in more ways than the loader. */
final class Spelling {
    private Spelling() {}

    static String of(Class<?> type, String text) {
        if (type.isEnum()) {
            return constant(type, text);
        }
        return type == Duration.class && text.strip().matches("\\d{1,18}(ns|us)")
                ? DurationStyle.detectAndParse(text.strip()).toString()
                : text;
    }

    private static String constant(Class<?> type, String text) {
        String wanted = text.equals("false") ? "off" : Shape.loose(text); // YAML 1.1 takes off for a Boolean
        for (Object constant : type.getEnumConstants()) {
            String name = ((Enum<?>) constant).name();
            if (Shape.loose(name).equals(wanted)) {
                return name.toLowerCase(Locale.ROOT).replace('_', '-');
            }
        }
        return text;
    }
}
