package dev.penstock.testkit;

import dev.penstock.call.Credential;
import dev.penstock.call.Outcome;
import dev.penstock.call.Scope;
import dev.penstock.call.Settlement;
import dev.penstock.call.Usage;
import dev.penstock.call.UsageSource;
import dev.penstock.record.AttemptRow;
import dev.penstock.record.CallRow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of calls to one model, with the cost a test says. */
public final class PricedRows {
    private PricedRows() {}

    public static AttemptRow attempt(
            int index,
            String model,
            Usage usage,
            @Nullable Long cost,
            @Nullable String version,
            @Nullable String tier) {
        UsageSource source = usage.isEmpty() ? UsageSource.NONE : UsageSource.REPORTED;
        return new AttemptRow(
                index,
                0,
                "openai",
                model,
                "https://api.openai.com:443",
                usage.isEmpty() ? 503 : 200,
                null,
                null,
                10,
                1_000,
                500L,
                usage,
                source,
                cost,
                version,
                null,
                tier,
                null,
                null,
                Settlement.SETTLED,
                List.of());
    }

    /** Answered by the last attempt. */
    public static CallRow row(
            String id,
            Scope scope,
            long createdAt,
            boolean logged,
            @Nullable Long cost,
            boolean custom,
            List<AttemptRow> attempts) {
        AttemptRow last = attempts.getLast();
        return new CallRow(
                id,
                id,
                id,
                scope,
                createdAt,
                2_000,
                1_000L,
                "native",
                "POST",
                "/chat/completions",
                last.provider(),
                last.model(),
                0,
                last.status(),
                Outcome.WHOLE,
                null,
                false,
                null,
                "application/json",
                "application/json",
                100,
                200,
                last.usage(),
                last.usageSource(),
                cost,
                null,
                custom,
                custom ? null : last.priceVersion(),
                logged ? "{\"team\":\"search\"}" : null,
                null,
                null,
                null,
                Credential.REQUEST,
                null,
                null,
                null,
                null,
                logged,
                "{}",
                "{}",
                1,
                attempts,
                null,
                List.of());
    }

    public static CallRow row(@Nullable Long cost, AttemptRow... attempts) {
        return row(SampleRows.id(1), SampleRows.SCOPE, SampleRows.NOON, true, cost, false, List.of(attempts));
    }
}
