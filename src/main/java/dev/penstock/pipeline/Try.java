package dev.penstock.pipeline;

/**
 * One try at one step.
 *
 * @param attempt its number over the call
 * @param place the step's among the call's
 * @param last whether nothing else is tried if this fails
 */
record Try(int attempt, int place, boolean last) {}
