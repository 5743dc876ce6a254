package io.llmgateway.core.config;

import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one source says, below {@code llmgateway}.
 *
 * @param tree the values; texts where the source knows only texts
 * @param origins dotted paths without the prefix, to where each value was written
 */
record Layer(ObjectNode tree, Map<String, String> origins) {}
