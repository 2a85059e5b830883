package dev.penstock.policy.limit;

import dev.penstock.call.GatewaySettings;
import dev.penstock.call.LimitRule;
import dev.penstock.call.Scope;
import dev.penstock.policy.rules.Policy;
import dev.penstock.policy.rules.Verdict;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** All limits and policies of one gateway at one revision: says which of them a call falls under. */
public final class LimitBook {
    private static final Ruling FREE = new Ruling.Free();

    /** Of a gateway without any. */
    public static final LimitBook NONE =
            new LimitBook(RuleIndex.NONE, RuleIndex.NONE, new PolicyRules("", List.of(), true), false);

    private final RuleIndex ofGateway;
    private final RuleIndex ofAccount;
    private final PolicyRules policies;
    private final boolean hasSpendLimits;

    private LimitBook(RuleIndex ofGateway, RuleIndex ofAccount, PolicyRules policies, boolean hasSpendLimits) {
        this.ofGateway = ofGateway;
        this.ofAccount = ofAccount;
        this.policies = policies;
        this.hasSpendLimits = hasSpendLimits;
    }

    /**
     * @param ofAccount limits over all gateways of the account; see {@link #accountRules}
     * @param ofKeys limits of the provider keys stored for this gateway
     * @param policies those in force
     * @param zone the account's, for periods of the calendar that name no other
     */
    public static LimitBook of(
            Scope scope,
            GatewaySettings gateway,
            RuleIndex ofAccount,
            List<LimitRule> ofKeys,
            List<Policy> policies,
            ZoneId zone) {
        String place = BucketKeys.ofGateway(scope.account(), scope.gateway());
        return new LimitBook(
                RuleIndex.of(place, GatewayRules.of(gateway, ofKeys, zone)),
                ofAccount,
                new PolicyRules(place, policies, gateway.budgeting().strictSpend()),
                GatewayRules.spend(gateway).findAny().isPresent());
    }

    /** The same for one gateway alone. */
    public static LimitBook of(
            Scope scope,
            GatewaySettings gateway,
            List<LimitRule> ofAccount,
            List<LimitRule> ofKeys,
            List<Policy> policies,
            ZoneId zone) {
        return of(scope, gateway, accountRules(scope.account(), ofAccount, zone), ofKeys, policies, zone);
    }

    /** The limits of an account, made ready once for all its gateways. */
    public static RuleIndex accountRules(String account, List<LimitRule> rules, ZoneId zone) {
        return RuleIndex.ofAccount(
                account, rules.stream().map(rule -> GatewayRules.in(zone, rule)).toList());
    }

    /** Whether no call of the gateway can fall under anything. */
    public boolean isEmpty() {
        return ofGateway.isEmpty() && ofAccount.isEmpty() && policies.areEmpty();
    }

    /** The gateway's own rules and policies, in the order in which they are asked. */
    public List<ListedRule> ofGateway() {
        List<ListedRule> all = new ArrayList<>(ofGateway.listed());
        all.addAll(policies.listed());
        return all;
    }

    /** The rules it shares with all gateways of the account. */
    public List<ListedRule> ofAccount() {
        return ofAccount.listed();
    }

    /** What applies to one attempt: a rule of which it lacks a property does not. */
    public Ruling ruling(CallFacts facts) {
        Verdict verdict = policies.verdict(facts);
        if (verdict instanceof Verdict.Blocked) {
            return new Ruling.Blocked(LimitRefusals.deniedByPolicy());
        }
        List<Applied> applied = new ArrayList<>();
        ofGateway.addApplied(facts, applied);
        ofAccount.addApplied(facts, applied);
        if (verdict instanceof Verdict.Capped capped) {
            policies.addApplied(capped, applied);
        }
        return applied.isEmpty() ? FREE : new Ruling.Limited(applied);
    }

    /** What a quota of one of a gateway's routes wants of a call; free where the call lacks what it is split by. */
    public static Ruling quota(Scope scope, LimitRule quota, CallFacts facts) {
        List<Applied> applied = new ArrayList<>(1);
        RuleIndex.of(BucketKeys.ofGateway(scope.account(), scope.gateway()), List.of(quota))
                .addApplied(facts, applied);
        return applied.isEmpty() ? FREE : new Ruling.Limited(applied);
    }

    /** Whether any limit on money could apply to some call. */
    public boolean hasMoneyRules() {
        return ofGateway.countsMoney() || ofAccount.countsMoney() || policies.countMoney();
    }

    /**
     * Whether the gateway's way with unpriced calls concerns this one: some limit on money other than a policy's applies to
     * it, or spend_limits are on at all, as at Cloudflare, where one rule is enough to stop calls it does not speak of.
     */
    public boolean mustBePriced(Ruling ruling) {
        return hasSpendLimits
                || (ruling instanceof Ruling.Limited limited
                        && limited.applied().stream().anyMatch(one -> one.isMoney() && !one.isPolicy()));
    }
}
