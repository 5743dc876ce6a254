package io.llmgateway.core.detect;

/** How much the form of a number says of what it is, and what score that makes with what stands around it. */
enum Proof {
    /** It fits, as many other numbers do. */
    FORM(0.75, 0, 0, 0, 0),
    /** One in ten or so of other numbers would fit as well: a check digit. */
    WEAK(0.87, 0.65, 0, 0.55, 0.3),
    /** One in fifty to a hundred, of digits that nothing else sets apart. */
    LIKELY(0.9, 0.75, 0, 0.65, 0.3),
    /** One in a hundred or so: two check digits, or a date and one, or a telling grouping. */
    FAIR(0.94, 0.85, 0.3, 0.75, 0.55),
    /** Hardly anything else looks like that. */
    SURE(0.98, 0.95, 0.75, 0.95, 0.92);

    /** The score where a cue names the kind. */
    final double named;

    /** The score where a cue speaks of numbers of persons in general. */
    final double general;

    /** The score where a cue speaks of something else, such as an order. */
    final double otherwise;

    /** The score where nothing is said, and the number is from where users are, or all there is in the text. */
    final double expected;

    /** The score where nothing is said. */
    final double unsaid;

    Proof(double named, double general, double otherwise, double expected, double unsaid) {
        this.named = named;
        this.general = general;
        this.otherwise = otherwise;
        this.expected = expected;
        this.unsaid = unsaid;
    }

    /** The next weaker one. */
    Proof weaker() {
        return switch (this) {
            case SURE -> FAIR;
            case FAIR -> LIKELY;
            case LIKELY -> WEAK;
            case WEAK, FORM -> FORM;
        };
    }
}
