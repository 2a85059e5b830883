package dev.penstock.policy.limit;

import dev.penstock.call.Claim;
import dev.penstock.call.Refusal;
import java.util.List;
import java.util.Optional;

/** What limits and policies say of a call, before anything is taken. */
public sealed interface Ruling {
    /** Nothing limits it. */
    record Free() implements Ruling {}

    /** It must not be sent. */
    record Blocked(Refusal refusal) implements Ruling {}

    /** It must fit into all of these. */
    record Limited(List<Applied> applied) implements Ruling {
        public Limited {
            applied = List.copyOf(applied);
        }

        /** Whether something is counted that is known only when the call has ended. */
        public boolean countsSettled() {
            return applied.stream().anyMatch(one -> one.rule().counted().isSettled());
        }

        public boolean countsMoney() {
            return applied.stream().anyMatch(Applied::isMoney);
        }

        /** What such a call wants, in the order of the rules. */
        public List<Claim> claims(Amounts amounts) {
            return applied.stream()
                    .map(one -> one.claim(amounts))
                    .flatMap(Optional::stream)
                    .toList();
        }
    }
}
