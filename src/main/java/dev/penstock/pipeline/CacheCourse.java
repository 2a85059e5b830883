package dev.penstock.pipeline;

import dev.penstock.cache.Explanation;
import dev.penstock.cache.StoredPrint;
import dev.penstock.cache.StoredReply;
import dev.penstock.call.Failure;
import dev.penstock.call.Headers;
import dev.penstock.call.Reuse;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How the cache stood to one call, as it turned out. Touched by the call's event loop only. */
final class CacheCourse {
    private @Nullable CacheUse use;
    private @Nullable StoredReply kept;
    private @Nullable Supplier<Flight.Brought> joined;
    private @Nullable Stale stale;
    private @Nullable Replaced replaced;
    private Reuse.@Nullable Kind kind;
    private String reason = "caching is off";
    private boolean explains;
    private List<StoredPrint> near = List.of();

    /** An answer past its time, for when its provider fails. */
    record Stale(int index, StoredReply reply) {}

    /** What another answer is given for. */
    private record Replaced(int attempt, Failure failure) {}

    /** Its caller wants to know how it came. */
    void explains() {
        explains = true;
    }

    /** What is kept of the same kind. */
    void near(List<StoredPrint> prints) {
        near = prints;
    }

    void off(String why) {
        use = null;
        kind = null;
        reason = why;
    }

    void applies(CacheUse how) {
        use = how;
    }

    void missed() {
        kept = null;
        joined = null;
        kind = null;
    }

    void hit(StoredReply reply) {
        kept = reply;
        kind = Reuse.Kind.HIT;
    }

    void joined(Supplier<Flight.Brought> flight) {
        joined = flight;
        kind = Reuse.Kind.COALESCED;
    }

    void resumed(Supplier<Flight.Brought> flight) {
        joined = flight;
        kind = Reuse.Kind.RESUMED;
    }

    /** One that may stand in if nothing better comes; the first is its caller's first choice. */
    void stale(int index, StoredReply reply) {
        if (stale == null) {
            stale = new Stale(index, reply);
        }
    }

    boolean hasStandIn() {
        return stale != null;
    }

    /** Takes the one that stands in, if there is one. */
    Optional<Stale> standIn() {
        Stale found = stale;
        if (found != null) {
            kept = found.reply;
            kind = Reuse.Kind.STALE;
        }
        return Optional.ofNullable(found);
    }

    /** Because this is what came of an attempt. */
    void standsInFor(int attempt, Failure failure) {
        replaced = new Replaced(attempt, failure);
    }

    /** What was wrong with an attempt in whose place a kept answer is given. */
    Optional<Failure> replaced(int attempt) {
        return Optional.ofNullable(replaced)
                .filter(one -> one.attempt == attempt)
                .map(Replaced::failure);
    }

    /** The step whose answer stands in. */
    Optional<Integer> staleStep() {
        return kind == Reuse.Kind.STALE && stale != null ? Optional.of(stale.index) : Optional.empty();
    }

    /** What the client is told of it; nothing where caching does not apply. */
    void tell(Headers.Builder head, long now) {
        if (kind == Reuse.Kind.COALESCED && joined != null) {
            head.add("cf-aig-coalesced", joined.get().callId());
        }
        if (use != null || kept != null) {
            head.add("cf-aig-cache-status", status());
        }
        if (explains) {
            head.add("cf-aig-cache-explain", explanation(now).header());
        }
        if (kept != null) {
            head.add("age", Long.toString(Math.max(0, now - kept.storedAt()) / 1_000));
        }
    }

    private Explanation explanation(long now) {
        CacheUse how = use;
        if (how == null) {
            return Explanation.of(Explanation.Outcome.OFF, reason);
        }
        Explanation.Outcome outcome = outcome(how);
        return Explanation.of(
                outcome,
                reason(outcome),
                how.asked(),
                Explanation.nearest(how.asked().fingerprint(), near, false, now));
    }

    private Explanation.Outcome outcome(CacheUse how) {
        if (kind == null) {
            return how.wish().skips() ? Explanation.Outcome.SKIPPED : Explanation.Outcome.MISS;
        }
        return switch (kind) {
            case HIT -> Explanation.Outcome.HIT;
            case STALE -> Explanation.Outcome.STALE;
            case COALESCED, RESUMED -> Explanation.Outcome.JOINED;
        };
    }

    static String reason(Explanation.Outcome outcome) {
        return switch (outcome) {
            case HIT -> "an answer is kept under its key";
            case STALE -> "the answer kept under its key is past its time; it stands in while its provider fails";
            case MISS -> "no answer is kept under its key";
            case JOINED -> "an identical call was under way";
            case OFF -> "its answer is not kept";
            case SKIPPED -> "cf-aig-skip-cache says so";
        };
    }

    private String status() {
        if (kind == null) {
            return "MISS";
        }
        return switch (kind) {
            case HIT -> "HIT";
            case STALE -> "STALE";
            case COALESCED, RESUMED -> "MISS";
        };
    }

    /** What the answer's coming from elsewhere saved; null where a provider was asked for it. */
    @Nullable
    Reuse reuse(long tookMicros) {
        Reuse.Kind how = kind;
        StoredReply reply = kept;
        Supplier<Flight.Brought> flight = joined;
        if (how == null) {
            return null;
        }
        if (reply != null) {
            return new Reuse(
                    how,
                    reply.callId(),
                    reply.costNano(),
                    Math.max(0, reply.durationMicros() - tookMicros),
                    reply.tokensIn(),
                    reply.tokensOut());
        }
        if (flight == null) {
            return null;
        }
        Flight.Brought brought = flight.get();
        return new Reuse(
                how,
                brought.callId(),
                brought.costNano(),
                Math.max(0, brought.durationMicros() - tookMicros),
                brought.tokensIn(),
                brought.tokensOut());
    }

    /** What is known of the call that brought the answer. */
    Supplier<Flight.Brought> brought() {
        StoredReply reply = kept;
        if (reply == null) {
            return Objects.requireNonNull(joined);
        }
        Flight.Brought brought = new Flight.Brought(
                reply.callId(),
                reply.provider(),
                reply.model(),
                reply.costNano(),
                reply.tokensIn(),
                reply.tokensOut(),
                reply.durationMicros());
        return () -> brought;
    }

    /** Holds a kept answer for one more reader; gives what lets it go. */
    Runnable holding(ReplyUses uses) {
        StoredReply reply = kept;
        return reply != null && uses.begin(reply) ? () -> uses.end(reply) : () -> {};
    }

    /** The model that answered, where somebody else's call says so. */
    Optional<String> model() {
        if (kept != null) {
            return Optional.of(kept.model());
        }
        return joined == null ? Optional.empty() : Optional.of(joined.get().model());
    }

    /** The provider that answered, where somebody else's call says so. */
    Optional<String> provider() {
        if (kept != null) {
            return Optional.of(kept.provider());
        }
        return joined == null ? Optional.empty() : Optional.of(joined.get().provider());
    }
}
