/**
 * Recorded vendor traffic, played back: what the vendors' modules read out of a recorded answer is held against what an
 * independent reader found in it, and what they write for a recorded request against that request. {@link
 * io.llmgateway.testkit.replay.Replayer} is the door.
 */
@NullMarked
package io.llmgateway.testkit.replay;

import org.jspecify.annotations.NullMarked;
