/**
 * Finds telephone numbers by the numbering plans of all countries, with the data of libphonenumber. Found by {@link
 * java.util.ServiceLoader}: to have the jar on the class path is all it takes.
 */
@NullMarked
package io.llmgateway.phone;

import org.jspecify.annotations.NullMarked;
