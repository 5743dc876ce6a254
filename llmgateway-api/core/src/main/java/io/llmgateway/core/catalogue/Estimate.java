package io.llmgateway.core.catalogue;

import io.llmgateway.chain.Target;

/**
 * The tokens of a prompt before the vendor counts them.
 *
 * @param target where it goes
 * @param measured by our own measure, before what was learnt of the model; what {@link TokenEstimator#learn} compares
 * @param tokens as well as they can be told
 * @param atMost what they will hardly exceed: {@code tokens} and a quarter, but no more for the texts than they have
 *     bytes; 0 or more, as are all
 */
public record Estimate(Target target, long measured, long tokens, long atMost) {}
