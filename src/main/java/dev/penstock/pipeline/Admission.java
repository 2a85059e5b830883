package dev.penstock.pipeline;

import dev.penstock.call.Budgeting.Unpriced;
import dev.penstock.call.CallRefused;
import dev.penstock.call.Claim;
import dev.penstock.call.LimitRule;
import dev.penstock.call.Moment;
import dev.penstock.call.Refusal;
import dev.penstock.ledger.Held;
import dev.penstock.ledger.Standing;
import dev.penstock.ledger.Taking;
import dev.penstock.policy.limit.CallFacts;
import dev.penstock.policy.limit.LimitBook;
import dev.penstock.policy.limit.LimitRefusals;
import dev.penstock.policy.limit.Ruling;
import dev.penstock.record.Reservation;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Gets one attempt past the limits of its gateway: everything it can come to is taken before it is sent, or it is not
 * sent. Anew for each attempt, because each target has its own price.
 */
final class Admission {
    /** A rough bound is held only where so many times as much is left: tight ones are counted, which takes longer. */
    private static final long AMPLE = 32;

    private final CallScope scope;
    private final LimitBook book;
    private final Try tried;
    private final Promise<Step> admitted = Promise.promise();

    private Admission(CallScope scope, LimitBook book, Try tried) {
        this.scope = scope;
        this.book = book;
        this.tried = tried;
    }

    /** The step as it may be sent; fails with CallRefused where it may not. */
    static Future<Step> of(CallScope scope, LimitBook book, Try tried) {
        Admission admission = new Admission(scope, book, tried);
        admission.decide(scope.steps.get(tried.place()));
        return admission.admitted.future();
    }

    /**
     * Gets past policies and what counts calls, for one whose answer is there or is being fetched for another: it costs no
     * tokens and no money. Fails with CallRefused.
     */
    static Future<Void> reused(CallScope scope, Try tried) {
        LimitBook book =
                scope.snapshot.limits(Objects.requireNonNull(scope.address).scope());
        if (book.isEmpty() && scope.quotas.areEmpty()) {
            return Future.succeededFuture();
        }
        Admission admission = new Admission(scope, book, tried);
        Step step = scope.steps.get(tried.place());
        CallFacts facts = Facts.of(scope, step);
        switch (scope.quotas.over(book.ruling(facts))) {
            case Ruling.Free free -> admission.admitted.complete(step);
            case Ruling.Blocked(Refusal refusal) -> admission.refuse(refusal);
            case Ruling.Limited limited -> admission.count(step, facts, limited);
        }
        return admission.admitted.future().mapEmpty();
    }

    private void count(Step step, CallFacts facts, Ruling.Limited limited) {
        switch (scope.account.count(limited, tried.attempt(), now())) {
            case Taking.Taken taken -> admitted.complete(step);
            // Neither waiting nor a cheaper model would be worth it: the answer is there.
            case Taking.Refused refused -> refuse(refusal(facts, refused));
            case Taking.Full full -> refuse(LimitRefusals.full());
        }
    }

    private void decide(Step step) {
        CallFacts facts = Facts.of(scope, step);
        Ruling ruling = scope.quotas.over(book.ruling(facts));
        boolean mustBePriced = book.mustBePriced(ruling) && scope.budgeting().unpriced() == Unpriced.REFUSE;
        switch (ruling) {
            case Ruling.Free free -> free(step, facts, mustBePriced);
            case Ruling.Blocked(Refusal refusal) -> refuse(refusal);
            case Ruling.Limited limited -> limited(step, facts, limited, mustBePriced);
        }
    }

    /** Cloudflare refuses what it cannot price as soon as any budget is on, also where it concerns other calls. */
    private void free(Step step, CallFacts facts, boolean mustBePriced) {
        if (mustBePriced && Worth.of(scope, step, 0).costNano().isEmpty()) {
            refuse(LimitRefusals.unpriced(facts));
            return;
        }
        admitted.complete(step);
    }

