package dev.penstock.app;

import dev.penstock.admin.limits.BucketState;
import dev.penstock.admin.limits.LimitStates;
import dev.penstock.call.Moment;
import dev.penstock.call.Scope;
import dev.penstock.ledger.BucketStanding;
import dev.penstock.ledger.MemoryCounters;
import dev.penstock.policy.limit.ListedRule;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/**
 * The rules of the running snapshot beside what is counted.
 *
 * @param most buckets there may be
 */
record LimitsNow(Snapshots snapshots, MemoryCounters counters, Supplier<Moment> now, int most) implements LimitStates {
    @Override
    public List<ListedRule> ofGateway(Scope scope) {
        return snapshots.current().limits(scope).ofGateway();
    }

    /** Every gateway of the account has them. */
    @Override
    public List<ListedRule> ofAccount(String account) {
        return gateways(account).stream()
                .findFirst()
                .map(scope -> snapshots.current().limits(scope).ofAccount())
                .orElse(List.of());
    }

    @Override
    public List<Scope> gateways(String account) {
        return snapshots.current().gateways().scopes().stream()
                .filter(scope -> scope.account().equals(account))
                .sorted(Comparator.comparing(Scope::gateway))
                .toList();
    }

    @Override
    public List<BucketState> buckets(ListedRule rule) {
        Moment moment = now.get();
        return counters.standings(rule.keyPrefix(), moment, most).stream()
                .map(standing -> state(rule, standing, moment))
                .toList();
    }

    private BucketState state(ListedRule rule, BucketStanding standing, Moment moment) {
        Duration reset = counters.standing(
                        rule.bucket(standing.key()), rule.rule().limit(), moment)
                .reset();
        return new BucketState(standing.key(), standing.taken(), standing.held(), standing.open(), reset);
    }
}
