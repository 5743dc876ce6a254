package io.llmgateway.core.detect;

import java.util.Set;

/** What may be the name of a host: labels of letters, digits and hyphens, the last of which is a top-level domain. */
final class Domains {
    /** Domains that are hardly ever the end of anything else, so that a bare name with one of them is a host. */
    private static final Set<String> PLAIN = Cues.words(
            "com org net edu gov mil info biz eu de fr nl uk jp cn ru br au ch se dk cz kr il mx za nz ie gr hu ro ua"
                    + " tw hk sg");
    /** Domains of which a bare name is a host if a path follows. */
    private static final Set<String> WITH_PATH = Cues.words(
            "ac ae ag ai am app ar at be bg blog by ca cat cl click cloud club co cx dev ee es fi fm gg gl gle goog"
                    + " google hr id in io ir is it ke kz la li link live lt lu lv ly me ms my news ng no nu one online page pe"
                    + " ph pk pro pt pub re sa shop si site sk space store su tech th tk to today tr tv us uy vc ve vn website"
                    + " wiki work world ws xyz zone");
    /** Ends of names of files and members that look like domains. */
    private static final Set<String> FILES = Cues.words(
            "png jpg jpeg gif svg webp bmp ico js ts jsx tsx css scss html htm xml json yaml yml txt pdf doc docx xls"
                    + " xlsx csv java class jar exe dll php asp aspx jsp log tgz gz tar bz rpm deb dmg apk cpp hpp swift kt go rb"
                    + " lua sql ini cfg conf toml lock bak tmp");

    private static final Set<String> PRODUCTS = Set.of("asp", "vb", "ado", "ml", "paint", "entity");

    private static final int LABEL = 63;
    private static final int NAME = 253;

    private Domains() {}

    /**
     * Where the name of a host that begins at a place ends, exclusive; -1 where none begins. It has a dot, and its last label
     * may be a top-level domain, whichever.
     */
    static int end(Sheet sheet, int start) {
        int good = -1;
        int labels = 0;
        int at = start;
        while (at - start < NAME) {
            int end = label(sheet, at);
            if (end == at) {
                break;
            }
            labels++;
            if (labels > 1 && top(sheet, at, end)) {
                good = end;
            } else if (labels > 1 && sheet.at(end) != '.') {
                good = sheet.digit(at) || good < 0 ? -1 : good;
                break;
            }
            if (sheet.at(end) != '.' || !sheet.word(end + 1) || sentence(sheet, at, end, labels)) {
                break;
            }
            at = end + 1;
        }
        return good;
    }

    // "example.com.Thanks"
    private static boolean sentence(Sheet sheet, int start, int end, int labels) {
        char next = sheet.at(end + 1);
        return labels > 1
                && Character.isUpperCase(next)
                && Character.isLowerCase(sheet.at(end + 2))
                && Character.isLowerCase(sheet.at(start))
                && PLAIN.contains(sheet.text(start, end));
    }

    // letters of scripts without blanks make labels of their own: others stick to words around
    private static int label(Sheet sheet, int start) {
        int end = start;
        boolean joined = sheet.joined(start);
        while (end - start <= LABEL
                && (joined ? sheet.joined(end) || sheet.at(end) == '-' : sheet.word(end) && !sheet.joined(end))) {
            end++;
        }
        while (end > start && sheet.at(end - 1) == '-') {
            end--;
        }
        return end - start > LABEL ? start : end;
    }

    private static boolean top(Sheet sheet, int start, int end) {
        if (end - start < 2 || end - start > 24) {
            return false;
        }
        if (sheet.is(start, "xn--")) {
            return true;
        }
        for (int i = start; i < end; i++) {
            if (!Character.isLetter(sheet.at(i)) && !Character.isSurrogate(sheet.at(i))) {
                return false;
            }
        }
        return end - start > 5 || !FILES.contains(sheet.small(start, end));
    }

    /** Whether a host without a scheme before it is one, and no file, method or package. */
    static boolean bare(Sheet sheet, int start, int end) {
        int dot = end - 1;
        boolean upper = false;
        boolean lower = false;
        while (sheet.at(dot) != '.') {
            char c = sheet.at(dot--);
            upper |= c >= 'A' && c <= 'Z';
            lower |= c >= 'a' && c <= 'z';
        }
        if (upper == lower || (upper && Character.isLowerCase(sheet.at(start)))) {
            return false; // such as System.Net
        }
        String top = sheet.small(dot + 1, end);
        char after = sheet.at(end);
        boolean path = after == '/' && sheet.word(end + 1);
        if (after == '(' || (PLAIN.contains(top) ? false : !path || !WITH_PATH.contains(top))) {
            return false;
        }
        int first = sheet.tokenAt(start);
        return !(top.equals("net") && PRODUCTS.contains(sheet.small(sheet.start(first), sheet.end(first))));
    }
}
