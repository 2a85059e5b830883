package dev.penstock.call;

import java.util.List;
import java.util.Optional;

/**
 * How a gateway holds its limits.
 *
 * @param limits its own, beside spend_limits and rate_limiting
 * @param strictSpend whether spend_limits hold before a call is sent; false is Cloudflare's way, which lets bursts pass
 * @param unpriced what becomes of a call whose price is not known while a limit on money applies
 * @param trustsCustomCost whether cf-aig-custom-cost counts in budgets
 * @param assumedOutput output tokens held for a call that names no maximum
 * @param aborted what an aborted stream is held to have cost its provider
 * @param slack output tokens a provider may make between its last byte we saw and our hanging up
 * @param headers whether answers say what is left
 * @param receiptHeader whether answers to unstreamed calls carry a short receipt
 * @param sessionHeader names the session a call belongs to; else its trace does
 */
public record Budgeting(
        List<LimitRule> limits,
        boolean strictSpend,
        Unpriced unpriced,
        boolean trustsCustomCost,
        long assumedOutput,
        Aborted aborted,
        long slack,
        boolean headers,
        boolean receiptHeader,
        Optional<String> sessionHeader) {

    public static final Budgeting DEFAULT = new Budgeting(
            List.of(),
            true,
            Unpriced.REFUSE,
            true,
            4_096,
            Aborted.STOPS,
            256,
            true,
            false,
            Optional.of("cf-aig-session-id"));

    public Budgeting {
        limits = List.copyOf(limits);
    }

    /** What becomes of a call whose price nobody knows, where a limit on money applies to it. */
    public enum Unpriced {
        /** 403 with code 2040. */
        REFUSE,
        /** It passes, and counts nothing. */
        ALLOW,
        /** It is priced as the provider's dearest model of the same family, or its dearest at all. */
        ESTIMATE
    }

    /** What a provider does with a stream its caller has left. */
    public enum Aborted {
        /** It stops, and charges what it made until then. */
        STOPS,
        /** It goes on to the end, and charges all. */
        RUNS_ON
    }
}
