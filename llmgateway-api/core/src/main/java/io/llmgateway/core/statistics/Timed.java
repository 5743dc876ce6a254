package io.llmgateway.core.statistics;

/** Which times are measured. */
enum Timed {
    CALL,
    ATTEMPT,
    FIRST_CONTENT
}
