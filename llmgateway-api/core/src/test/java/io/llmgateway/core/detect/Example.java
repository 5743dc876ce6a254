package io.llmgateway.core.detect;

/**
 * A text, and the part of it that is to be found.
 *
 * @param text the text
 * @param start where the part begins
 * @param part the part
 */
record Example(String text, int start, String part) {
    /** Reads one whose part is in brackets. */
    static Example of(String marked) {
        int start = marked.indexOf('[');
        int end = marked.lastIndexOf(']');
        String part = marked.substring(start + 1, end);
        return new Example(marked.substring(0, start) + part + marked.substring(end + 1), start, part);
    }
}
