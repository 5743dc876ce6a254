package io.llmgateway.core.detect;

import java.util.Locale;
import java.util.Set;

/** Tells secrets from what stands in their place: variables, templates, calls, paths, addresses, terms. */
final class SecretText {
    private static final int LONG = 40;

    // what is left of a value when all but its letters are gone
    private static final Set<String> TERMS = Cues.words(
            """
            password passwd pass pwd passwort secret token key apikey test testing user username string str
            text none null nil true false undefined required optional value values default changeit foo bar
            baz foobar abc sha md utf oauth base aes aescbc aesgcm rsa hs rs es ps http https tls tlsv ssl
            ipv win scramsha pbkdf pbkdfsha pbkdfhmacsha argon argonid bcrypt int uint float varchar char
            option step page line item level version field param arg column var hmacsha sharsa ecdsa ed
            python java jdk log oauthv basic bearer mypassword mypass mysecret mytoken somepassword
            thepassword secretkey secretpassword passwordpassword accesstoken clientsecret anypassword
            newpassword oldpassword userpassword number object unix gpt ubuntu debian windows iphone chars
            characters minchars maxchars bit bits days min ms""");

    private SecretText() {}

    /**
     * How sure a value is a secret.
     *
     * @param name what its name says
     * @param quoted whether quotes are around it
     * @return the score; 0 where it is none
     */
    static double score(Sheet sheet, int start, int end, SecretName name, boolean quoted) {
        int length = end - start;
        if (name == SecretName.NONE || length < 4 || (!quoted && codeLike(sheet, start, end))) {
            return 0;
        }
        Value value = Value.of(sheet, start, end);
        if (value.dummy() || template(sheet, start, end) || elsewhere(sheet, start, end)) {
            return 0;
        }
        boolean uuid = Value.uuid(sheet, start, end);
        if (date(sheet, start, value) || hashed(sheet, start)) {
            return 0;
        }
        boolean random = value.random() || (value.hex() && length >= 16 && !uuid);
        return switch (name) {
            case PASSWORD -> random || uuid ? 0.85 : password(sheet, start, end, value, quoted) ? 0.75 : 0;
            case TOKEN -> random ? 0.85 : uuid ? 0.7 : token(sheet, start, end, value) ? 0.6 : number(value) ? 0.55 : 0;
            case KEY -> random && length >= 16 && !literal(sheet, start, end) ? 0.6 : 0;
            case NONE -> 0;
        };
    }

    /** Whether it is a number of up to 64 bits, as programs write it: {@code 0x11D17F8B108836DEL}. */
    static boolean literal(Sheet sheet, int start, int end) {
        return end - start <= "0x0123456789abcdefULL".length() && sheet.is(start, "0x");
    }

    private static boolean password(Sheet sheet, int start, int end, Value value, boolean quoted) {
        if (TERMS.contains(letters(sheet, start, end))) {
            return false;
        }
        if (value.mixed()) {
            return quoted || value.strong() || !sheet.digit(start);
        }
        // signs that no word has, such as in P@ssword!
        return value.length() >= (quoted ? 6 : 8) && value.letters() >= 4 && odd(sheet, start, end, quoted ? 1 : 4);
    }

    private static boolean token(Sheet sheet, int start, int end, Value value) {
        if (value.digits() == 0) {
            return value.length() >= 12 && odd(sheet, start, end, 4);
        }
        return value.length() >= 10
                && value.strong()
                && value.digits() >= 2
                && !named(sheet, start, end)
                && !TERMS.contains(letters(sheet, start, end));
    }

    private static boolean number(Value value) {
        return value.digits() >= 15 && value.digits() == value.length() && value.length() < 25;
    }

    // words with digits at their ends, put together by signs
    private static boolean named(Sheet sheet, int start, int end) {
        int turns = 0;
        for (int i = start + 1; i < end; i++) {
            if (sheet.digit(i - 1) && Alphabet.WORD.has(sheet.at(i)) && !sheet.digit(i)) {
                turns++;
            }
        }
        return turns < 2;
    }

    private static boolean odd(Sheet sheet, int start, int end, int least) {
        int odd = 0;
        for (int i = start; i < end; i++) {
            char c = sheet.at(i);
            if (c == ' ') {
                return false;
            }
            if (c < 128 && !Alphabet.WORD.has(c) && "-_./:,'[]<>()=".indexOf(c) < 0 && i > start) {
                odd++;
            }
        }
        return odd >= least;
    }

    private static String letters(Sheet sheet, int start, int end) {
        StringBuilder letters = new StringBuilder();
        for (int i = start; i < Math.min(end, start + LONG); i++) {
            if (Character.isLetter(sheet.at(i))) {
                letters.append(sheet.at(i));
            }
        }
        return letters.toString().toLowerCase(Locale.ROOT);
    }

    /** Whether nothing but a word for secrets, or for their place, is in it. */
    static boolean term(Sheet sheet, int start, int end) {
        return TERMS.contains(letters(sheet, start, end));
    }

