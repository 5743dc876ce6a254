package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;
import java.util.HashSet;
import java.util.Set;

/** Names of persons after words that announce them: titles, salutations and introductions. The word is no part of the name. */
final class PersonSpotter implements Spotter {
    private static final int WORDS = 4;
    private static final Set<String> TITLES = Cues.words(
            "mr mrs ms miss mx dr prof professor herr herrn frau monsieur madame mme mlle mademoiselle señor señora"
                    + " senor senora sra signor signora sig dott dottor dottoressa senhor senhora mevrouw meneer dhr mevr pani"
                    + " pan herra rouva fru");
    private static final Set<String> PHRASES =
            Cues.words("name dear signed sincerely regards heiße heisse appelle llamo chiamo chamo heet liebe lieber"
                    + " cher chère querido querida estimado estimada gentile");
    private static final Cues ANNOUNCING = Cues.list(String.join(" ", TITLES) + ' ' + String.join(" ", PHRASES));
    private static final Cues BEFORE_NAME =
            Cues.of("my", "his", "her", "full", "patient", "customer", "legal", "whose");
    private static final Cues LINKS =
            Cues.list("van von de der den di da del della la le bin ibn al el dos das du zu zur ter ten af of");
    private static final Cues NO_NAMES = Cues.list(
            "sir madam team all customer customers friend friends colleague colleagues hiring manager user users"
                    + " reader readers editor everyone members member santa god diary sirs valued support client parent parents"
                    + " the a an i we you he she it they this that is president damen herren kunde kollegen kolleginnen who and"
                    + " or in on at for your our my his her please thank thanks doktor doctor dr prof mr mrs ms miss to as if"
                    + " when where student students applicant candidate professor sun monsieur madame señor señora committee"
                    + " board community not no yes name first last recruiter partner partners guest neighbor fellow");

    // after a title: things to eat, wear and clean with, and figures of play
    private static final Cues PRODUCTS =
            Cues.list("pepper martens oetker scholl scholls bronner beckmann clean coffee muscle"
                    + " potato peanut whippy kipling butterworth butterworths pac robot marvel beast who");

    @Override
    public Triggers triggers() {
        Set<String> words = new HashSet<>(TITLES);
        words.addAll(PHRASES);
        return Triggers.words(words);
    }

    @Override
    public void spot(Sheet sheet, int at, Finds finds) {
        int first = begins(sheet, at);
        if (first < 0) {
            return;
        }
        if (first < sheet.tokens() && near(sheet, first - 1) && title(sheet, first)) {
            return; // "Dear Mr. Smith": the title says it
        }
        int last = first - 1;
        int token = first;
        int names = 0;
        while (token < sheet.tokens() && token - first < WORDS + 2 && names < WORDS && near(sheet, token - 1)) {
            boolean link = names > 0 && LINKS.has(sheet, token) && (sheet.flags(token) & Sheet.UPPER) == 0;
            if (link) {
                token++;
                continue;
            }
            if (!name(sheet, token)) {
                break;
            }
            last = token++;
            names++;
            if (ends(sheet, last)) {
                break;
            }
        }
        if (last >= first && sheet.length(last) > 1 && !(title(sheet, at) && PRODUCTS.has(sheet, first))) {
            finds.add(EntityType.PERSON, sheet.start(first), sheet.end(last), 0.7, "person-cue");
        }
    }

    private static boolean title(Sheet sheet, int token) {
        return TITLES.contains(ANNOUNCING.word(sheet, token));
    }

    // where the name should begin that the word announces; -1 where it does not
    private static int begins(Sheet sheet, int at) {
        String word = ANNOUNCING.word(sheet, at);
        int next = at + 1;
        if (TITLES.contains(word)) {
            boolean capital = Character.isUpperCase(sheet.at(sheet.start(at)));
            return capital && !other(sheet, at, word) ? next : -1;
        }
        return switch (word) {
            case "name" -> named(sheet, at);
            case "signed" -> word(sheet, next, "by") ? next + 1 : -1;
            case "sincerely", "regards" -> sheet.at(sheet.end(at)) == ',' ? next : -1;
            case "heiße", "heisse", "heet" -> word(sheet, at - 1, "ich") || word(sheet, at - 1, "ik") ? next : -1;
            case "appelle", "llamo", "chiamo", "chamo" -> at > 0 && sheet.length(at - 1) <= 2 ? next : -1;
            default -> Character.isUpperCase(sheet.at(sheet.start(at))) && greets(sheet, next) ? next : -1;
        };
    }

    // "MS Windows", "es_MX.UTF-8"
    private static boolean other(Sheet sheet, int at, String word) {
        boolean capitals = (sheet.flags(at) & Sheet.LOWER) == 0;
        return capitals && (word.equals("mx") || (word.equals("ms") && sheet.at(sheet.end(at)) != '.'));
    }

    // "my name is", "Patient name: "
    private static int named(Sheet sheet, int at) {
        if (at == 0 || !BEFORE_NAME.has(sheet, at - 1)) {
            return -1;
        }
        return word(sheet, at + 1, "is") ? at + 2 : sheet.at(sheet.end(at)) == ':' ? at + 1 : -1;
    }

    private static boolean word(Sheet sheet, int token, String word) {
        return token >= 0
                && token < sheet.tokens()
                && sheet.length(token) == word.length()
                && sheet.is(sheet.start(token), word);
    }

    // a salutation is followed by a comma, a colon or the end of the line
    private static boolean greets(Sheet sheet, int first) {
        for (int token = first; token < Math.min(sheet.tokens(), first + WORDS); token++) {
            char after = sheet.at(sheet.end(token));
            if (after == ',' || after == ':' || after == '\n' || after == '!') {
                return true;
            }
        }
        return false;
    }

    // a word with a capital, or an initial
    private static boolean name(Sheet sheet, int token) {
        if ((sheet.flags(token) & (Sheet.DIGIT | Sheet.LETTER)) != Sheet.LETTER || NO_NAMES.has(sheet, token)) {
            return false;
        }
        int start = sheet.start(token);
        boolean part = sheet.at(start - 1) == '-' || sheet.at(start - 1) == '\'';
        if (!Character.isUpperCase(sheet.at(start)) && !part) {
            return false;
        }
        return sheet.length(token) == 1
                || (sheet.length(token) < 20
                        && (Character.isLowerCase(sheet.at(start + 1)) || sheet.length(token) > 2 || part));
    }

    // one blank, a hyphen, an apostrophe, or a full stop and a blank lead to the next token
    private static boolean near(Sheet sheet, int token) {
        if (token + 1 >= sheet.tokens()) {
            return false;
        }
        int start = sheet.end(token);
        int gap = sheet.start(token + 1) - start;
        char c = sheet.at(start);
        if (gap == 1) {
            return c == ' ' || c == '-' || c == '\'' || c == '.';
        }
        return gap == 2
                && (c == '.' || c == ':' || c == ',')
                && (sheet.at(start + 1) == ' ' || sheet.at(start + 1) == '\n');
    }

    // a comma, or a full stop after a whole word, ends the name
    private static boolean ends(Sheet sheet, int token) {
        char after = sheet.at(sheet.end(token));
        return after == ',' || after == ':' || (after == '.' && sheet.length(token) > 2);
    }
}
