package io.llmgateway.chat;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a moderation model says of one text.
 *
 * @param flagged whether the vendor holds it to be unwanted, by thresholds of its own
 * @param scores one for each category the vendor has judged; of a category that is missing nothing is known
 */
public record Moderation(boolean flagged, List<Score> scores) {
    public Moderation {
        scores = List.copyOf(scores);
    }

    /**
     * What was judged of one of the vendor's categories.
     *
     * @param category the common word for it; {@link Category#OTHER} where there is none
     * @param vendorCategory the vendor's own word, such as {@code harassment/threatening}
     * @param score how sure the vendor is, from 0 to 1; those of two vendors or categories do not compare
     * @param flagged whether the vendor holds the text to be of it
     */
    public record Score(Category category, String vendorCategory, double score, boolean flagged) {
        public Score {
            Objects.requireNonNull(category, "category");
            Objects.requireNonNull(vendorCategory, "vendorCategory");
            if (!(score >= 0 && score <= 1)) {
                throw new IllegalArgumentException("the score " + score + " must be from 0 to 1");
            }
        }
    }

    /**
     * How sure the vendor is of a category.
     *
     * @param category the category
     * @return the highest score of all that are of this category, from 0 to 1; empty where it was not judged
     */
    public OptionalDouble score(Category category) {
        return scores.stream()
                .filter(score -> score.category().equals(category))
                .mapToDouble(Score::score)
                .max();
    }

    /**
     * The categories the vendor holds the text to be of.
     *
     * @return in alphabetical order
     */
    public Set<Category> flaggedCategories() {
        Set<Category> flaggedOnes = new TreeSet<>();
        scores.stream().filter(Score::flagged).map(Score::category).forEach(flaggedOnes::add);
        return flaggedOnes;
    }
}
