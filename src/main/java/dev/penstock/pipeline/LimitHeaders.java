package dev.penstock.pipeline;

import dev.penstock.call.Claim;
import dev.penstock.call.Counted;
import dev.penstock.call.Headers;
import dev.penstock.call.LimitRule;
import dev.penstock.call.Moment;
import dev.penstock.ledger.Counters;
import dev.penstock.ledger.Held;
import dev.penstock.ledger.Standing;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is left, as answers say it: the rule that binds first, one for money and one for everything else. */
final class LimitHeaders {
    private static final int NANO_DIGITS = 9;

    private LimitHeaders() {}

    /** A claim and how its bucket stands. */
    record Binding(Claim claim, Standing standing) {
        boolean countsMoney() {
            return claim.bucket().counted() == Counted.COST;
        }

        /** Thousandths of the limit that are left. */
        long left() {
            return standing.limit() <= 0
                    ? 0
                    : new java.math.BigInteger(Long.toString(standing.remaining()))
                            .multiply(java.math.BigInteger.valueOf(1_000))
                            .divide(java.math.BigInteger.valueOf(standing.limit()))
                            .longValue();
        }

        boolean warns() {
            LimitRule rule = claim.rule();
            return rule.warnAt().isPresent() && 1_000 - left() >= rule.warnAt().getAsInt() * 10L;
        }
    }

    static void add(CallScope scope, Headers.Builder head) {
        if (scope.account.isEmpty() && scope.binding.isEmpty()) {
            return;
        }
        List<Binding> bindings = bindings(scope);
        bindings.stream()
                .filter(Binding::warns)
                .forEach(binding -> head.add(
                        "cf-aig-budget-warning",
                        HeaderText.plain(binding.claim.rule().id()) + "; used=" + (1_000 - binding.left()) / 10 + "%"));
        if (scope.budgeting().headers()) {
            tightest(bindings, false).ifPresent(binding -> rate(binding, head));
            tightest(bindings, true).ifPresent(binding -> budget(binding, head));
        }
    }

    private static List<Binding> bindings(CallScope scope) {
        List<Binding> bindings = new ArrayList<>(4);
        scope.binding.filter(LimitHeaders::isTold).ifPresent(bindings::add);
        Counters counters = scope.engine.ledger().counters();
        Moment now = scope.engine.ledger().now().get();
        for (Held held : scope.account.held()) {
            Claim claim = held.claim();
            Binding binding = new Binding(claim, counters.standing(claim.bucket(), claim.limit(), now));
            if (isTold(binding)) {
                bindings.add(binding);
            }
        }
        return bindings;
    }

    /** What a policy allows is its operator's to know, and its bucket is named after who calls. */
    private static boolean isTold(Binding binding) {
        return binding.claim.rule().origin() != LimitRule.Origin.POLICY;
    }

    private static Optional<Binding> tightest(List<Binding> bindings, boolean money) {
        Binding tightest = null;
        for (Binding binding : bindings) {
            boolean tighter = tightest == null || binding.left() < tightest.left();
            tightest = binding.countsMoney() == money && tighter ? binding : tightest;
        }
        return Optional.ofNullable(tightest);
    }

    private static void rate(Binding binding, Headers.Builder head) {
        Standing standing = binding.standing;
        head.add("cf-aig-ratelimit-limit", Long.toString(standing.limit()));
        head.add("cf-aig-ratelimit-remaining", Long.toString(standing.remaining()));
        head.add("cf-aig-ratelimit-reset", seconds(standing));
        head.add("cf-aig-ratelimit-rule", HeaderText.plain(binding.claim.rule().id()));
        head.add(
                "cf-aig-ratelimit-unit", binding.claim.bucket().counted().name().toLowerCase(Locale.ROOT));
    }

    private static void budget(Binding binding, Headers.Builder head) {
        Standing standing = binding.standing;
        head.add("cf-aig-budget-limit", dollars(standing.limit()));
        head.add("cf-aig-budget-remaining", dollars(standing.remaining()));
        head.add("cf-aig-budget-reset", seconds(standing));
        head.add("cf-aig-budget-rule", HeaderText.plain(binding.claim.rule().id()));
    }

    private static String seconds(Standing standing) {
        return Long.toString(Math.ceilDiv(standing.reset().toMillis(), 1_000L));
    }

    static String dollars(long nano) {
        BigDecimal dollars = BigDecimal.valueOf(nano, NANO_DIGITS).stripTrailingZeros();
        return dollars.signum() == 0 ? "0" : dollars.toPlainString();
    }
}
