package io.llmgateway.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ValuesTest {
    @Test
    void everyRecordOfTheConfigurationHasItsLine() {
        Set<Class<?>> records = new LinkedHashSet<>();
        collect(GatewayConfig.class, records);
        assertThat(records)
                .hasSizeGreaterThan(40)
                .extracting(Class::getSimpleName)
                .doesNotHaveDuplicates();
        for (Class<?> type : records) {
            Object made;
            try {
                made = new Values(new Object[type.getRecordComponents().length]).make(type);
            } catch (IllegalArgumentException wantsAValue) {
                continue;
            }
            assertThat(made).isExactlyInstanceOf(type);
        }
    }

    private static void collect(Type type, Set<Class<?>> into) {
        if (type instanceof ParameterizedType generic) {
            for (Type of : generic.getActualTypeArguments()) {
                collect(of, into);
            }
        } else if (type instanceof Class<?> plain && plain.isRecord() && into.add(plain)) {
            for (RecordComponent component : plain.getRecordComponents()) {
                collect(component.getGenericType(), into);
            }
        }
    }
}
