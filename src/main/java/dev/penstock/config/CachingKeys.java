package dev.penstock.config;

import dev.penstock.call.Caching;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The keys under "cache" of a gateway: what is given again beyond Cloudflare's two settings, and how. */
final class CachingKeys {
    private static final Caching DEFAULT = Caching.OFF;

    private static final Key<Boolean> STREAMS = Key.of(
            "streams",
            Kinds.flag(),
            DEFAULT.streams(),
            "Whether whole streams are kept and replayed; false is Cloudflare's way.");
    private static final Key<Boolean> COALESCE = Key.of(
            "coalesce",
            Kinds.flag(),
            DEFAULT.coalesces(),
            "Whether identical calls at one time share one upstream call, where their answer may be kept; false is"
                    + " Cloudflare's way.");
    private static final Key<Boolean> CROSS_FORMS = Key.of(
            "cross_forms",
            Kinds.flag(),
            DEFAULT.crossesForms(),
            "Whether a kept stream may answer a call for a plain body and the reverse, where that is exact.");
    private static final Key<Boolean> REFRESH_ON_SKIP = Key.of(
            "refresh_on_skip",
            Kinds.flag(),
            DEFAULT.refreshesOnSkip(),
            "Whether the answer to a call with cf-aig-skip-cache takes the place of the one that is kept.");
    private static final Key<Boolean> TTL_HEADER_ENABLES = Key.of(
            "ttl_header_enables",
            Kinds.flag(),
            DEFAULT.ttlHeaderEnables(),
            "Whether cf-aig-cache-ttl turns caching on for its call where cache_ttl is 0.");
    private static final Key<Boolean> BEFORE_POLICIES = Key.of(
            "before_policies",
            Kinds.flag(),
            DEFAULT.beforePolicies(),
            "Whether kept answers are given without asking policies and limits; true is Cloudflare's way.");
    private static final Key<List<String>> IGNORE_FIELDS = Key.of(
            "ignore_fields",
            ListKind.of(Kinds.text(1, 128), 100),
            List.of(),
            "Top-level fields of a body that do not make two calls different, such as user or metadata.");
    private static final Key<Integer> VARIANTS = Key.of(
            "variants",
            Kinds.whole(1, 20),
            DEFAULT.variants(),
            "How many answers are kept for one key, one of which is given at random.");
    private static final Key<Duration> STALE_IF_ERROR = Key.of(
            "stale_if_error",
            Kinds.span("0s", "30d"),
            DEFAULT.staleIfError(),
            "How long after its time an answer may stand in when the provider fails; 0s is off.");
    private static final Key<Caching.Replay> REPLAY = Key.of(
            "replay",
            Kinds.oneOf(Caching.Replay.class),
            DEFAULT.replay(),
            "How kept streams are given again: at once, or with the pauses the provider made.");
    private static final Key<Caching.Abandoned> ABANDONED = Key.of(
            "abandoned",
            Kinds.oneOf(Caching.Abandoned.class),
            DEFAULT.abandoned(),
            "What becomes of an answer that would be kept when its last reader has left: the upstream call is cancelled,"
                    + " or drained so that the next caller has it.");
    private static final Key<Long> DRAIN_BYTES = Key.of(
            "drain_bytes",
            Kinds.size(0, 100 * ByteSize.MB),
            DEFAULT.drainBytes(),
            "How much of such an answer is still fetched where 'abandoned' is drain.");

    static final SectionKind<Caching> SECTION = new SectionKind<>(
            List.of(
                    STREAMS,
                    COALESCE,
                    CROSS_FORMS,
                    REFRESH_ON_SKIP,
                    TTL_HEADER_ENABLES,
                    BEFORE_POLICIES,
                    IGNORE_FIELDS,
                    VARIANTS,
                    STALE_IF_ERROR,
                    REPLAY,
                    ABANDONED,
                    DRAIN_BYTES),
            CachingKeys::caching);

    private CachingKeys() {}

    private static Caching caching(Fields fields) {
        return new Caching(
                DEFAULT.ttl(),
                DEFAULT.invalidateOnUpdate(),
                fields.get(STREAMS),
                fields.get(COALESCE),
                fields.get(CROSS_FORMS),
                fields.get(REFRESH_ON_SKIP),
                fields.get(TTL_HEADER_ENABLES),
                fields.get(BEFORE_POLICIES),
                Set.copyOf(fields.get(IGNORE_FIELDS)),
                fields.get(VARIANTS),
                fields.get(STALE_IF_ERROR),
                fields.get(REPLAY),
                fields.get(ABANDONED),
                fields.get(DRAIN_BYTES));
    }

    /** Cloudflare's two settings and ours, as one. */
    static Caching of(int ttl, boolean invalidateOnUpdate, Optional<Caching> given) {
        Caching how = given.orElse(DEFAULT);
        return new Caching(
                Duration.ofSeconds(ttl),
                invalidateOnUpdate,
                how.streams(),
                how.coalesces(),
                how.crossesForms(),
                how.refreshesOnSkip(),
                how.ttlHeaderEnables(),
                how.beforePolicies(),
                how.ignoredFields(),
                how.variants(),
                how.staleIfError(),
                how.replay(),
                how.abandoned(),
                how.drainBytes());
    }
}
