package io.llmgateway.core.targets;

/**
 * A target has become clearly worse than usual, or is as usual again.
 *
 * @param figure {@code first-content}, {@code whole-answer} or {@code errors}
 * @param usual what is usual: seconds, or the share of attempts that fail, from 0 to 1
 * @param now the same of late
 * @param share the share of its calls it gets for that; 1 where it is as usual again
 */
public record Drifted(String figure, double usual, double now, double share) {}
