package io.llmgateway.core.route;

import java.lang.Character.UnicodeScript;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Guesses the language of a text: by its script, and for Latin by the most frequent small words. No more than a guess;
 * a text that is short, mixed or in another language is {@value #UNKNOWN}.
 */
final class Language {
    /** No guess. */
    static final String UNKNOWN = "unknown";

    /** All it can say: codes of ISO 639-1, and {@value #UNKNOWN}. */
    static final List<String> NAMES =
            List.of("ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pt", "ru", "zh", UNKNOWN);

    private static final int LOOKED_AT = 1_000;
    private static final int ENOUGH = 2;
    private static final Pattern NO_LETTERS = Pattern.compile("[^\\p{L}]+");

    private static final Map<String, Set<String>> SMALL_WORDS = Map.of(
            "en", words("the of and to is in it you that was for on are with this what how why not have from can do"),
            "de",
                    words(
                            "der die das und ist nicht ein eine ich es mit für auf den dem wie was warum zu von im sich auch"),
            "fr", words("le la les et est un une des du que qui dans pour pas ce il je vous nous pourquoi sur avec de"),
            "es", words("el la los las y es un una que de en por para con no se del qué cómo lo su está como"),
            "it", words("il la gli e è un una che di per non con del della sono come perché questo mi ha nel lo cosa"),
            "pt", words("o a os as e é um uma que de em para com não se do da por como no na você isso"),
            "nl", words("de het een en is van ik niet dat op te voor met zijn je wat waarom hoe aan er die in ook"));

    private Language() {}

    static String of(String text) {
        String head = text.substring(0, Math.min(text.length(), LOOKED_AT));
        Map<UnicodeScript, Integer> scripts = new LinkedHashMap<>();
        head.codePoints()
                .filter(Character::isLetter)
                .forEach(letter -> scripts.merge(UnicodeScript.of(letter), 1, Integer::sum));
        if (scripts.isEmpty()) {
            return UNKNOWN;
        }
        UnicodeScript most = scripts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
        boolean kana = scripts.containsKey(UnicodeScript.HIRAGANA) || scripts.containsKey(UnicodeScript.KATAKANA);
        return switch (most) {
            case HIRAGANA, KATAKANA -> "ja";
            case HAN -> kana ? "ja" : "zh";
            case HANGUL -> "ko";
            case CYRILLIC -> "ru";
            case ARABIC -> "ar";
            case LATIN -> byWords(head);
            default -> UNKNOWN;
        };
    }

    private static String byWords(String text) {
        Map<String, Integer> hits = new LinkedHashMap<>();
        NO_LETTERS
                .splitAsStream(text.toLowerCase(Locale.ROOT))
                .forEach(word -> SMALL_WORDS.forEach((language, words) -> {
                    if (words.contains(word)) {
                        hits.merge(language, 1, Integer::sum);
                    }
                }));
        int most = hits.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        List<String> best = hits.entrySet().stream()
                .filter(entry -> entry.getValue() == most)
                .map(Map.Entry::getKey)
                .toList();
        return most >= ENOUGH && best.size() == 1 ? best.get(0) : UNKNOWN;
    }

    private static Set<String> words(String words) {
        return Set.of(words.split(" ", -1));
    }
}
