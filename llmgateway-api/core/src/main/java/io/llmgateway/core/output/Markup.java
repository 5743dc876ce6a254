package io.llmgateway.core.output;

import io.llmgateway.chain.TextFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes what is active out of HTML, or escapes it all. What would change how a browser reads the rest (comments, scripts, text
 * areas) is always taken out, so that browser and cleaner see the same tags.
 */
final class Markup implements TextFilter {
    private static final Set<String> ACTIVE = Set.of(
            "script",
            "style",
            "iframe",
            "frame",
            "frameset",
            "object",
            "embed",
            "applet",
            "form",
            "svg",
            "math",
            "meta",
            "base",
            "link",
            "template",
            "noscript",
            "noembed",
            "noframes",
            "xmp",
            "plaintext",
            "textarea",
            "title",
            "animate",
            "animatemotion",
            "animatetransform",
            "set",
            "foreignobject",
            "portal");

    // what stands in them is no text
    private static final Set<String> CODE = Set.of("script", "style");

    // of these, addresses are fetched without anybody's doing
    private static final Set<String> FETCHING =
            Set.of("src", "srcset", "poster", "background", "data", "dynsrc", "lowsrc", "imagesrcset");

    private static final Set<String> WORDS = Set.of(
            "alt", "title", "class", "id", "name", "value", "label", "placeholder", "lang", "dir", "summary", "abbr");
    private static final int CLOSED = 1;
    private static final int ADDRESS = 2;
    private static final String ESCAPED = "&lt;";
    private static final int LONGEST_TAG = 65_536;
    private static final int MOST_ADDRESSES = 100; // of a set

    private enum State {
        TEXT,
        OPEN,
        OPEN_END,
        OPEN_MARK,
        TAG,
        COMMENT,
        CODE,
        CODE_END
    }

    private final boolean escapes;
    private final LinkPolicy policy;
    private final @Nullable BareUrls urls;
    private final @Nullable CodeSpans code;
    private final Consumer<String> told;
    private final StringBuilder held = new StringBuilder();
    private StringBuilder out = new StringBuilder();
    private State state = State.TEXT;
    private Tag tag = new Tag("<");
    private String within = "";
    private int dashes;
    private int matched;
    private boolean bang;
    private char last = '\n';
    private int address;

    /**
     * A filter for one text.
     *
     * @param escapes whether all markup becomes text, instead of only what is active going away
     * @param policy where it may point to
     * @param markdown whether the text is Markdown, in which code is shown and not run
     * @param told the kinds of what was changed: {@code html}, {@code link} or {@code image}
     */
    Markup(boolean escapes, LinkPolicy policy, boolean markdown, Consumer<String> told) {
        this.escapes = escapes;
        this.policy = policy;
        this.urls = policy.strict() ? new BareUrls(policy, told) : null;
        this.code = markdown ? new CodeSpans(this::step, this::code) : null;
        this.told = told;
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
        switch (state) {
            case OPEN, OPEN_END, OPEN_MARK -> text(held);
            case TAG -> {
                tag.cut();
                if (decided().equals(tag.raw())) {
                    put(tag.raw());
                } else { // whatever follows in another text must not make a tag of it
                    escaped(tag.raw());
                }
            }
            case TEXT, COMMENT, CODE, CODE_END -> {}
        }
        state = State.TEXT;
        flushUrls();
        return taken();
    }

    private String taken() {
        String text = out.toString();
        out = new StringBuilder();
        return text;
    }

    private void code(String shown) {
        if (state == State.TEXT) {
            put(shown);
        } else { // it began behind a bracket
            for (int i = 0; i < shown.length(); i++) {
                step(shown.charAt(i));
            }
        }
    }

    private void step(char c) {
        switch (state) {
            case TEXT -> {
                if (c == '<') {
                    open();
                } else {
                    text(c);
                }
            }
            case OPEN -> opened(c);
            case OPEN_END -> {
                if (Disguise.letter(c)) {
                    begin(c);
                } else if (c == '>') {
                    held.append(c);
                    text(held);
                    state = State.TEXT;
                } else {
                    bogus(c);
                }
            }
            case OPEN_MARK -> marked(c);
            case TAG -> inTag(c);
            case COMMENT -> comment(c);
            case CODE -> inCode(c);
            case CODE_END -> {
                if (c == '>') {
                    state = State.TEXT;
                }
            }
        }
    }

    private void open() {
        held.setLength(0);
        held.append('<');
        state = State.OPEN;
    }

