package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;

/**
 * Values with a telling name before them: in code of any language, in settings, JSON, YAML, XML, headers, query parameters and
 * connection strings.
 */
final class AssignmentSpotter implements Spotter {
    private static final int NAME = 64;
    private static final int VALUE = 320;
    private static final int CHAIN = 5;

    @Override
    public Triggers triggers() {
        return Triggers.marks("=:>,(");
    }

    @Override
    public void spot(Sheet sheet, int at, Finds finds) {
        char mark = sheet.at(at);
        char next = sheet.at(at + 1);
        if (next == '=' || next == ':' || (next == '>' && mark != ',')) {
            return; // the last char of an operator is asked
        }
        boolean tight = mark == ',' || mark == '(';
        if (tight
                && (next == '\n'
                        || next == ')'
                        || (!sheet.word(at - 1) && sheet.at(at - 1) != '"' && sheet.at(at - 1) != '\''))) {
            return;
        }
        if (mark == ',' && next == ' ' && sheet.at(at + 2) != '"' && sheet.at(at + 2) != '\'') {
            return;
        }
        int start = value(sheet, at + 1, mark);
        if (start < 0 || finds.within(EntityType.SECRET, start) || chained(sheet, at)) {
            return;
        }
        char quote = sheet.at(start - 1);
        boolean quoted = quote == '"' || quote == '\'' || quote == '`';
        if ((mark == '(' && !quoted && sheet.at(at + 1) == ' ') || (mark == ',' && !quoted && start != at + 1)) {
            return;
        }
        SecretName name = name(sheet, at);
        if (name == SecretName.NONE || (tight && name == SecretName.KEY)) {
            return;
        }
        if (!quoted) {
            start = afterScheme(sheet, start);
        }
        int end = quoted ? closing(sheet, start, quote) : bare(sheet, start);
        if (mark == '(' && !quoted) {
            end = Alphabet.CLOSED.run(sheet, start, end);
            if (sheet.at(end) != ')') {
                return;
            }
        }
        if (end <= start || (tight && !Value.of(sheet, start, end).strong())) {
            return;
        }
        double score = SecretText.score(sheet, start, end, name, quoted);
        if (score > 0) {
            finds.add(EntityType.SECRET, start, end, tight ? score - 0.05 : score, rule(name));
        }
    }

    // operators upon operators: no name, and long to look at
    private static boolean chained(Sheet sheet, int at) {
        int operators = 0;
        for (int i = at - 1; i > at - NAME && operators < CHAIN; i--) {
            char c = sheet.at(i);
            if (c <= ' ' || c == '&' || c == ';' || c == ',' || c == '"' || c == '\'' || c == '<') {
                return false;
            }
            operators += c == '=' || c == ':' || c == '>' || c == '(' ? 1 : 0;
        }
        return operators == CHAIN;
    }

    static String rule(SecretName name) {
        return name == SecretName.PASSWORD ? "password" : name == SecretName.TOKEN ? "secret" : "key";
    }

    // where the value begins; -1 where there is none
    private static int value(Sheet sheet, int from, char mark) {
        int i = from;
        boolean broken = mark == '>';
        int limit = from + 40;
        while (i < limit) {
            char c = sheet.at(i);
            if (c == '|' || c == '>') {
                broken = true; // a block of YAML
            } else if (c == '\n' || c == '\r') {
                if (!broken || i >= sheet.length()) {
                    return -1;
                }
            } else if (c != ' ' && c != '\t' && c != '=' && c != '\u00a0') {
                break;
            }
            i++;
        }
        while (i < limit && sheet.at(i) == '\\') {
            i++;
        }
        char c = sheet.at(i);
        char next = sheet.at(i + 1);
        if ((next == '"' || next == '\'') && "@rbuRBULf$".indexOf(c) >= 0) {
            i++;
            c = next;
        }
        if (c == '"' || c == '\'' || c == '`') {
            do {
                i++;
            } while (sheet.at(i) == c && i < from + 44);
            return i;
        }
        return c == '<' || c == '\n' || c == ',' || c == ';' ? -1 : i;
    }

    private static int closing(Sheet sheet, int start, char quote) {
        int i = start;
        int limit = Math.min(sheet.length(), start + VALUE);
        while (i < limit && sheet.at(i) != quote && sheet.at(i) != '\n') {
            if (sheet.at(i) == ' ') {
                return -1;
            }
            i++;
        }
        if (i == limit) {
            return longer(sheet, start, i);
        }
        while (i > start && sheet.at(i - 1) == '\\') {
            i--;
        }
        return i;
    }

    private static int bare(Sheet sheet, int start) {
        int end = bare(sheet, start, VALUE);
        return end == start + VALUE ? longer(sheet, start, end) : end;
    }

