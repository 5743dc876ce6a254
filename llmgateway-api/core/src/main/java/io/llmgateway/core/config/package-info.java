/**
 * Configuration: one record for each part of it, read from YAML, properties files and environment variables alike.
 * An unknown key, a dangling name or a missing variable is an error at start that names the property, its source and
 * the nearest right spelling.
 */
@NullMarked
package io.llmgateway.core.config;

import org.jspecify.annotations.NullMarked;
