package io.llmgateway.core.targets;

/**
 * The mean of figures, and how far they are from it. Immutable.
 *
 * @param weight how many figures it stands for, less what is forgotten
 * @param mean their mean; 0 where there are none
 * @param squares the sum of their squared distances from it
 */
public record Average(double weight, double mean, double squares) {
    /** Of no figures. */
    public static final Average NONE = new Average(0, 0, 0);

    /**
     * One more figure.
     *
     * @param figure the figure
     * @return of all
     */
    public Average plus(double figure) {
        return plus(new Average(1, figure, 0));
    }

    /**
     * All figures of two (Chan, Golub and LeVeque, 1983).
     *
     * @param other the other figures
     * @return of both
     */
    public Average plus(Average other) {
        double all = weight + other.weight;
        if (all == 0) {
            return NONE;
        }
        double apart = other.mean - mean;
        return new Average(
                all,
                mean + apart * other.weight / all,
                squares + other.squares + apart * apart * weight * other.weight / all);
    }

    /**
     * The same figures, with less weight.
     *
     * @param keep the part of the weight that is left, from 0 to 1
     * @return the same mean and spread
     */
    public Average faded(double keep) {
        return new Average(weight * keep, mean, squares * keep);
    }

    /**
     * How far a figure usually is from the mean: the standard deviation.
     *
     * @return 0 where there are none
     */
    public double spread() {
        return weight == 0 ? 0 : Math.sqrt(squares / weight);
    }
}
