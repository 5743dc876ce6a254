/**
 * The policy: who may ask what, and where data of a class may go. Told by {@code admit}, which judges calls at the door; asked by
 * {@code route}, which passes over forbidden targets, and by {@code send}, which lets no attempt through to one.
 */
@NullMarked
package io.llmgateway.core.access;

import org.jspecify.annotations.NullMarked;
