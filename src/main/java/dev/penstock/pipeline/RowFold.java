package dev.penstock.pipeline;

import dev.penstock.attempt.Attempt;
import dev.penstock.call.Credential;
import dev.penstock.call.Failure;
import dev.penstock.call.Headers;
import dev.penstock.call.Outcome;
import dev.penstock.call.Principal;
import dev.penstock.call.Reuse;
import dev.penstock.call.Usage;
import dev.penstock.call.UsageSource;
import dev.penstock.record.AttemptRow;
import dev.penstock.record.CallRow;
import dev.penstock.upstream.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Folds what is known of a call into its row. Pure: it reads the scope and changes nothing. */
final class RowFold {
    private static final List<String> UPSTREAM_IDS =
            List.of("x-request-id", "request-id", "x-amzn-requestid", "apim-request-id", "cf-ray");

    private final CallScope scope;
    private final Outcome outcome;
    private final Optional<Failure> failure;
    private final long now;
    private final @Nullable Reuse reuse;

    RowFold(CallScope scope, Outcome outcome, Optional<Failure> failure) {
        this.scope = scope;
        this.outcome = outcome;
        this.failure = failure;
        this.now = scope.engine.nanos().getAsLong();
        this.reuse = scope.cached.reuse(micros(scope.client.arrivedNanos(), now));
    }

    CallRow row() {
        Address address = Objects.requireNonNull(scope.address);
        CallOptions options = Objects.requireNonNull(scope.options);
        Optional<Step> step = step();
        Metered metered = scope.metered;
        // An answer that was made for another call is that call's to account for.
        boolean isReused = reuse != null;
        Usage usage = metered == null || !fine() || isReused ? Usage.NONE : metered.usage();
        UsageSource source = usage.isEmpty() ? UsageSource.NONE : UsageSource.REPORTED;
        String model = model();
        Pricing.Priced priced = priced(step, model, usage, source);
        List<AttemptRow> attempts = attempts(usage, source, priced);
        Client client = scope.client;
        return new CallRow(
                scope.id,
                options.eventId().orElse(scope.id),
                scope.id,
                address.scope(),
                scope.createdAt,
                micros(client.arrivedNanos(), now),
                firstByte(),
                address.surface(),
                client.method(),
                path(address, step),
                step.map(Step::provider)
                        .or(scope.cached::provider)
                        .or(() -> known(address))
                        .orElse(""),
                model,
                step.map(Step::index).orElse(0),
                scope.status,
                outcome,
                failureLabel(),
                scope.streaming,
                reuse,
                client.headers().first("content-type").orElse(null),
                scope.back.first("content-type").orElse(null),
                step.map(s -> (long) s.body().length).orElse(0L),
                metered == null ? 0 : metered.passed(),
                usage,
                source,
                priced.costNano(),
                charged(attempts),
                priced.custom(),
                priced.version(),
                options.metadata().orElse(null),
                client.headers().first("user-agent").orElse(null),
                Optional.ofNullable(scope.principal).flatMap(Principal::tokenId).orElse(null),
                step.map(Step::key).flatMap(KeyChoice::alias).orElse(null),
                step.map(s -> s.key().credential()).orElse(Credential.NONE),
                step.map(Step::route).flatMap(ModelTypes::of).orElse(null),
                null,
                scope.session().orElse(null),
                null,
                true,
                LoggedHead.of(client.headers()),
                LoggedHead.of(scope.back),
                scope.snapshot.revision(),
                attempts,
                bodies(options, step),
                scope.decisions.made());
    }

    private Optional<Step> step() {
        return scope.step(scope.place());
    }

    private boolean fine() {
        return scope.status >= 200 && scope.status < 300;
    }

    private String model() {
        Optional<String> answered = scope.metered == null ? Optional.empty() : scope.metered.model();
        return answered.or(scope.cached::model)
                .filter(model -> !model.isEmpty())
                .or(() -> step().map(Step::model))
                .orElse("");
    }

    private Pricing.Priced priced(Optional<Step> step, String model, Usage usage, UsageSource source) {
        if (reuse != null || step.isEmpty() || scope.served == null || (!fine() && outcome != Outcome.CLIENT_CLOSED)) {
            return Pricing.Priced.NOTHING_USED;
        }
        Optional<String> tier = tier(true);
        return Pricing.price(scope.snapshot.prices(), step.get(), model, usage, source, tier, scope.engine.clock());
    }

    private Optional<String> tier(boolean served) {
        return served && scope.metered != null ? scope.metered.serviceTier() : Optional.empty();
    }

    private @Nullable String failureLabel() {
        Optional<String> own = failure.map(Failure::label)
                .or(() -> scope.served == null
                        ? Optional.empty()
                        : scope.served.failure().map(Failure::label));
        return own.or(() -> inBand().map(text -> "in_band_error")).orElse(null);
    }

    private Optional<String> inBand() {
        return scope.metered == null ? Optional.empty() : scope.metered.inBandError();
    }

    private @Nullable Long firstByte() {
        if (scope.metered == null) {
            return null;
        }
        return scope.metered
                .firstByteNanos()
                .map(nanos -> micros(scope.client.arrivedNanos(), nanos))
                .orElse(null);
    }

    private String path(Address address, Optional<Step> step) {
        // The path as the client wrote it below the provider; a query could hold a key and is never logged.
        if (address.run().isPresent()) {
            // Whoever reads the log must not find what takes a stream up.
            return "run/resume";
        }
        if (address.provider().isEmpty()) {
            return step.map(s -> s.route().path()).orElse("");
        }
        return known(address).isPresent() ? address.rest() : address.provider().get() + "/" + address.rest();
    }