    private void limited(Step step, CallFacts facts, Ruling.Limited limited, boolean mustBePriced) {
        if (!limited.countsSettled() && !mustBePriced) {
            take(step, facts, limited, Optional.empty());
            return;
        }
        Worth rough = Worth.rough(scope, step);
        if (mustBePriced && rough.costNano().isEmpty()) {
            refuse(LimitRefusals.unpriced(facts));
            return;
        }
        if (rough.size().inputTokens() == 0 || isAmple(limited, rough)) {
            take(step, facts, limited, Optional.of(rough));
            return;
        }
        scope.engine
                .estimating()
                .bound(
                        step.model(),
                        step.body(),
                        step.asked().parts(),
                        rough.size().inputTokens(),
                        input -> {
                            if (!isLate()) {
                                take(step, facts, limited, Optional.of(Worth.of(scope, step, input)));
                            }
                        });
    }

    private boolean isAmple(Ruling.Limited limited, Worth rough) {
        Moment now = now();
        for (Claim claim : limited.claims(rough.amounts())) {
            if (claim.bucket().counted().isSettled()) {
                long left = scope.engine
                        .ledger()
                        .counters()
                        .standing(claim.bucket(), claim.limit(), now)
                        .remaining();
                if (claim.amount() > left / AMPLE) {
                    return false;
                }
            }
        }
        return true;
    }

    private void take(Step step, CallFacts facts, Ruling.Limited limited, Optional<Worth> worth) {
        Optional<Claim> behind = behind(limited, worth);
        if (behind.isPresent()) {
            exhausted(step, facts, limited, worth, nothingLeft(behind.get()));
            return;
        }
        switch (scope.account.take(limited, tried.attempt(), worth, now())) {
            case Taking.Taken taken -> taken(step);
            case Taking.Refused refused -> exhausted(step, facts, limited, worth, refused);
            case Taking.Full full -> refuse(LimitRefusals.full());
        }
    }

    /** The limit at which others wait already: who comes later goes behind them. */
    private Optional<Claim> behind(Ruling.Limited limited, Optional<Worth> worth) {
        WaitRoom room = scope.engine.ledger().room();
        if (room.isEmpty() || !scope.account.isEmpty()) {
            return Optional.empty();
        }
        return scope.account.claims(limited, worth).stream()
                .filter(claim -> claim.rule().exhausted() instanceof LimitRule.Exhausted.Wait
                        && room.hasLine(claim.bucket().key()))
                .findFirst();
    }

    private Taking.Refused nothingLeft(Claim claim) {
        Standing standing = scope.engine.ledger().counters().standing(claim.bucket(), claim.limit(), now());
        Optional<Duration> reset = Optional.of(standing.reset()).filter(Duration::isPositive);
        return new Taking.Refused(claim, standing, reset);
    }

    /** On record before it leaves, or it does not leave: whoever finds this process dead knows what it had sent. */
    private void taken(Step step) {
        CallAccount.Entry entry = scope.account.entry(tried.attempt()).orElseThrow();
        if (!entry.held().isEmpty() && !scope.engine.log().reserve(reservation(step, entry))) {
            scope.account.giveBack(tried.attempt());
            refuse(Door.noRoom());
            return;
        }
        admitted.complete(step);
    }

    private Reservation reservation(Step step, CallAccount.Entry entry) {
        return new Reservation(
                scope.id,
                Objects.requireNonNull(scope.address).scope(),
                scope.createdAt,
                tried.attempt(),
                step.provider(),
                step.model(),
                Optional.ofNullable(scope.principal)
                        .flatMap(principal -> principal.tokenId())
                        .orElse(null),
                step.key().alias().orElse(null),
                step.key().credential(),
                scope.session().orElse(null),
                entry.reservedNano(),
                scope.snapshot.prices().version(),
                scope.snapshot.revision(),
                entry.held().stream().map(Held::posting).toList());
    }

