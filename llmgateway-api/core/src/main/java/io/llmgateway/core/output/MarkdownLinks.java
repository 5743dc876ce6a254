package io.llmgateway.core.output;

import io.llmgateway.chain.TextFilter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes links and images out of Markdown that may not be there: their words stay. An image by reference becomes a link, since
 * where it leads is said elsewhere. Decides when it writes a bracket behind another, so that nothing it leaves makes a link.
 */
final class MarkdownLinks implements TextFilter {
    private static final int MOST_HELD = 2_000;
    private static final int MOST_LABELS = 256;

    // makes that no address which a bracket has opened goes on
    private static final String APART = " - ";

    private enum State {
        TEXT,
        CLOSED,
        TARGET,
        DEFINITION,
        DROPPING
    }

    /**
     * An open bracket.
     *
     * @param at where it stands among what is held, its {@code !} included
     * @param image whether it has one
     */
    private record Opener(int at, boolean image) {}

    private final LinkPolicy policy;
    private final Consumer<String> told;
    private final @Nullable CodeSpans code;
    private final Deque<Opener> open = new ArrayDeque<>();
    private final Set<String> images = new HashSet<>();
    private final Set<String> definitions = new HashSet<>();
    private final StringBuilder held = new StringBuilder();
    private final StringBuilder target = new StringBuilder();
    private StringBuilder out = new StringBuilder();
    private State state = State.TEXT;
    private @Nullable Opener closed;
    private boolean exclaimed;
    private boolean escaped;
    private boolean besideTarget;
    private int depth;
    private char last = '\n';
    private char before = '\n';

    /**
     * A filter for one text.
     *
     * @param policy where it may point to
     * @param markdown whether the text is Markdown for sure, in which code is shown as it is
     * @param told the kinds of what was changed: {@code link} or {@code image}
     */
    MarkdownLinks(LinkPolicy policy, boolean markdown, Consumer<String> told) {
        this.policy = policy;
        this.told = told;
        this.code = markdown ? new CodeSpans(this::step, this::literal) : null;
    }

    @Override
    public String push(String piece) {
        for (int i = 0; i < piece.length(); i++) {
            if (code == null) {
                step(piece.charAt(i));
            } else {
                code.next(piece.charAt(i));
            }
        }
        return taken();
    }

    @Override
    public String flush() {
        if (code != null) {
            code.end();
        }
        if (exclaimed) {
            exclaimed = false;
            emit('!');
        }
        switch (state) {
            case CLOSED -> shortcut();
            case TARGET -> targeted(false);
            case DEFINITION -> defined();
            case TEXT, DROPPING -> {}
        }
        state = State.TEXT;
        release();
        return taken();
    }

    private String taken() {
        if (open.isEmpty() && state == State.TEXT) {
            release();
        }
        String text = out.toString();
        out = new StringBuilder();
        return text;
    }

