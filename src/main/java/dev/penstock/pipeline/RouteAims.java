package dev.penstock.pipeline;

import dev.penstock.attempt.RetryRules;
import dev.penstock.call.CallRefused;
import dev.penstock.call.Decision.Kind;
import dev.penstock.call.Moment;
import dev.penstock.call.NanoUsd;
import dev.penstock.call.Refusal;
import dev.penstock.call.Routing.Strategy;
import dev.penstock.meter.WorstCase;
import dev.penstock.pipeline.Planner.Wish;
import dev.penstock.policy.limit.Applied;
import dev.penstock.policy.limit.CallFacts;
import dev.penstock.policy.limit.CallMetadata;
import dev.penstock.policy.limit.LimitBook;
import dev.penstock.policy.limit.Ruling;
import dev.penstock.route.DynamicRoute;
import dev.penstock.route.Hedging;
import dev.penstock.route.Leg;
import dev.penstock.route.Member;
import dev.penstock.route.Pool;
import dev.penstock.route.RouteFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Makes targets of what a route's elements name, from the one request its client sent. Owned by one call. */
final class RouteAims {
    private final CallScope scope;
    private final Address address;
    private final Wish wish;
    private final DynamicRoute route;
    private final CallOptions options;
    private final OptionalInt place;
    private final RouteFacts facts;
    private Optional<Refusal> refusal = Optional.empty();
    private int asked;

    RouteAims(CallScope scope, Asking.Routed routed) {
        this.scope = scope;
        this.address = Objects.requireNonNull(scope.address);
        this.wish = routed.wish();
        this.route = routed.route();
        this.options = routed.options();
        this.place = routed.index();
        this.facts = RouteFacts.of(options::metadata, wish.headers(), wish::body);
    }

    RouteFacts facts() {
        return facts;
    }

    /** Why the latest that could not be asked could not be. */
    Optional<Refusal> refusal() {
        return refusal;
    }

    /** The target of an element; empty where none of those it names can be asked at all. */
    Optional<Aim> of(Leg.Ask ask) {
        Pool pool = ask.pool();
        List<Equal> equals = new ArrayList<>();
        int index = place.orElse(asked++);
        for (Member member : pool.members()) {
            draft(member, index).ifPresent(draft -> equals.addAll(equals(draft, member.weight())));
        }
        if (equals.isEmpty()) {
            return Optional.empty();
        }
        Strategy strategy = pool.members().size() > 1
                ? pool.strategy()
                : Aims.routing(scope).strategy();
        List<@Nullable Long> prices =
                pool.strategy() == Strategy.CHEAPEST && equals.size() > 1 ? prices(equals) : List.of();
        List<Equal> ordered = Aims.ordered(scope, equals, strategy, pool.affinity(), prices);
        return Optional.of(new Aim(scope, ordered, terms(ask)));
    }

    private List<Equal> equals(CompatDraft draft, int weight) {
        if (draft.isAlone()) {
            return List.of(Equal.of(scope, draft, weight));
        }
        Step step = draft.step();
        return Aims.equals(scope, step, weight, place(step), true);
    }

    private Aim.Terms terms(Leg.Ask ask) {
        Pool pool = ask.pool();
        int attempts = pool.retries() > 0 ? pool.retries() + 1 : Aims.attempts(scope, options);
        RetryRules rules = Aims.rules(scope, options, wish.method(), attempts);
        Optional<Duration> timeout = Optional.of(pool.timeout()).filter(Duration::isPositive);
        if (pool.hedging().isEmpty()) {
            return new Aim.Terms(rules, timeout, Optional.empty(), null);
        }
        HedgeBook.Pace pace = pace(ask);
        return new Aim.Terms(rules, timeout, pace.after(pool.hedging().get()), pace);
    }

    private int place(Step step) {
        scope.steps.add(step);
        return scope.steps.size() - 1;
    }

