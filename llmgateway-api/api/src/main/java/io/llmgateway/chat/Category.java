package io.llmgateway.chat;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A kind of content that may be unwanted. An open value: compare with the constants, never switch over all; words of your own are
 * categories too.
 *
 * @param name small letters, digits and hyphens, such as {@code self-harm}; at most 40 chars, beginning with a letter
 */
public record Category(String name) implements Comparable<Category> {
    /** Insults, bullying and threats against somebody. */
    public static final Category HARASSMENT = new Category("harassment");
    /** Contempt for people because of what they are. */
    public static final Category HATE = new Category("hate");
    /** Sexual content. */
    public static final Category SEXUAL = new Category("sexual");
    /** Sexual content with somebody under age. */
    public static final Category SEXUAL_MINORS = new Category("sexual-minors");
    /** Violence, and its praise. */
    public static final Category VIOLENCE = new Category("violence");
    /** Violence shown in detail. */
    public static final Category GRAPHIC_VIOLENCE = new Category("graphic-violence");
    /** Suicide, injuring oneself, disorders of eating. */
    public static final Category SELF_HARM = new Category("self-harm");
    /** Help with crimes and with what is dangerous, weapons too. */
    public static final Category ILLICIT = new Category("illicit");
    /** Personal data. */
    public static final Category PRIVACY = new Category("privacy");
    /** Advice that is a professional's: of health, law, money. */
    public static final Category ADVICE = new Category("advice");
    /** Attempts to get around a model's rules. */
    public static final Category JAILBREAK = new Category("jailbreak");
    /** What a vendor judges and none of these is. */
    public static final Category OTHER = new Category("other");

    public Category {
        Objects.requireNonNull(name, "name");
        if (!name.matches("[a-z][a-z0-9-]{0,39}")) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" is no category: take up to 40 small letters, digits and"
                            + " hyphens, beginning with a letter");
        }
    }

    /**
     * The category of a name.
     *
     * @param name in any case, with {@code -} or {@code _}
     * @return the category
     * @throws IllegalArgumentException if it is no name of one
     */
    public static Category of(String name) {
        return new Category(name.toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /**
     * All constants.
     *
     * @return an immutable list
     */
    public static List<Category> known() {
        return List.of(
                HARASSMENT,
                HATE,
                SEXUAL,
                SEXUAL_MINORS,
                VIOLENCE,
                GRAPHIC_VIOLENCE,
                SELF_HARM,
                ILLICIT,
                PRIVACY,
                ADVICE,
                JAILBREAK,
                OTHER);
    }

    @Override
    public int compareTo(Category other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
