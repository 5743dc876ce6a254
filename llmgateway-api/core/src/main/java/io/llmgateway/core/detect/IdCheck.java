package io.llmgateway.core.detect;

import org.jspecify.annotations.Nullable;

/**
 * What is checked of a number. By a name in a table: a hundred and sixty references to methods take a process that has just
 * started 100 ms of CPU to link, a switch takes none.
 *
 * @param table has the check; null where there is nothing to check
 * @param name the check's
 */
record IdCheck(@Nullable Table table, String name) {
    /** There is nothing to check. */
    static final IdCheck ANY = new IdCheck(null, "any");

    /** Checks by their names. */
    interface Table {
        /**
         * Checks a number.
         *
         * @param check the check's name
         * @param code the number's letters and digits, the letters as capitals
         */
        boolean valid(String check, String code);
    }

    /** Whether letters and digits, the letters as capitals, can be such a number. */
    boolean test(String code) {
        return table == null || table.valid(name, code);
    }
}