    private void exhausted(
            Step step, CallFacts facts, Ruling.Limited limited, Optional<Worth> worth, Taking.Refused refused) {
        LimitRule rule = refused.claim().rule();
        switch (rule.exhausted()) {
            case LimitRule.Exhausted.Refuse refuse -> refuse(refusal(facts, refused));
            case LimitRule.Exhausted.Downgrade cheaper -> downgrade(step, facts, refused, cheaper);
            case LimitRule.Exhausted.Wait waiting -> await(step, facts, limited, worth, refused, waiting);
        }
    }

    /** One step down, once: a target that is exhausted itself is refused as it says. */
    private void downgrade(Step step, CallFacts facts, Taking.Refused refused, LimitRule.Exhausted.Downgrade cheaper) {
        if (scope.downgraded.containsKey(tried.place())) {
            refuse(refusal(facts, refused));
            return;
        }
        switch (Downgrading.of(scope, step, cheaper)) {
            case Downgrading.Cannot(String why) ->
                refuse(refusal(facts, refused).adding("; " + why));
            case Downgrading.Cheaper(Step other) -> {
                scope.downgraded.put(tried.place(), HeaderText.plain(step.provider() + "/" + step.model()));
                scope.steps.set(tried.place(), other);
                // What a cheaper model answers is nothing for those who asked for this one.
                scope.unshare();
                decide(other);
            }
        }
    }

    private void await(
            Step step,
            CallFacts facts,
            Ruling.Limited limited,
            Optional<Worth> worth,
            Taking.Refused refused,
            LimitRule.Exhausted.Wait waiting) {
        Claim claim = refused.claim();
        if (claim.strict() && claim.amount() > claim.limit()) {
            // No time will help a call that is larger than the whole limit.
            refuse(refusal(facts, refused));
            return;
        }
        WaitRoom.Place place = scope.engine
                .ledger()
                .room()
                .enter(
                        claim.bucket().key(),
                        waiting.places(),
                        waiting.longest(),
                        !scope.account.isEmpty(),
                        () -> hasSettled(step, facts, limited, worth),
                        () -> refuse(refusal(facts, nothingLeft(claim))));
        if (place == null) {
            refuse(refusal(facts, refused));
        } else {
            scope.release(place::leave);
        }
    }

    /** Whether this call needs to wait no longer: it took what it needs, or something else is in its way now. */
    private boolean hasSettled(Step step, CallFacts facts, Ruling.Limited limited, Optional<Worth> worth) {
        if (isLate()) {
            return true;
        }
        return switch (scope.account.take(limited, tried.attempt(), worth, now())) {
            case Taking.Taken taken -> {
                taken(step);
                yield true;
            }
            case Taking.Refused refused -> {
                boolean waits = refused.claim().rule().exhausted() instanceof LimitRule.Exhausted.Wait;
                if (!waits) {
                    exhausted(step, facts, limited, worth, refused);
                }
                yield !waits;
            }
            case Taking.Full full -> {
                refuse(LimitRefusals.full());
                yield true;
            }
        };
    }

    /**
     * Whoever waits for nothing any more takes nothing either: the client left, or the time of the attempt was over and the
     * next target is tried. Its row may be written already, and nobody would give back what is taken now.
     */
    private boolean isLate() {
        return scope.ended()
                || (scope.walk != null
                        && scope.walk.attempts().stream().anyMatch(attempt -> attempt.index() == tried.attempt()));
    }

    private Refusal refusal(CallFacts facts, Taking.Refused refused) {
        Claim claim = refused.claim();
        if (scope.quotas.isTurnedDown(claim)) {
            // Not the call's refusal: its route goes on where the quota says.
            return LimitRefusals.of(
                    claim.rule(), claim.bucket(), refused.standing().taken(), claim.limit(), Optional.empty(), facts);
        }
        scope.binding = Optional.of(new LimitHeaders.Binding(claim, refused.standing()));
        return LimitRefusals.of(
                claim.rule(), claim.bucket(), refused.standing().taken(), claim.limit(), refused.retryAfter(), facts);
    }

    private void refuse(Refusal refusal) {
        admitted.tryFail(CallRefused.byLimit(refusal));
    }

    private Moment now() {
        return scope.engine.ledger().now().get();
    }
}