    /** Whether it is no value but says which one to take. */
    static boolean template(Sheet sheet, int start, int end) {
        char first = sheet.at(start);
        char second = sheet.at(start + 1);
        char last = sheet.at(end - 1);
        if (interpolated(sheet, start, end) || (first == '$' && (second == '(' || second == '['))) {
            return true;
        }
        if (first == '$' || (first == '%' && last == '%') || (first == '@' && last == '@')) {
            return plain(sheet, start + 1, last == first ? end - 1 : end, "_-.:");
        }
        return ((first == '{' && last == '}')
                        || (first == '[' && last == ']')
                        || (first == '<' && last == '>')
                        || (first == '(' && last == ')'))
                && plain(sheet, start + 1, end - 1, "{}_-. |()[]:$");
    }

    // ${name}, {{name}} and #{name}, wherever
    private static boolean interpolated(Sheet sheet, int start, int end) {
        for (int i = start; i < Math.min(end, start + 128); i++) {
            char c = sheet.at(i);
            if ((c == '$' || c == '#' || c == '{') && sheet.at(i + 1) == '{') {
                int to = i + 2;
                while (to < i + LONG && (sheet.word(to) || "_-. ".indexOf(sheet.at(to)) >= 0)) {
                    to++;
                }
                if (sheet.at(to) == '}' && (c != '{' || sheet.at(to + 1) == '}')) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean plain(Sheet sheet, int start, int end, String signs) {
        for (int i = start; i < end; i++) {
            if (!sheet.word(i) && signs.indexOf(sheet.at(i)) < 0) {
                return false;
            }
        }
        return !Value.of(sheet, start, end).random();
    }

    // a path, an address, or a place in the web
    private static boolean elsewhere(Sheet sheet, int start, int end) {
        char first = sheet.at(start);
        int slashes = 0;
        int at = -1;
        int dot = -1;
        for (int i = start; i < Math.min(end, start + 256); i++) {
            char c = sheet.at(i);
            if (c == ':' && sheet.at(i + 1) == '/' && sheet.at(i + 2) == '/') {
                return true;
            }
            if (c == '/' || c == '\\') {
                slashes++;
            } else if (c == '@') {
                at = i;
            } else if (c == '.') {
                dot = i;
            }
        }
        if (at > start + 1
                && dot > at + 1
                && end - dot <= 7
                && plain(sheet, start, at, "._-+")
                && plain(sheet, at + 1, end, ".-")) {
            return true;
        }
        if (first == '/' && sheet.at(start + 1) == '/') {
            return true;
        }
        boolean rooted = first == '/' || first == '~' || first == '.' || first == '\\' || sheet.at(start + 1) == ':';
        return slashes > 0
                && (rooted || slashes > 1 || (dot > start && end - dot <= 6))
                && !Value.of(sheet, start, end).random();
    }

    private static boolean date(Sheet sheet, int start, Value value) {
        return value.letters() <= 2 && value.digits() >= 8 && sheet.digit(start) && value.hasMarks();
    }

    // the name of a hash and its value
    private static boolean hashed(Sheet sheet, int start) {
        return ((sheet.is(start, "sha") && sheet.digit(start + 3)) || sheet.is(start, "md5")) && mark(sheet, start + 3);
    }

    private static boolean mark(Sheet sheet, int from) {
        int i = from;
        while (i < from + 4 && sheet.digit(i)) {
            i++;
        }
        return sheet.at(i) == ':' || sheet.at(i) == '-' || sheet.at(i) == '=';
    }

    // what a programmer writes without quotes: calls, fields of objects, names of variables
    private static boolean codeLike(Sheet sheet, int start, int end) {
        if ("%&|(<[+".indexOf(sheet.at(start)) >= 0) {
            return true;
        }
        boolean name = true;
        boolean open = false;
        boolean secret = false;
        int signs = 0;
        for (int i = start; i < Math.min(end, start + 256); i++) {
            char c = sheet.at(i);
            if (c == '(' || c == '[') {
                open |= c == '[' || (i > start && sheet.word(i - 1));
            } else if (open && (c == ')' || c == ']')) {
                return true;
            }
            if (c == '.' || c == '_' || (c == '-' && sheet.at(i + 1) == '>')) {
                signs++;
            } else if (!Alphabet.WORD.has(c) && (c != ':' || i + 1 < end)) {
                name = false;
            }
            char low = Character.toLowerCase(c);
            secret |= (low == 'p' && sheet.is(i, "passw"))
                    || (low == 's' && sheet.is(i, "secret"))
                    || (low == 't' && sheet.is(i, "token"));
        }
        return name && (secret || (signs > 0 && !randomPart(sheet, start, end)));
    }

    // whether one of the words that dots and lines join was made by chance
    private static boolean randomPart(Sheet sheet, int start, int end) {
        int from = start;
        while (from < end) {
            int to = Alphabet.WORD.run(sheet, from, end);
            if (to - from >= 8 && Value.of(sheet, from, to).random()) {
                return true;
            }
            from = to + 1;
        }
        return false;
    }
}