    private void opened(char c) {
        if (Disguise.letter(c)) {
            begin(c);
        } else if (c == '/' && held.length() == 1) {
            held.append(c);
            state = State.OPEN_END;
        } else if (c == '!' && held.length() == 1 && !escapes) {
            held.append(c);
            state = State.OPEN_MARK;
        } else if (c == '!' || c == '?' || c == '/') {
            bogus(c);
        } else if (Disguise.unseen(c) && held.length() < 16) {
            held.append(c);
        } else {
            text(held);
            state = State.TEXT;
            step(c);
        }
    }

    private void marked(char c) {
        if (c == '-' && held.length() == 2) {
            held.append(c);
        } else if (c == '-' && held.charAt(2) == '-') {
            withoutCode();
            removed("html");
            dashes = 2;
            bang = false;
            state = State.COMMENT;
        } else if ((c == 'd' || c == 'D') && held.length() == 2) { // a doctype
            begin(c);
        } else {
            bogus(c);
        }
    }

    // a browser takes it for a comment to the next bracket
    private void bogus(char c) {
        told.accept("html");
        escaped(held.toString());
        state = State.TEXT;
        step(c);
    }

    private void begin(char c) {
        withoutCode();
        tag = new Tag(held);
        state = State.TAG;
        tag.push(c);
    }

    // an open tag may go on over blank lines, and in it nothing is code
    private void withoutCode() {
        if (code != null) {
            code.off();
        }
    }

    private void inTag(char c) {
        if (tag.last() == '<' && (Disguise.letter(c) || c == '/' || c == '!' || c == '?')) {
            // some see a tag in a tag, and some do not: no reader must see the outer one
            tag.dropLast();
            told.accept("html");
            escaped(tag.raw());
            open();
            step(c);
        } else if (tag.push(c)) {
            state = State.TEXT;
            String clean = decided();
            if (clean.startsWith(ESCAPED)) {
                escaped(tag.raw());
            } else {
                put(clean);
            }
        } else if (tag.length() > LONGEST_TAG) {
            told.accept("html");
            escaped(tag.raw());
            state = State.TEXT;
        }
    }

    private String decided() {
        flushUrls();
        String raw = tag.raw();
        String name = tag.name();
        if (name.indexOf(':') > 0 && !tag.closes()) {
            String address = raw.substring(1, raw.endsWith(">") ? raw.length() - 1 : raw.length());
            Url url = Url.of(address);
            if (url.host() != null || url.runs() || (url.scheme().equals("mailto") && escapes)) {
                if (address.chars().noneMatch(c -> c <= ' ' || c == '"' || c == '\'')
                        && tag.attributes().stream().allMatch(this::inert)
                        && policy.link(address)) {
                    return raw;
                }
                told.accept("link");
                return BareUrls.REMOVED;
            }
        }
        if (escapes) {
            boolean shown = name.indexOf('@') > 0 || name.matches("[a-z_]+_[0-9]+"); // what masking has put there
            if (shown && tag.attributes().isEmpty()) {
                return raw;
            }
            told.accept("html");
            return ESCAPED;
        }
        return stripped(raw, name);
    }

    private String stripped(String raw, String name) {
        if (name.startsWith("!")) {
            return raw;
        }
        if (!name.matches("[a-z][a-z0-9:_.@+-]*")) {
            told.accept("html");
            return ESCAPED;
        }
        String local = name.substring(name.lastIndexOf(':') + 1);
        if (ACTIVE.contains(local)) {
            removed("html");
            if (CODE.contains(local) && !tag.closes() && raw.endsWith(">")) {
                within = "</" + local;
                matched = 0;
                state = State.CODE;
            }
            return "";
        }
        return withoutActive(raw, local);
    }

    private String withoutActive(String raw, String name) {
        List<Tag.Attribute> all = tag.attributes();
        List<Tag.Attribute> kept = all.stream().filter(this::harmless).toList();
        if (name.equals("img") && all.stream().anyMatch(one -> fetching(one) && !kept.contains(one))) {
            String alt = all.stream()
                    .filter(one -> one.name().equals("alt"))
                    .map(Tag.Attribute::value)
                    .findFirst()
                    .orElse("");
            gap();
            return alt.replace("<", ESCAPED).replaceAll("[\\[\\]()]", " ");
        }
        if (kept.size() == all.size()) {
            return raw;
        }
        StringBuilder clean = new StringBuilder(raw.length()).append(tag.opening());
        kept.forEach(one -> clean.append(' ').append(one.raw()));
        return clean.append(tag.closesItself() ? " />" : ">").toString();
    }

