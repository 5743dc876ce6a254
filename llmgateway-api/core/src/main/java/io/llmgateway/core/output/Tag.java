package io.llmgateway.core.output;

import java.util.ArrayList;
import java.util.List;

/** One tag, read char by char as browsers do (WHATWG HTML, 13.2.5). */
final class Tag {
    private enum State {
        NAME,
        BETWEEN,
        ATTRIBUTE,
        AFTER_ATTRIBUTE,
        BEFORE_VALUE,
        UNQUOTED,
        SINGLE,
        DOUBLE
    }

    /**
     * An attribute.
     *
     * @param raw as it stands
     * @param name its name, undisguised
     * @param value as it stands, without quotes
     */
    record Attribute(String raw, String name, String value) {}

    private final StringBuilder raw;
    private final List<Attribute> attributes = new ArrayList<>(4);
    private State state = State.NAME;
    private int nameEnd;
    private int start;
    private int attributeEnd;
    private int value;
    private int valueEnd;

    /**
     * A tag that begins.
     *
     * @param opened {@code <} or {@code </}, and what nobody sees behind it
     */
    Tag(CharSequence opened) {
        raw = new StringBuilder(64).append(opened);
    }

    /** Takes the next char; true where the tag ends with it. */
    boolean push(char c) {
        int at = raw.length();
        raw.append(c);
        boolean over = c == '>' && state != State.SINGLE && state != State.DOUBLE;
        switch (state) {
            case NAME -> {
                if (over || Disguise.blank(c) || c == '/') {
                    nameEnd = at;
                    state = State.BETWEEN;
                }
            }
            case BETWEEN -> {
                if (!over && !Disguise.blank(c) && c != '/') {
                    begin(at);
                }
            }
            case ATTRIBUTE, AFTER_ATTRIBUTE -> named(c, at, over);
            case BEFORE_VALUE -> {
                if (over) {
                    end(at, at, at);
                } else if (c == '"' || c == '\'') {
                    value = at + 1;
                    state = c == '"' ? State.DOUBLE : State.SINGLE;
                } else if (!Disguise.blank(c)) {
                    value = at;
                    state = State.UNQUOTED;
                }
            }
            case UNQUOTED -> {
                if (over || Disguise.blank(c)) {
                    end(value, at, at);
                }
            }
            case SINGLE, DOUBLE -> {
                if (c == (state == State.DOUBLE ? '"' : '\'')) {
                    end(value, at, at + 1);
                }
            }
        }
        return over;
    }

    private void begin(int at) {
        start = at;
        state = State.ATTRIBUTE;
    }

    private void named(char c, int at, boolean over) {
        if (state == State.ATTRIBUTE) {
            attributeEnd = at;
        }
        if (over || c == '/') {
            end(attributeEnd, attributeEnd, attributeEnd);
        } else if (c == '=') {
            state = State.BEFORE_VALUE;
        } else if (Disguise.blank(c)) {
            state = State.AFTER_ATTRIBUTE;
        } else if (state == State.AFTER_ATTRIBUTE) {
            end(attributeEnd, attributeEnd, attributeEnd);
            begin(at);
        }
    }

    private void end(int from, int to, int rawEnd) {
        value = from;
        valueEnd = to;
        attributes.add(new Attribute(
                raw.substring(start, rawEnd),
                Disguise.name(raw.substring(start, attributeEnd)),
                raw.substring(value, valueEnd)));
        state = State.BETWEEN;
    }

    /** The text is over: reads what has come as if the tag ended here. */
    void cut() {
        if (state == State.NAME) {
            nameEnd = raw.length();
        } else if (state == State.ATTRIBUTE) {
            attributeEnd = raw.length();
        }
        switch (state) {
            case NAME, BETWEEN -> {}
            case ATTRIBUTE, AFTER_ATTRIBUTE, BEFORE_VALUE -> end(attributeEnd, attributeEnd, attributeEnd);
            case UNQUOTED, SINGLE, DOUBLE -> end(value, raw.length(), raw.length());
        }
    }

    int length() {
        return raw.length();
    }

    char last() {
        return raw.charAt(raw.length() - 1);
    }

    void dropLast() {
        raw.setLength(raw.length() - 1);
    }

    String raw() {
        return raw.toString();
    }

    boolean closes() {
        return raw.charAt(1) == '/';
    }

    boolean closesItself() {
        return raw.length() > 2 && raw.charAt(raw.length() - 2) == '/';
    }

    /** As it stands, with {@code <} or {@code </} before it. */
    String opening() {
        return raw.substring(0, nameEnd);
    }

    /** Its name, undisguised. */
    String name() {
        return Disguise.name(raw.substring(closes() ? 2 : 1, nameEnd));
    }

    List<Attribute> attributes() {
        return attributes;
    }
}