    /** A name nobody serves is the caller's invention: it is no provider in rows and metrics. */
    private Optional<String> known(Address address) {
        return address.provider()
                .flatMap(slug -> scope.snapshot.seat(address.scope().account(), slug))
                .map(seat -> seat.provider().slug());
    }

    private List<AttemptRow> attempts(Usage usage, UsageSource source, Pricing.Priced priced) {
        if (scope.walk == null) {
            return List.of();
        }
        List<AttemptRow> rows = new ArrayList<>(1);
        for (Attempt attempt : decisiveLast()) {
            if (isRead(attempt)) {
                scope.account
                        .entry(attempt.index())
                        .filter(entry -> !entry.held().isEmpty())
                        .map(entry -> counting(attempt, entry))
                        .ifPresent(rows::add);
                continue;
            }
            boolean served = scope.isServed(attempt);
            rows.add(served ? attempt(attempt, usage, source, priced) : failed(attempt));
        }
        return rows;
    }

    /** The one that serves the call stands last, wherever it came: what is counted or repriced later is its. */
    private List<Attempt> decisiveLast() {
        List<Attempt> all = Objects.requireNonNull(scope.walk).attempts();
        if (all.size() < 2 || scope.isLatest(all.getLast())) {
            return all;
        }
        List<Attempt> ordered = new ArrayList<>(all);
        ordered.removeIf(scope::isLatest);
        ordered.add(Objects.requireNonNull(scope.latest()));
        return ordered;
    }

    /** What limits counted of a call that was given another's answer. */
    private AttemptRow counting(Attempt attempt, CallAccount.Entry entry) {
        Settling counted = Settling.of(Settling.Known.NOTHING_USED, Optional.of(entry), Usage.NONE, 0L, 0L);
        return AttemptRow.counting(
                attempt.index(), scope.steps.get(attempt.step()).index(), counted.postings());
    }

    /** Whether it was no attempt at a provider, but at what was kept or under way. */
    static boolean isRead(Attempt attempt) {
        return attempt.reply() instanceof Reply.Shared
                || (attempt.call() instanceof CachedCall cached && !cached.hasAsked());
    }

    private AttemptRow failed(Attempt attempt) {
        return attempt(attempt, Usage.NONE, UsageSource.NONE, Pricing.Priced.NOTHING_USED);
    }

    private AttemptRow attempt(Attempt attempt, Usage usage, UsageSource source, Pricing.Priced priced) {
        Step step = scope.steps.get(attempt.step());
        boolean served = scope.isServed(attempt);
        Optional<Failure> why = why(attempt, served);
        Settling.Known known = Settling.known(scope, attempt, outcome, source, priced.costNano() != null);
        Settling settling = Settling.of(
                known,
                scope.account.entry(attempt.index()),
                usage,
                priced.costNano(),
                Pricing.budgeted(scope, step, model(), usage, priced, tier(served)));
        return new AttemptRow(
                attempt.index(),
                step.index(),
                step.provider(),
                served ? model() : step.model(),
                step.route().origin().toString(),
                attempt.reply() instanceof Reply.Answered answered ? answered.status() : 0,
                why.map(Failure::label).orElse(null),
                why.map(Failure::detail).orElse(null),
                micros(scope.client.arrivedNanos(), attempt.startedNanos()),
                micros(attempt.startedNanos(), served ? now : attempt.repliedNanos()),
                attempt.reply() instanceof Reply.Answered
                        ? micros(attempt.startedNanos(), attempt.repliedNanos())
                        : null,
                usage,
                source,
                priced.costNano(),
                priced.version(),
                upstreamId(attempt),
                tier(served).orElse(null),
                scope.account
                        .entry(attempt.index())
                        .map(CallAccount.Entry::reservedNano)
                        .orElse(null),
                settling.providerCostNano(),
                settling.how(),
                settling.postings());
    }

    /** What providers charge for all attempts together; null where that is what the answer costs. */
    private static @Nullable Long charged(List<AttemptRow> attempts) {
        if (attempts.stream().allMatch(attempt -> attempt.providerCostNano() == null)) {
            return null;
        }
        long sum = 0;
        for (AttemptRow attempt : attempts) {
            Long cost = attempt.providerCostNano() == null ? attempt.costNano() : attempt.providerCostNano();
            sum += cost == null ? 0 : cost;
        }
        return sum;
    }

    private Optional<Failure> why(Attempt attempt, boolean served) {
        return switch (attempt.reply()) {
            case Reply.NotAnswered(Failure why) -> Optional.of(why);
            case Reply.Shared shared -> Optional.empty();
            case Reply.Answered answered -> {
                if (answered.failed().isPresent()) {
                    yield answered.failed();
                }
                yield served
                        ? failure.or(() -> inBand().map(Failure.InBand::new))
                        : scope.cached.replaced(attempt.index());
            }
        };
    }

    private static @Nullable String upstreamId(Attempt attempt) {
        if (attempt.reply() instanceof Reply.Answered answered) {
            Headers headers = answered.headers();
            for (String name : UPSTREAM_IDS) {
                Optional<String> value = headers.first(name);
                if (value.isPresent()) {
                    return value.get();
                }
            }
        }
        return null;
    }

    private CallRow.@Nullable Bodies bodies(CallOptions options, Optional<Step> step) {
        if (!options.logsPayload() || step.isEmpty()) {
            return null;
        }
        byte[] request = step.get().body();
        int most = scope.snapshot.bounds().logBody();
        boolean fits = request.length <= most;
        Metered metered = scope.metered;
        byte[] response = metered == null ? new byte[0] : metered.capture().bytes();
        boolean complete = metered == null || metered.capture().complete();
        return new CallRow.Bodies(fits ? request : new byte[0], fits, response, complete);
    }

    private static long micros(long from, long to) {
        return Math.max(0, (to - from) / 1_000);
    }
}
