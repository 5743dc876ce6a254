package io.llmgateway.core.catalogue;

import io.llmgateway.money.ModelInfo;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A list that was read.
 *
 * @param name where it comes from
 * @param shortName the same for the eye
 * @param date the day it was true, if it says
 * @param models its models, in its order; in it each name is there once
 * @param byName vendor to names and aliases in small letters to models
 */
record Listing(
        String name,
        String shortName,
        @Nullable LocalDate date,
        Collection<ModelInfo> models,
        Map<String, Map<String, ModelInfo>> byName)
        implements Layer {

    /** Of two models with one name the first one stays, unless only the second one has a price. */
    static Listing of(String name, String shortName, @Nullable LocalDate date, List<ModelInfo> read) {
        Map<String, Map<String, ModelInfo>> byName = new HashMap<>();
        Map<String, ModelInfo> models = new LinkedHashMap<>();
        for (ModelInfo model : read) {
            ModelInfo former = models.get(id(model));
            if (former == null || (former.prices().isEmpty() && !model.prices().isEmpty())) {
                models.put(id(model), model);
            }
        }
        for (ModelInfo model : models.values()) {
            names(byName, model).put(key(model.model()), model);
        }
        for (ModelInfo model : models.values()) {
            for (String alias : model.aliases()) {
                names(byName, model).putIfAbsent(key(alias), model);
            }
        }
        return new Listing(name, shortName, date, List.copyOf(models.values()), byName);
    }

    private static Map<String, ModelInfo> names(Map<String, Map<String, ModelInfo>> byName, ModelInfo model) {
        return byName.computeIfAbsent(model.vendor(), vendor -> new HashMap<>());
    }

    private static String id(ModelInfo model) {
        return model.vendor() + "/" + key(model.model());
    }

    private static String key(String model) {
        return model.toLowerCase(Locale.ROOT);
    }

    @Override
    public @Nullable ModelInfo get(String vendor, String name) {
        return byName.getOrDefault(vendor, Map.of()).get(name);
    }

    @Override
    public int count() {
        return models.size();
    }

    boolean hasPrices() {
        return models.stream().anyMatch(model -> !model.prices().isEmpty());
    }
}
