package dev.penstock.attempt;

import dev.penstock.upstream.Answering;
import dev.penstock.upstream.Reply;

/**
 * One try at one target, as it turned out.
 *
 * @param index 0-based over the call
 */
public record Attempt(int index, Answering call, Reply reply, long startedNanos, long repliedNanos) {}
