/** What all vendors share: sending a request and reading the answer, whole or as events. */
@NullMarked
package io.llmgateway.providers.kit;

import org.jspecify.annotations.NullMarked;
