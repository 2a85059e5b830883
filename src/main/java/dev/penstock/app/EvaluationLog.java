package dev.penstock.app;

import dev.penstock.admin.evaluations.EvaluationSource;
import dev.penstock.call.Scope;
import dev.penstock.record.CallHistory;
import dev.penstock.record.CallRow;
import dev.penstock.record.LogQuery;
import dev.penstock.record.LogScope;
import dev.penstock.record.LoggedCall;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The log as evaluations read it: page by page, so that a long one takes no more memory than a short one. */
final class EvaluationLog implements EvaluationSource {
    private static final int PAGE = 2_000;

    private final CallHistory history;

    EvaluationLog(CallHistory history) {
        this.history = history;
    }

    @Override
    public void read(Scope scope, long since, long until, Taker taker) throws IOException {
        LogQuery query = LogQuery.of(new LogScope.Gateway(scope))
                .since(since)
                .until(until)
                .oldestFirst()
                .limit(PAGE);
        List<LoggedCall> calls = history.page(query).calls();
        while (!calls.isEmpty()) {
            for (LoggedCall call : calls) {
                if (!taker.take(entry(call))) {
                    return;
                }
            }
            CallRow last = calls.getLast().row();
            // Beginning anew at the last row keeps what is before it out of the search.
            calls = calls.size() < PAGE
                    ? List.of()
                    : history.page(query.since(last.createdAt()).after(last)).calls();
        }
    }

    private static Entry entry(LoggedCall call) {
        CallRow row = call.row();
        return new Entry(
                row.createdAt(),
                text(row.provider()),
                text(row.model()),
                Optional.ofNullable(row.requestContentType()),
                Optional.ofNullable(row.responseContentType()),
                row.success(),
                row.cached(),
                number(row.costNano()),
                number(row.tokensIn()),
                number(row.tokensOut()),
                OptionalLong.of(row.durationMicros()),
                call.feedback() == null ? OptionalInt.empty() : OptionalInt.of(call.feedback()));
    }

    /** Where none is known, a row has an empty text. */
    private static Optional<String> text(String text) {
        return Optional.of(text).filter(some -> !some.isEmpty());
    }

    private static OptionalLong number(@Nullable Long number) {
        return number == null ? OptionalLong.empty() : OptionalLong.of(number);
    }
}
