/** What calls cost, and budgets that stop them. */
@NullMarked
package io.llmgateway.examples.money;

import org.jspecify.annotations.NullMarked;