    private void literal(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (state == State.TEXT && !exclaimed) {
                emit(text.charAt(i));
            } else {
                step(text.charAt(i));
            }
        }
    }

    private void step(char c) {
        switch (state) {
            case TEXT -> text(c);
            case CLOSED -> closed(c);
            case TARGET -> target(c);
            case DEFINITION -> definition(c);
            case DROPPING -> {
                if (c == ')' || Disguise.blank(c)) {
                    state = State.TEXT;
                }
            }
        }
    }

    private void text(char c) {
        if (escaped) {
            escaped = false;
            emit(c);
            return;
        }
        boolean image = exclaimed && c == '[';
        if (exclaimed) {
            exclaimed = false;
            if (!image) {
                emit('!');
            }
        }
        if (c == '!') {
            exclaimed = true;
        } else if (c == '[') {
            open.push(new Opener(held.length(), image));
            if (image) {
                emit('!');
            }
            emit(c);
        } else if (c == ']') {
            closed = open.poll();
            emit(c);
            state = State.CLOSED;
        } else if (c == '(' && last == ']') { // what was between them is gone
            closed = null;
            closed(c);
        } else {
            escaped = c == '\\';
            besideTarget &= c != '\n';
            if (c == '\n' && last == '\n') { // no link goes on in another paragraph
                open.clear();
            }
            emit(c);
        }
    }

    private void closed(char c) {
        if (c == '(') {
            target.setLength(0);
            target.append(c);
            depth = 1;
            state = State.TARGET;
        } else if (c == ':') {
            target.setLength(0);
            target.append(c);
            state = State.DEFINITION;
        } else {
            if (c == '[') {
                toLink();
            } else {
                shortcut();
            }
            state = State.TEXT;
            text(c);
        }
    }

    private void toLink() {
        if (closed != null && closed.image() && closed.at() < held.length() && held.charAt(closed.at()) == '!') {
            held.deleteCharAt(closed.at());
            told.accept("image");
        }
    }

    private void shortcut() {
        if (closed == null || !closed.image() || closed.at() >= held.length()) {
            return;
        }
        String label = label(held.substring(closed.at() + 2, held.length() - 1));
        if (definitions.contains(label) || definitions.size() == MOST_LABELS) {
            toLink();
        } else if (images.size() < MOST_LABELS) {
            images.add(label);
        }
    }

    private static String label(String text) {
        return text.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    }

    private void target(char c) {
        if (c == '[' || c == ']') { // another link may begin or end in what is none
            boolean mark = c == '[' && target.charAt(target.length() - 1) == '!';
            target.setLength(target.length() - (mark ? 1 : 0));
            targeted(false);
            if (state == State.TEXT) {
                besideTarget = true;
                exclaimed = mark;
                text(c);
            }
            return;
        }
        target.append(c);
        boolean over = false;
        if (c == '(') {
            depth++;
        } else if (c == ')') {
            over = --depth == 0;
        } else if (c == '\n' && target.toString().endsWith("\n\n")) {
            targeted(false);
            state = State.TEXT;
            return;
        }
        if (over || target.length() > MOST_HELD) {
            targeted(over);
        }
    }

    private void targeted(boolean over) {
        String inside = target.substring(1, target.length() - (over ? 1 : 0));
        boolean image = closed == null || closed.image(); // where its beginning was let go of, it may be one
        if (allowed(inside, image)) {
            state = State.TEXT;
            emit(target);
            return;
        }
        told.accept(image ? "image" : "link");
        state = over ? State.TEXT : State.DROPPING;
        if (closed != null && closed.at() < held.length()) {
            unlink(closed);
        } else if (besideTarget) {
            emit(APART);
        }
        if (last == ']') { // no bracket may follow it
            emit(' ');
        }
    }

    private void unlink(Opener opener) {
        int words = opener.at() + (opener.image() ? 2 : 1);
        String text = held.substring(words, held.length() - 1);
        held.setLength(opener.at());
        last = opener.at() > 0 ? held.charAt(opener.at() - 1) : before;
        if (opener.image()) {
            text = text.replace('[', ' ').replace(']', ' ');
        }
        if (besideTarget) {
            emit(APART);
        } else if (text.isEmpty() || last == ']' || last == '!' || text.charAt(0) == '(') {
            emit(' ');
        }
        emit(text);
    }

    private boolean allowed(String inside, boolean image) {
        String address = inside.strip();
        if (address.startsWith("<")) {
            int end = address.indexOf('>');
            address = address.substring(1, end < 0 ? address.length() : end);
        } else {
            int end = 0;
            while (end < address.length() && !Disguise.blank(address.charAt(end))) {
                end++;
            }
            if (Url.of(unescaped(address)).runs()) { // some readers take it with its blanks
                return false;
            }
            address = address.substring(0, end);
        }
        address = unescaped(address);
        return image ? policy.image(address) : policy.link(address);
    }

    private static String unescaped(String address) {
        return address.replaceAll("\\\\(?=\\p{Punct})", "");
    }

    private void definition(char c) {
        boolean begun = target.length() > 1 && !Disguise.blank(target.charAt(target.length() - 1));
        if (begun && Disguise.blank(c)) {
            defined();
            state = State.TEXT;
            text(c);
        } else if (c == '[' || c == ']') {
            exclaimed = c == '[' && target.charAt(target.length() - 1) == '!';
            target.setLength(target.length() - (exclaimed ? 1 : 0));
            defined();
            state = State.TEXT;
            besideTarget = true;
            text(c);
        } else if (!begun && c == '\n' && target.indexOf("\n") >= 0) {
            emit(target);
            state = State.TEXT;
            text(c);
        } else {
            target.append(c);
            if (target.length() > MOST_HELD) {
                defined();
                state = State.DROPPING;
            }
        }
    }

    private void defined() {
        String all = target.toString();
        String address = all.substring(1).strip();
        String bare = unescaped(address.startsWith("<") ? address.replaceAll("[<>]", "") : address);
        String label = closed == null || closed.at() >= held.length()
                ? ""
                : label(held.substring(closed.at() + (closed.image() ? 2 : 1), held.length() - 1));
        boolean forImages = images.contains(label) || images.size() == MOST_LABELS || closed == null;
        if (all.length() <= MOST_HELD && policy.link(bare) && (!forImages || policy.image(bare))) {
            if (!policy.image(bare) && definitions.size() < MOST_LABELS) {
                definitions.add(label);
            }
            emit(target);
            return;
        }
        told.accept(forImages ? "image" : "link");
        emit(all.substring(0, all.indexOf(address, 1)) + "#");
    }

    private void emit(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            emit(text.charAt(i));
        }
    }

    private void emit(char c) {
        held.append(c);
        last = c;
        if (open.isEmpty() && state == State.TEXT && c != ']') {
            release();
        } else if (held.length() > MOST_HELD) {
            open.clear();
            closed = null;
            release();
        }
    }

    private void release() {
        before = held.isEmpty() ? before : held.charAt(held.length() - 1);
        out.append(held);
        held.setLength(0);
    }
}
