package io.llmgateway.core;

import io.llmgateway.core.catalogue.ModelCatalogue;
import io.llmgateway.core.catalogue.TokenEstimator;
import io.llmgateway.core.ledger.MemoryLedger;
import io.llmgateway.money.Budgets;

/** What a client knows of money. */
record Books(ModelCatalogue catalogue, TokenEstimator estimator, MemoryLedger ledger, Budgets budgets) {}
