package io.llmgateway.core.output;

import io.llmgateway.chat.OutputUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a text must not hold that becomes a part of a command, a statement or a template. */
public final class Payloads {
    private static final Pattern MASKED = Pattern.compile("<[A-Z][A-Z0-9_]{0,40}_[0-9]{1,6}>");
    private static final Set<String> FETCHERS = Set.of("curl", "wget", "fetch", "iwr", "invoke-webrequest");
    private static final Set<String> SHELLS = Set.of(
            "sh", "bash", "zsh", "dash", "ksh", "python", "python3", "perl", "ruby", "node", "iex", "powershell");
    private static final Set<String> DESTROYERS =
            Set.of("mkfs", "shred", "shutdown", "reboot", "halt", "poweroff", "wipefs", "fdisk");
    private static final List<String> EXPRESSIONS =
            List.of("{{", "{%", "{#", "${", "#{", "*{", "@{", "~{", "$!{", "<%", "<#", "<@", "[[", "[(");
    private static final Set<String> DEFINITIONS = Set.of("drop", "alter", "create", "truncate");
    private static final Set<String> DEFINED = Set.of(
            "table",
            "database",
            "schema",
            "index",
            "view",
            "user",
            "role",
            "procedure",
            "function",
            "trigger",
            "login");
    private static final Set<String> PROCEDURES = Set.of(
            "xp_cmdshell",
            "sp_executesql",
            "sp_oacreate",
            "load_file",
            "pg_sleep",
            "pg_read_file",
            "benchmark",
            "outfile",
            "dumpfile",
            "information_schema",
            "waitfor",
            "utl_http");

    private Payloads() {}

    /**
     * What is wrong with a text.
     *
     * @param use what it is for
     * @param text the text; placeholders of masked values in it mean nothing
     * @return a word or two; null where nothing is, or where the use asks for no such check
     */
    public static @Nullable String fault(OutputUse use, String text) {
        return switch (use) {
            case SHELL -> shell(MASKED.matcher(text).replaceAll("x"));
            case SQL -> sql(MASKED.matcher(text).replaceAll("x"));
            case TEMPLATE -> EXPRESSIONS.stream().anyMatch(text::contains) ? "template expression" : null;
            case JSON -> JsonShape.fault(text, null);
            case TEXT, MARKDOWN, HTML -> null;
        };
    }

    private static @Nullable String shell(String text) {
        List<String> words = words(text);
        boolean fetched = false;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            String next = i + 1 < words.size() ? words.get(i + 1) : "";
            fetched |= FETCHERS.contains(word);
            if (fetched && SHELLS.contains(word)) {
                return "shell download";
            }
            if (DESTROYERS.contains(word)
                    || word.startsWith("mkfs.")
                    || (word.equals("rm") && next.startsWith("-"))
                    || (word.equals("dd") && (next.startsWith("if=") || next.startsWith("of=")))) {
                return "shell destruction";
            }
        }
        if (text.startsWith("-")) {
            return "shell option";
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '`', '$' -> {
                    return "shell substitution";
                }
                case ';', '&', '|', '\n', '\r' -> {
                    return "shell chain";
                }
                case '<', '>' -> {
                    return "shell redirection";
                }
                case '\'', '"', '\\', '\0' -> {
                    return "shell quoting";
                }
                default -> {}
            }
        }
        return null;
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ' ';
            if (Character.isWhitespace(c) || ";|&(){}`$<>/".indexOf(c) >= 0) {
                if (!word.isEmpty()) {
                    words.add(word.toString());
                    word.setLength(0);
                }
            } else if (c != '\'' && c != '"' && c != '\\') { // r'm' is rm
                word.append(Character.toLowerCase(c));
            }
        }
        return words;
    }

    private static @Nullable String sql(String text) {
        if (text.contains("--") || text.contains("/*")) {
            return "sql comment";
        }
        int end = text.indexOf(';');
        if (end >= 0 && !text.substring(end + 1).isBlank()) {
            return "sql statements";
        }
        List<String> tokens = tokens(text);
        for (int i = 0; i < tokens.size(); i++) {
            String token = tokens.get(i);
            String next = i + 1 < tokens.size() ? tokens.get(i + 1) : "";
            if (PROCEDURES.contains(token)
                    || ((token.equals("sleep") || token.equals("exec") || token.equals("execute"))
                            && !next.isEmpty())) {
                return "sql procedure";
            }
            if ((DEFINITIONS.contains(token) && DEFINED.contains(next))
                    || (token.equals("insert") && next.equals("into"))
                    || (token.equals("delete") && next.equals("from"))
                    || (token.equals("union") && (next.equals("select") || next.equals("all")))) {
                return "sql statement";
            }
            if ((token.equals("or") || token.equals("and") || token.equals("||")) && always(tokens, i + 1)) {
                return "sql tautology";
            }
        }
        return null;
    }

    // 1=1, 'a'='a, 2>1, true
    private static boolean always(List<String> tokens, int at) {
        String left = at < tokens.size() ? tokens.get(at) : "";
        String sign = at + 1 < tokens.size() ? tokens.get(at + 1) : "";
        String right = at + 2 < tokens.size() ? tokens.get(at + 2) : "";
        boolean numbers = !left.isEmpty()
                && !right.isEmpty()
                && Character.isDigit(left.charAt(0))
                && Character.isDigit(right.charAt(0));
        return left.equals("true")
                || (sign.equals("=") && left.equals(right))
                || ((sign.equals(">") || sign.equals("<") || sign.equals("=")) && numbers)
                || (sign.equals("like") && left.equals(right));
    }

    // words, numbers and signs; quotes and brackets say nothing here
    private static List<String> tokens(String text) {
        List<String> tokens = new ArrayList<>();
        String all = text.toLowerCase(Locale.ROOT);
        for (int i = 0; i < all.length(); ) {
            char c = all.charAt(i);
            int from = i++;
            if (Character.isLetterOrDigit(c) || c == '_') {
                while (i < all.length() && (Character.isLetterOrDigit(all.charAt(i)) || all.charAt(i) == '_')) {
                    i++;
                }
                tokens.add(all.substring(from, i));
            } else if (c == '|' && i < all.length() && all.charAt(i) == '|') {
                i++;
                tokens.add("||");
            } else if (c == '=' || c == '<' || c == '>') {
                tokens.add(String.valueOf(c));
            }
        }
        return tokens;
    }
}
