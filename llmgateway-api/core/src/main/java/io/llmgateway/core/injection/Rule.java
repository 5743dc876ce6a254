package io.llmgateway.core.injection;

/**
 * A sequence of meanings that tells something.
 *
 * @param number its place among all
 * @param family what it is told as
 * @param weight from 0 to 1: how likely one that says this alone means harm
 * @param indirect whether it counts only in what others than the user have written
 * @param elements what each word of it may be, as numbers of the book's elements
 * @param gaps how many other words may lie before each; of no use for the first
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Rule(int number, String family, double weight, boolean indirect, int[] elements, int[] gaps) {}
