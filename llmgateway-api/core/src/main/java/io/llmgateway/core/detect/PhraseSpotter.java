package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Passwords and tokens that follow their name with no operator between: in sentences, on command lines, in files such as {@code
 * .netrc}. Only what looks much like one is found.
 */
final class PhraseSpotter implements Spotter {
    private static final Set<String> PASSWORDS = Cues.words(
            """
            password passwd passphrase pass pwd pw passcode passwort kennwort contraseña senha hasło haslo
            wachtwoord mdp motdepasse parola пароль 密码 パスワード 비밀번호 비번 패스워드 암호 sshpass requirepass masterauth""");
    private static final Set<String> TOKENS =
            Cues.words("""
            secret token apikey key credential credentials 토큰 bearer pat""");
    // words between the name and the value
    private static final Set<String> LINKS = Cues.words(
            """
            is was are be as to of for the in ist lautet es est é è jest now set my this that plain pw
            master xxx login username user""");
    private static final String BEFORE = " \t\r\n\"'`(-/_.,:;[>*";
    private static final int LINKED = 3;
    private static final double LEAST = 0.6;
    private static final double LESS = 0.1; // than with an operator

    @Override
    public Triggers triggers() {
        Set<String> words = new HashSet<>(PASSWORDS);
        words.addAll(TOKENS);
        return Triggers.words(words);
    }

    @Override
    public void spot(Sheet sheet, int at, Finds finds) {
        SecretName name = name(sheet, at);
        if (name.compareTo(SecretName.TOKEN) < 0
                || (sheet.at(sheet.start(at) - 1) == ':' && sheet.at(sheet.end(at)) == ':')
                || BEFORE.indexOf(sheet.at(sheet.start(at) - 1)) < 0) {
            return;
        }
        boolean said = false;
        for (int next = at + 1, links = 0; next < sheet.tokens() && links <= LINKED; next++, links++) {
            int gap = sheet.start(next) - sheet.end(next - 1);
            if (gap > 6 || !joined(sheet, sheet.end(next - 1), sheet.start(next))) {
                return;
            }
            if ((sheet.flags(next) & (Sheet.DIGIT | Sheet.UPPER)) != 0 || !LINKS.contains(low(sheet, next))) {
                judge(sheet, sheet.start(next), sheet.end(next - 1), name, said, finds);
                return;
            }
            said |= sheet.is(sheet.start(next), "is") || sheet.is(sheet.start(next), "ist");
        }
    }

    private static SecretName name(Sheet sheet, int at) {
        int end = sheet.end(at);
        int start = sheet.start(at);
        int first = Math.max(0, start - 24);
        while (start > first && (sheet.word(start - 1) || " -_.".indexOf(sheet.at(start - 1)) >= 0)) {
            start--;
        }
        return SecretName.of(sheet, start, end);
    }

    private static String low(Sheet sheet, int token) {
        return sheet.length(token) > 14
                ? ""
                : sheet.text(sheet.start(token), sheet.end(token)).toLowerCase(Locale.ROOT);
    }

    private static boolean joined(Sheet sheet, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = sheet.at(i);
            if (" :=('\"`-/>{\u2013\u201c\u300c*".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static void judge(Sheet sheet, int first, int gap, SecretName name, boolean said, Finds finds) {
        int start = first;
        while (start > gap && "!@#$%^&*+~?".indexOf(sheet.at(start - 1)) >= 0) {
            start--;
        }
        for (int i = gap; i < first; i++) {
            if ((sheet.at(i) == '"' || sheet.at(i) == '\'') && sheet.at(i + 1) != '>') {
                start = i + 1;
            }
        }
        char before = sheet.at(start - 1);
        boolean quoted = before == '"' || before == '\'' || before == '`';
        int end = AssignmentSpotter.bare(sheet, start, 128);
        if (end - start < 6 || finds.within(EntityType.SECRET, start)) {
            return;
        }
        Value value = Value.of(sheet, start, end);
        boolean sure = value.strong() || quoted || (name == SecretName.PASSWORD && said && value.digits() > 0);
        if (!sure || (name == SecretName.TOKEN && LooseKeySpotter.other(sheet, sheet.tokenAt(first)))) {
            return;
        }
        double score = SecretText.score(sheet, start, end, name, quoted);
        if (score >= LEAST) {
            finds.add(EntityType.SECRET, start, end, score - LESS, AssignmentSpotter.rule(name));
        }
    }
}
