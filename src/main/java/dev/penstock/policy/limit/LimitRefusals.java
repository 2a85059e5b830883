package dev.penstock.policy.limit;

import dev.penstock.call.Bucket;
import dev.penstock.call.Codes;
import dev.penstock.call.Counted;
import dev.penstock.call.LimitRule;
import dev.penstock.call.Refusal;
import dev.penstock.json.JsonText;
import dev.penstock.json.Shown;
import java.time.Duration;
import java.util.Optional;

/**
 * How a call is told that a limit has nothing left for it. Statuses, codes and bodies are Cloudflare's where Cloudflare has
 * the limit; see https://developers.cloudflare.com/ai-gateway/features/.
 */
public final class LimitRefusals {
    private static final int TOO_MANY = 429;

    private LimitRefusals() {}

    /**
     * @param taken what the bucket holds, what is held for calls under way included
     * @param retryAfter until the call would fit; empty where no time will help
     */
    public static Refusal of(
            LimitRule rule, Bucket bucket, long taken, long limit, Optional<Duration> retryAfter, CallFacts facts) {
        Refusal refusal = switch (rule.origin()) {
            case RATE_LIMIT -> Refusal.of(TOO_MANY, Codes.RATE_LIMITED, "Rate limited");
            case SPEND_LIMIT -> Refusal.of(TOO_MANY, Codes.SPEND_LIMIT, spendLimit(rule, limit, facts));
            case POLICY ->
                Refusal.of(TOO_MANY, Codes.SPEND_LIMIT, "Spending limit exceeded")
                        .body(policyBody(rule, taken, limit));
            case GATEWAY, ACCOUNT, STORED_KEY, RUN, ROUTE ->
                Refusal.of(TOO_MANY, code(bucket.counted()), own(rule, taken, limit, retryAfter));
        };
        return retryAfter
                .or(() -> whenOneEnds(rule))
                .map(LimitRefusals::wholeSeconds)
                .map(refusal::retryAfter)
                .orElse(refusal);
    }

    /** Nobody knows when a call under way will end; soon is worth a try. */
    private static Optional<Duration> whenOneEnds(LimitRule rule) {
        return rule.counted().isWhileOpen() && rule.limit() > 0 ? Optional.of(Duration.ofSeconds(1)) : Optional.empty();
    }

    /** The gateway cannot count in more buckets; as soon as some are old enough to be forgotten it can. */
    public static Refusal full() {
        return Refusal.of(
                        503,
                        Codes.OVERLOADED,
                        "The gateway counts in as many different buckets as it can hold; try again soon, or split fewer"
                                + " limits by values that callers choose")
                .retryAfter(Duration.ofSeconds(10));
    }

    /** The answer where a limit on money is on and the call has no price. */
    public static Refusal unpriced(CallFacts facts) {
        return Refusal.of(
                403,
                Codes.UNPRICED,
                "Model or provider could not be resolved for spend-limit enforcement: no price is known of "
                        + Shown.oneLine(facts.fullModel())
                        + "; give one under 'prices' in penstock.yaml or in cf-aig-custom-cost");
    }

    static Refusal deniedByPolicy() {
        return Refusal.of(403, Codes.DENIED_BY_POLICY, "Access denied by policy")
                .body(body(JsonText.object("message", "Access denied by policy")));
    }

    private static String policyBody(LimitRule rule, long taken, long limit) {
        return body(JsonText.object(
                "message",
                "Spending limit exceeded",
                "bucket",
                rule.id(),
                "spent",
                LimitText.dollars(taken),
                "limit",
                LimitText.dollars(limit)));
    }

    private static String body(JsonText error) {
        return JsonText.object("success", false, "error", error).text();
    }

    private static int code(Counted counted) {
        return counted == Counted.COST ? Codes.SPEND_LIMIT : Codes.RATE_LIMITED;
    }

    private static String spendLimit(LimitRule rule, long limit, CallFacts facts) {
        return "Spend limit exceeded: rule '" + Shown.oneLine(rule.id()) + "' (cost limit "
                + LimitText.dollars(limit).toPlainString() + " per " + LimitText.secondsAndTechnique(rule.window())
                + ") for " + Shown.oneLine(facts.provider()) + " " + Shown.oneLine(facts.ownModel());
    }

    private static String own(LimitRule rule, long taken, long limit, Optional<Duration> retryAfter) {
        String after = retryAfter
                .map(wait -> "try again in " + wholeSeconds(wait).toSeconds() + " s")
                .orElseGet(() -> helpless(rule.counted()));
        return LimitText.whose(rule) + ": " + LimitText.used(rule, taken, limit) + "; " + after;
    }

    private static String helpless(Counted counted) {
        return switch (counted) {
            case COST, OUTPUT_TOKENS, TOKENS -> "this call alone may come to more; ask for less, as with max_tokens";
            case INPUT_TOKENS -> "this call alone comes to more; send a shorter prompt";
            case REQUESTS -> "no call passes here";
            case CALLS_AT_ONCE, OPEN_STREAMS -> "try again when one of them has ended";
        };
    }

    private static Duration wholeSeconds(Duration wait) {
        return Duration.ofSeconds(Math.max(1, wait.plusNanos(999_999_999).toSeconds()));
    }
}