    // to HTML, an address in brackets is a tag with attributes
    private boolean inert(Tag.Attribute attribute) {
        return attribute.value().isEmpty() || !attribute.name().matches("on[a-z]+|style|srcdoc|.*:.*");
    }

    private static boolean fetching(Tag.Attribute attribute) {
        return FETCHING.contains(attribute.name());
    }

    private boolean harmless(Tag.Attribute attribute) {
        String name = attribute.name();
        String local = name.substring(name.lastIndexOf(':') + 1);
        String value = attribute.value();
        if (!name.matches("[a-z0-9:_.@-]+")
                || (local.startsWith("on") && local.length() > 2)
                || local.equals("srcdoc")
                || local.equals("ping")
                || (local.equals("style") && !style(value))) {
            told.accept("html");
            return false;
        }
        if (WORDS.contains(local) || local.startsWith("aria-") || value.isEmpty()) {
            return true;
        }
        boolean image = FETCHING.contains(local);
        List<String> addresses = addresses(local, value);
        if (addresses.size() > MOST_ADDRESSES) {
            told.accept("image");
            return false;
        }
        for (String one : addresses) {
            if (!(image ? policy.image(one) : policy.link(one))) {
                told.accept(Url.of(one).runs() ? "html" : image ? "image" : "link");
                return false;
            }
        }
        return true;
    }

    // of a set, whatever stands behind a comma may be the next one, and goes on over commas to a blank
    private static List<String> addresses(String name, String value) {
        if (!name.endsWith("srcset")) {
            return List.of(value);
        }
        String set = Disguise.read(value);
        List<String> addresses = new ArrayList<>();
        int comma = -1;
        do {
            int start = comma + 1;
            while (start < set.length() && Disguise.blank(set.charAt(start))) {
                start++;
            }
            int end = start;
            while (end < set.length() && !Disguise.blank(set.charAt(end))) {
                end++;
            }
            addresses.add(set.substring(start, end));
            comma = set.indexOf(',', comma + 1);
        } while (comma >= 0 && addresses.size() <= MOST_ADDRESSES);
        return addresses;
    }

    // what fetches, runs, or hides behind escapes
    private static boolean style(String value) {
        String text = Disguise.value(value).replaceAll("/\\*.*?\\*/", "");
        return text.indexOf('\\') < 0
                && !text.contains("url(")
                && !text.contains("image(")
                && !text.contains("image-set(")
                && !text.contains("expression")
                && !text.contains("import")
                && !text.contains("behavior")
                && !text.contains("binding")
                && !text.contains("script:");
    }

    private void comment(char c) {
        if (c == '>' && (dashes >= 2 || bang)) {
            state = State.TEXT;
        }
        bang = c == '!' && dashes >= 2;
        dashes = c == '-' ? dashes + 1 : 0;
    }

    private void inCode(char c) {
        if (matched == within.length()) {
            if (c == '>') {
                state = State.TEXT;
            } else if (Disguise.blank(c) || c == '/') {
                state = State.CODE_END;
            }
            matched = 0;
        }
        if (state == State.CODE) {
            boolean fits = Character.toLowerCase(c) == within.charAt(matched);
            matched = fits ? matched + 1 : c == '<' ? 1 : 0;
        }
    }

    private void removed(String kind) {
        told.accept(kind);
        gap();
    }

    // what is taken out leaves a blank, so that nothing grows together
    private void gap() {
        flushUrls();
        if (address == ADDRESS) {
            put(" - ");
        } else if (!Disguise.blank(last)) {
            put(" ");
        }
    }

    // in Markdown, an address follows
    private void seen(char c) {
        last = c;
        address = c == ']'
                ? CLOSED
                : (address == CLOSED && (c == '(' || c == ':')) || (address == ADDRESS && Disguise.blank(c))
                        ? ADDRESS
                        : 0;
    }

    private void text(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            text(text.charAt(i));
        }
    }

    private void text(char c) {
        if (urls == null) {
            out.append(c);
        } else {
            urls.next(c, out);
        }
        seen(c);
    }

    private void escaped(String markup) {
        put(ESCAPED);
        text(markup.substring(1));
    }

    private void put(String clean) {
        if (!clean.isEmpty()) {
            flushUrls();
            out.append(clean);
            for (int i = 0; i < clean.length(); i++) {
                seen(clean.charAt(i));
            }
        }
    }

    private void flushUrls() {
        if (urls != null) {
            urls.end(out);
        }
    }
}
