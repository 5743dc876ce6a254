/**
 * What every vendor's module needs, once: sending a request and keeping to the clocks of its call, cutting an answer into
 * frames and making events of it, telling failures apart, and keeping credentials out of messages. A vendor is a {@link
 * io.llmgateway.providers.kit.ChatWire}; {@link io.llmgateway.providers.kit.HttpTransport} does the rest.
 */
@NullMarked
package io.llmgateway.providers.kit;

import org.jspecify.annotations.NullMarked;
