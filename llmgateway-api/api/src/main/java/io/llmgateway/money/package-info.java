/** Money: what models cost, what was spent, and what may be. */
@NullMarked
package io.llmgateway.money;

import org.jspecify.annotations.NullMarked;
