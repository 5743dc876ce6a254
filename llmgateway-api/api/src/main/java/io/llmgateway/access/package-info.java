/** Who asks, and what kind of data goes along; for the policy of the application. Nothing of it is ever sent to a vendor. */
@NullMarked
package io.llmgateway.access;

import org.jspecify.annotations.NullMarked;
