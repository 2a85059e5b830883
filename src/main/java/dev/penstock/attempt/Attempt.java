package dev.penstock.attempt;

import dev.penstock.call.Failure;
import dev.penstock.upstream.Answering;
import dev.penstock.upstream.Reply;
import java.util.Optional;

/**
 * One try at one target, as it turned out.
 *
 * @param index 0-based over the call
 * @param step what was sent: its place among the call's steps
 */
public record Attempt(int index, int step, Answering call, Reply reply, long startedNanos, long repliedNanos) {

    /** Why it is no answer; empty where it is one. */
    public Optional<Failure> failure() {
        return switch (reply) {
            case Reply.NotAnswered(Failure why) -> Optional.of(why);
            case Reply.Answered answered -> answered.failed();
            case Reply.Shared shared ->
                isFine(shared.status()) ? Optional.empty() : Optional.of(Failure.of(shared.status()));
        };
    }

    /** How far it came. */
    Phase phase() {
        return switch (reply) {
            case Reply.Answered answered -> Phase.ANSWERED;
            case Reply.Shared shared -> Phase.ANSWERED;
            case Reply.NotAnswered nothing -> {
                if (call.hasBegun()) {
                    yield Phase.ANSWERED;
                }
                yield call.hasLeft() ? Phase.SENT : Phase.NOT_SENT;
            }
        };
    }

    private static boolean isFine(int status) {
        return status >= 200 && status < 300;
    }
}
