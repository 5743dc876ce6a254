package io.llmgateway.core.config;

import org.jspecify.annotations.Nullable;

/**
 * The values of a record's components in their order, to make it of. By hand, since from JDK 18 on a constructor called by
 * reflection makes classes for every number of parameters: a fifth of the time to a first answer. Not thread-safe.
 */
final class Values {
    private final @Nullable Object[] values;
    private int at;

    Values(@Nullable Object[] values) {
        this.values = values;
    }

    /**
     * The record.
     *
     * @throws IllegalArgumentException if it refuses a value
     */
    Object make(Class<?> type) {
        return switch (type.getSimpleName()) {
            case "AccessConfig" -> new AccessConfig(next(), next(), next());
            case "AccessRuleConfig" ->
                new AccessRuleConfig(next(), next(), next(), next(), next(), next(), next(), next(), next());
            case "AdmitConfig" -> new AdmitConfig(next(), next(), next(), next(), next(), next());
            case "BudgetConfig" -> new BudgetConfig(next(), next(), next(), next(), next(), next(), next());
            case "CallLogConfig" -> new CallLogConfig(next(), next());
            case "CatalogueConfig" ->
                new CatalogueConfig(next(), next(), next(), next(), next(), next(), next(), next());
            case "CatalogueModelConfig" -> new CatalogueModelConfig(next(), next(), next(), next(), next(), next());
            case "ChargebackConfig" -> new ChargebackConfig(next(), next(), next(), next(), next(), next());
            case "Rule" -> new ChargebackConfig.Rule(next(), next(), next());
            case "CheckConfig" -> new CheckConfig(next(), next(), next(), next());
            case "DataClassConfig" -> new DataClassConfig(next(), next(), next(), next(), next());
            case "GatewayConfig" ->
                new GatewayConfig(
                        next(), next(), next(), next(), next(), next(), next(), next(), next(), next(), next(), next());
            case "GuardConfig" -> new GuardConfig(next(), next(), next(), next(), next());
            case "InjectionConfig" ->
                new InjectionConfig(next(), next(), next(), next(), next(), next(), next(), next(), next(), next());
            case "LedgerConfig" -> new LedgerConfig(next(), next(), next());
            case "LimitConfig" -> new LimitConfig(next(), next(), next(), next(), next(), next(), next(), next());
            case "ModelConfig" ->
                new ModelConfig(
                        next(), next(), next(), next(), next(), next(), next(), next(), next(), next(), next(), next(),
                        next(), next(), next());
            case "ShadowConfig" -> new ModelConfig.ShadowConfig(next(), next());
            case "SemanticConfig" -> new ModelConfig.SemanticConfig(next(), next(), next());
            case "BanditConfig" -> new ModelConfig.BanditConfig(next(), next(), next());
            case "ModerationConfig" ->
                new ModerationConfig(next(), next(), next(), next(), next(), next(), next(), next(), next());
            case "OutputConfig" ->
                new OutputConfig(
                        next(), next(), next(), next(), next(), next(), next(), next(), next(), next(), next(), next());
            case "PatternConfig" -> new PatternConfig(next(), next(), next(), next(), next());
            case "PiiConfig" ->
                new PiiConfig(
                        next(), next(), next(), next(), next(), next(), next(), next(), next(), next(), next(), next());
            case "ProviderConfig" ->
                new ProviderConfig(next(), next(), next(), next(), next(), next(), next(), next(), next(), next());
            case "ProviderLimitsConfig" -> new ProviderLimitsConfig(next(), next(), next(), next(), next(), next());
            case "RecallConfig" -> new RecallConfig(next(), next(), next(), next(), next(), next());
            case "ExactConfig" -> new RecallConfig.ExactConfig(next(), next(), next(), next(), next(), next());
            case "StoreConfig" -> new RecallConfig.StoreConfig(next());
            case "PromptCacheConfig" -> new RecallConfig.PromptCacheConfig(next(), next(), next(), next());
            case "StatisticsConfig" -> new StatisticsConfig(next(), next(), next(), next(), next());
            case "SteadyConfig" -> new SteadyConfig(next(), next(), next(), next());
            case "RetryConfig" -> new SteadyConfig.RetryConfig(next(), next(), next(), next());
            case "HealthConfig" -> new SteadyConfig.HealthConfig(next(), next(), next(), next(), next(), next());
            case "DriftConfig" -> new SteadyConfig.DriftConfig(next(), next(), next());
            case "TelemetryConfig" -> new TelemetryConfig(next(), next(), next(), next(), next(), next(), next());
            case "TimeoutsConfig" -> new TimeoutsConfig(next(), next(), next(), next());
            case "WatchConfig" -> new WatchConfig(next(), next(), next(), next(), next());
            case "SpendRise" -> new WatchConfig.SpendRise(next(), next(), next(), next());
            case "WhoConfig" -> new WhoConfig(next(), next(), next(), next(), next());
            case "WordListConfig" -> new WordListConfig(next(), next(), next(), next());
            default -> throw new AssertionError(type + " has no line here"); // no fault of a setting
        };
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // what each is, its binding has seen to
    private <T> @Nullable T next() {
        return (T) values[at++];
    }
}