    /** Where a value ends that has no quotes, and at most so many chars. */
    static int bare(Sheet sheet, int start, int most) {
        int i = start;
        int limit = Math.min(sheet.length(), start + most);
        while (i < limit) {
            char c = sheet.at(i);
            char next = sheet.at(i + 1);
            if (c <= ' '
                    || c == '"'
                    || c == '\''
                    || c == '`'
                    || c == '<'
                    || c == ';'
                    || c == ','
                    || c == '&'
                    || c == '\u00a0'
                    || (c == '\\' && (next == 'n' || next == 'r' || next == 't' || next == '"' || next == '\''))) {
                break;
            }
            i++;
        }
        while (i > start && i < start + most && unopened(sheet, start, i)) {
            i--;
        }
        return i;
    }

    // a sentence's mark, or a bracket that was opened before
    private static boolean unopened(Sheet sheet, int start, int end) {
        char last = sheet.at(end - 1);
        if (last == '.' || last == ':' || last == '|') {
            return true;
        }
        char open = last == ')' ? '(' : last == ']' ? '[' : last == '}' ? '{' : last == '>' ? '<' : 0;
        if (open == 0) {
            return false;
        }
        for (int i = start; i < end; i++) {
            if (sheet.at(i) == open) {
                return false;
            }
        }
        return true;
    }

    // long values are base 64 or the like; these have none of the marks that bring us here, so each is read once
    private static int longer(Sheet sheet, int start, int limit) {
        return Alphabet.URL.has(sheet.at(start)) ? PLAIN.run(sheet, limit, sheet.length()) : limit;
    }

    private static final Alphabet PLAIN =
            Alphabet.of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-.%~");

    // Authorization: Bearer ..., Token ...
    private static int afterScheme(Sheet sheet, int start) {
        for (String scheme : SCHEMES) {
            int end = start + scheme.length();
            if (sheet.is(start, scheme) && sheet.at(end) == ' ') {
                return end + 1;
            }
        }
        return start;
    }

    private static final String[] SCHEMES = {
        "bearer", "token", "api-token", "apikey", "api-key", "basic", "jwt", "key", "splunk"
    };

    // the name before an operator: on the same line, not beyond another one
    private static SecretName name(Sheet sheet, int at) {
        int end = at;
        while (end > at - 12 && "=:>-?+.| \t)]\"'`\\".indexOf(sheet.at(end - 1)) >= 0) {
            end--;
        }
        int start = end;
        boolean colon = false;
        while (start > end - NAME) {
            char c = sheet.at(start - 1);
            if (c == '\n' || c == '\r' || c == ';' || c == '{' || c == '}' || c == '<' || c == ',' || c == '&'
                    || c == '?' || c == '=') {
                break;
            }
            if (c == ':') {
                if (colon || sheet.at(start - 2) == '/' || sheet.at(start) == '/') {
                    break;
                }
                colon = true;
            }
            start--;
        }
        if (start == end || (sheet.at(start) == '/' && sheet.at(start - 1) == '<')) {
            return SecretName.NONE;
        }
        char mark = sheet.at(at);
        boolean tag = sheet.at(start - 1) == '<';
        if ((mark == '>' && end == at && !tag) || (mark == ':' && sheet.at(start - 1) == ':' && sheet.word(at + 1))) {
            return SecretName.NONE; // the end of some other tag; a part of a resource's name
        }
        SecretName name = SecretName.of(sheet, start, end);
        if (name != SecretName.NONE
                && end - start > 16
                && Value.of(sheet, start, end).random()) {
            return SecretName.NONE; // base 64
        }
        if (name == SecretName.NONE && pair(sheet, start, end)) {
            int line = before(sheet, start);
            int last = start;
            while (last > line && !sheet.word(last - 1)) {
                last--;
            }
            return SecretName.of(sheet, line, last);
        }
        return name;
    }

    // where the name begins that is on the same line, or alone on the one above, as in lists of YAML
    private static int before(Sheet sheet, int start) {
        boolean above = false;
        int line = start;
        while (line > Math.max(0, start - NAME)) {
            char c = sheet.at(line - 1);
            if (c == '<' || c == '{' || (c == '\n' && above)) {
                break;
            }
            above |= c == '\n';
            line--;
        }
        return line;
    }

    // {"name": "token", "value": "..."} and <add key="password" value="..."/>
    private static boolean pair(Sheet sheet, int start, int end) {
        if (!sheet.is(end - 5, "value") && !sheet.is(end - 7, "content")) {
            return false;
        }
        String text = sheet.text(start, end);
        return text.endsWith("value") || text.endsWith("Value") || text.endsWith("content");
    }
}
