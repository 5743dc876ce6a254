package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;
import java.util.Map;

/** Passwords after the short options of commands that take one: {@code sshpass -p x}, {@code mysql -px}, {@code redis-cli -a x}. */
final class CommandSpotter implements Spotter {
    private static final int LINE = 200;
    private static final int LEAST = 5;
    private static final Map<String, Character> OPTIONS = Map.of(
            "sshpass",
            'p',
            "mysql",
            'p',
            "mysqldump",
            'p',
            "mysqladmin",
            'p',
            "mariadb",
            'p',
            "mongosh",
            'p',
            "ldapsearch",
            'w',
            "ldapmodify",
            'w',
            "redis",
            'a');

    @Override
    public Triggers triggers() {
        return Triggers.words(OPTIONS.keySet());
    }

    @Override
    public void spot(Sheet sheet, int at, Finds finds) {
        char option = OPTIONS.getOrDefault(sheet.small(sheet.start(at), sheet.end(at)), 'p');
        int limit = Math.min(sheet.length(), sheet.end(at) + LINE);
        for (int i = sheet.end(at); i < limit && sheet.at(i) != '\n'; i++) {
            if (sheet.at(i) == '-' && sheet.at(i - 1) == ' ' && sheet.at(i + 1) == option) {
                value(sheet, sheet.at(i + 2) == ' ' ? i + 3 : i + 2, finds);
                return;
            }
        }
    }

    private static void value(Sheet sheet, int from, Finds finds) {
        int start = sheet.at(from) == '\'' || sheet.at(from) == '"' ? from + 1 : from;
        int end = AssignmentSpotter.bare(sheet, start, 128);
        if (end - start >= LEAST
                && Value.of(sheet, start, end).mixed()
                && !SecretText.template(sheet, start, end)
                && !SecretText.term(sheet, start, end)
                && !finds.within(EntityType.SECRET, start)) {
            finds.add(EntityType.SECRET, start, end, 0.8, "password");
        }
    }
}
