package io.llmgateway.core.output;

import java.util.function.Consumer;

/**
 * Tells code in Markdown (CommonMark 0.31) from text: fences that begin a line, and spans that open and close in one line. Where
 * readers may differ it is text: behind the first tag, and behind a backtick that nobody closed up to the end of its paragraph.
 */
final class CodeSpans {
    private static final int LONGEST = 1_000;
    private static final int FENCE = 3;

    private enum Mode {
        TEXT,
        RUN,
        SPAN,
        INFO,
        FENCED
    }

    /** Gets the chars of the text. */
    interface Text {
        void next(char c);
    }

    private final Text text;
    private final Consumer<String> code;
    private final StringBuilder held = new StringBuilder();
    private Mode mode = Mode.TEXT;
    private char mark;
    private int run;
    private int closing;
    private int column;
    private boolean blankLine = true;
    private boolean doubtful;
    private boolean backslash;
    private boolean off;

    CodeSpans(Text text, Consumer<String> code) {
        this.text = text;
        this.code = code;
    }

    /** From here on all is text. */
    void off() {
        off = true;
    }

    void next(char c) {
        switch (mode) {
            case TEXT -> text(c);
            case RUN -> run(c);
            case SPAN -> span(c);
            case INFO -> info(c);
            case FENCED -> fenced(c);
        }
    }

    /** The text is over. */
    void end() {
        if (mode == Mode.SPAN && closing == run) {
            asCode();
        } else {
            asText();
        }
    }

    private void text(char c) {
        boolean fence = c == '~' && column == 0;
        if (!off && (c == '`' || fence)) {
            mode = Mode.RUN;
            mark = c;
            run = 1;
            held.append(c);
        } else {
            plain(c);
        }
    }

    private void plain(char c) {
        if (c == '\n' || c == '\r') {
            doubtful &= !blankLine;
            blankLine = true;
            column = 0;
        } else {
            blankLine &= Disguise.blank(c);
            doubtful |= c == '<' || c == '`';
            column++;
        }
        backslash = c == '\\';
        text.next(c);
    }

    private void run(char c) {
        if (c == mark) {
            held.append(c);
            run++;
        } else if (column == 0 && run >= FENCE) {
            mode = Mode.INFO;
            info(c);
        } else if (mark == '~' || doubtful || backslash) {
            asText();
            text(c);
        } else {
            mode = Mode.SPAN;
            closing = 0;
            span(c);
        }
    }

    private void span(char c) {
        if (c != '`' && closing == run) {
            asCode();
            text(c);
        } else if (c == '\n' || c == '\r' || held.length() > LONGEST) {
            asText();
            text(c);
        } else {
            closing = c == '`' ? closing + 1 : 0;
            held.append(c);
        }
    }

    private void info(char c) {
        boolean line = c == '\n' || c == '\r';
        if ((c == '`' && mark == '`') || held.length() > LONGEST) {
            asText();
            text(c);
        } else {
            held.append(c);
            if (line) {
                asCode();
                mode = Mode.FENCED;
                closing = 0;
            }
        }
    }

    private void fenced(char c) {
        code.accept(String.valueOf(c));
        if (c == '\n' || c == '\r') {
            closing = 0;
        } else if (closing >= 0) {
            closing = c == mark ? closing + 1 : Disguise.blank(c) && closing == 0 ? 0 : -1;
            if (closing == run) {
                mode = Mode.TEXT;
                column = 1;
                blankLine = false;
            }
        }
    }

    private void asCode() {
        mode = Mode.TEXT;
        column += held.length();
        blankLine = false;
        backslash = false;
        String all = held.toString();
        held.setLength(0);
        code.accept(all);
    }

    private void asText() {
        mode = Mode.TEXT;
        String all = held.toString();
        held.setLength(0);
        for (int i = 0; i < all.length(); i++) {
            plain(all.charAt(i));
        }
    }
}