    private Optional<CompatDraft> draft(Member member, int index) {
        try {
            return Optional.of(CompatPlan.draft(
                    scope, address, index, wish, member.provider(), member.model(), options, member.key()));
        } catch (CallRefused refused) {
            refusal = Optional.of(refused.refusal());
            scope.decisions.add(
                    Kind.SKIPPED,
                    HeaderText.plain(member.provider() + "/" + member.model()),
                    refused.refusal().message());
            return Optional.empty();
        }
    }

    /** What the call would cost at most at each; all of one size, so that prices are what is compared. */
    private List<@Nullable Long> prices(List<Equal> equals) {
        Step first = scope.steps.get(equals.getFirst().place(scope));
        WorstCase.Size size = Worth.rough(scope, first).size();
        Instant now = scope.engine.clock().instant();
        List<@Nullable Long> prices = new ArrayList<>(equals.size());
        for (Equal one : equals) {
            prices.add(scope.snapshot
                    .prices()
                    .worst(one.provider(), one.model(), size, now)
                    .map(NanoUsd::amount)
                    .orElse(null));
        }
        return prices;
    }

    /** Whether a quota has something left; then the call is counted in it when it is sent. */
    boolean isLeft(Leg.Take take) {
        CallFacts asking = new CallFacts(
                address.scope(),
                Optional.empty(),
                Optional.empty(),
                "",
                "",
                CallMetadata.of(options.metadata()),
                Optional.empty(),
                () -> "",
                false,
                facts::text);
        return switch (LimitBook.quota(address.scope(), take.quota(), asking)) {
            case Ruling.Free free -> true;
            case Ruling.Blocked blocked -> true;
            case Ruling.Limited limited -> {
                boolean isLeft = limited.applied().stream().allMatch(this::isLeft);
                if (isLeft) {
                    scope.quotas.add(limited.applied());
                }
                yield isLeft;
            }
        };
    }

    private boolean isLeft(Applied one) {
        Moment now = scope.engine.ledger().now().get();
        return scope.engine
                        .ledger()
                        .counters()
                        .standing(one.bucket(), one.rule().limit(), now)
                        .remaining()
                > 0;
    }

    private HedgeBook.Pace pace(Leg.Ask ask) {
        return scope.engine.hedges().of(address.scope(), route.name(), ask.element());
    }

    /** Who is asked beside a target that is slow; empty where the route's share of such calls, or its price, is used up. */
    Optional<Aim> hedge(Leg.Ask ask, Aim slow) {
        Optional<Hedging> hedging = ask.pool().hedging();
        if (hedging.isEmpty() || !pace(ask).takes(hedging.get())) {
            return Optional.empty();
        }
        Optional<Aim> other = other(ask, hedging.get(), slow).filter(aim -> isCheap(aim, hedging.get()));
        other.ifPresentOrElse(
                aim -> aim.decided(Kind.HEDGED, slow.name() + " is slow"),
                () -> pace(ask).givesBack());
        return other;
    }

    private Optional<Aim> other(Leg.Ask ask, Hedging hedging, Aim slow) {
        List<Member> members = ask.pool().members();
        Member to = hedging.to()
                .orElseGet(() -> members.stream()
                        .filter(member -> !slow.isOf(member.provider(), member.model()))
                        .findFirst()
                        .orElse(members.getFirst()));
        RetryRules once = Aims.rules(scope, options, wish.method(), 1);
        return draft(to, place.orElse(Math.max(0, asked - 1)))
                .map(draft -> new Aim(
                        scope, equals(draft, 1), new Aim.Terms(once, Optional.empty(), Optional.empty(), null)));
    }

    private boolean isCheap(Aim aim, Hedging hedging) {
        if (hedging.costCap().isEmpty()) {
            return true;
        }
        OptionalLong cost = Worth.rough(scope, aim.step()).costNano();
        return cost.isPresent() && cost.getAsLong() <= hedging.costCap().get().amount();
    }
}
