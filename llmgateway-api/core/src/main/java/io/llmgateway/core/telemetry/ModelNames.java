package io.llmgateway.core.telemetry;

/** Keeps models few, as {@link Tags} keeps values: a request may name any, and a vendor may answer with any. Thread-safe. */
final class ModelNames {
    private final FewValues asked;
    private final FewValues served;
    private final FewValues targets;

    ModelNames(int most) {
        asked = new FewValues(most);
        served = new FewValues(most);
        targets = new FewValues(most);
    }

    /** A model, in the provider's words. */
    String asked(String model) {
        return asked.of(model);
    }

    /** A model as the vendor names it; empty where it did not tell. */
    String served(String model) {
        return model.isEmpty() ? model : served.of(model);
    }

    /** {@code provider/model}. */
    String target(String target) {
        return targets.of(target);
    }
}
