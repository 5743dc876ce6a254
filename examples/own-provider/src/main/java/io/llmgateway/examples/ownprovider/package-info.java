/** A vendor of your own. */
@NullMarked
package io.llmgateway.examples.ownprovider;

import org.jspecify.annotations.NullMarked;
