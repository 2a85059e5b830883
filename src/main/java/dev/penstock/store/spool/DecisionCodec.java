package dev.penstock.store.spool;

import dev.penstock.call.Decision;
import dev.penstock.record.CallRow;
import java.util.ArrayList;
import java.util.List;

/** What was decided on a call's way, as bytes behind its row; a call of which nothing is told has none of them. */
final class DecisionCodec {
    private DecisionCodec() {}

    static void encode(List<Decision> decisions, PayloadOut out) {
        out.number(decisions.size());
        for (Decision decision : decisions) {
            out.number(decision.atMicros());
            out.text(decision.kind().name());
            out.text(decision.subject());
            out.text(decision.why());
        }
    }

    static List<Decision> decode(PayloadIn in) {
        int count = in.count(CallRow.MOST_DECISIONS);
        List<Decision> decisions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            decisions.add(new Decision(in.number(), Decision.Kind.valueOf(in.text()), in.text(), in.text()));
        }
        return decisions;
    }
}
