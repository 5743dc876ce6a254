package io.llmgateway.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every property has its variable. */
class EnvironmentSourceTest {
    // named by models, whose names no variable can hold: docs/configuration.md
    private static final List<String> WITHOUT =
            List.of("catalogue.models.", "catalogue.renames.", "ledger.chargeback.prices.");

    @Test
    void everySettingOfTheConfigurationCanBeGiven() {
        List<String> properties = new ArrayList<>();
        collect(GatewayConfig.class, "", properties);
        assertThat(properties).contains("models.x.on-break", "steady.drift.factor", "providers.x.limits.adaptive");
        for (String property : properties) {
            if (WITHOUT.stream().noneMatch(property::startsWith)) {
                String variable =
                        "LLMGATEWAY_" + property.toUpperCase(Locale.ROOT).replace('.', '_');
                for (String dash : List.of("_", "")) {
                    assertThat(EnvironmentSource.read(Map.of(variable.replace("-", dash), "1"))
                                    .origins())
                            .as(variable)
                            .containsOnlyKeys(property);
                }
            }
        }
    }

    private static void collect(Class<?> type, String prefix, List<String> into) {
        for (RecordComponent component : type.getRecordComponents()) {
            JsonProperty own = component.getAccessor().getAnnotation(JsonProperty.class);
            String written = component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            String called = own == null ? written : own.value();
            assertThat(Binding.name(component)).isEqualTo(called);
            String name = prefix + called;
            if (component.getType().isRecord()) {
                collect(component.getType(), name + ".", into);
            } else if (component.getType() == Map.class) {
                Type value = ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[1];
                if (value instanceof Class<?> named && named.isRecord()) {
                    collect(named, name + ".x.", into);
                } else {
                    into.add(name + ".x");
                }
            } else {
                into.add(name);
            }
        }
    }
}
