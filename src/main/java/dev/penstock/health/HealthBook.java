package dev.penstock.health;

import dev.penstock.call.Failure;
import dev.penstock.call.HealthSettings;
import dev.penstock.health.LaneState.Kind;
import dev.penstock.health.Upstream.Tally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How well all targets, keys and upstreams are; one for the process. A lane beyond the bound takes the place of one that nobody
 * uses; where each is used, it is fit and forgets, as an upstream beyond the bound does.
 */
public final class HealthBook {
    private static final int MOST_UPSTREAMS = 10_000;
    private static final int MOST_PROVIDERS = 100;
    private static final String OTHERS = "other";
    private static final long COUNTS_KEPT = Duration.ofSeconds(1).toNanos();
    private static final long KEPT_IDLE = Duration.ofMinutes(10).toNanos();

    private final Ground ground;
    private final LaneTable targets;
    private final LaneTable keys;
    private final Map<String, Upstream> upstreams = new ConcurrentHashMap<>();
    private final Map<String, Tally> tallies = new ConcurrentHashMap<>();
    private final Tally others = new Tally();
    private final Upstream overflow;
    /** Kept, because strangers may ask as often as they like. */
    private volatile @Nullable Counted counted;

    private final Balancer balancer = new Balancer();

    private record Counted(long at, HealthCounts counts) {}

    /** @param nanos the monotonic clock */
    public HealthBook(LongSupplier nanos, HealthSettings settings) {
        this.ground = new Ground(nanos, settings);
        this.targets = new LaneTable(ground, Kind.TARGET, this::ejections);
        this.keys = new LaneTable(ground, Kind.KEY, this::ejections);
        this.overflow = new Upstream(ground, OTHERS, others);
    }

    /** A model of a provider at one address, as one account knows it. */
    public Lane target(String account, String provider, String origin, String model) {
        return targets.find(account, origin, provider, model);
    }

    /** A key of a gateway. The credential is its alias or a digest, never the secret. */
    public Lane key(String account, String gateway, String provider, String credential) {
        return keys.find(account, gateway, provider, credential);
    }

    /** What all calls to an origin share. */
    public Upstream upstream(String origin) {
        Upstream known = upstreams.get(origin);
        if (known != null) {
            known.use();
            return known;
        }
        if (upstreams.size() >= MOST_UPSTREAMS) {
            return overflow;
        }
        return upstreams.computeIfAbsent(origin, this::made);
    }

    /** Decides in which order equals are asked. */
    public Balancer balancer() {
        return balancer;
    }

    /** From now on these settings hold; what is known of lanes stays. */
    public void take(HealthSettings settings) {
        ground.take(settings);
    }

    /** Drops what nobody asked for in a while. */
    public void sweep() {
        targets.sweep(KEPT_IDLE);
        keys.sweep(KEPT_IDLE);
        long now = ground.now();
        upstreams.values().removeIf(upstream -> upstream.isIdle(now, KEPT_IDLE));
    }

    /** How all lanes are that are known. */
    public List<LaneState> states() {
        List<LaneState> states = new ArrayList<>();
        for (Lane lane : lanes()) {
            LaneName name = lane.name();
            if (name != null) {
                states.add(lane.state(name));
            }
        }
        return states;
    }

    /** How one account's lanes are. */
    public List<LaneState> states(String account) {
        return states().stream()
                .filter(state -> state.account().equals(account))
                .toList();
    }

    /** How many lanes stand how, over all accounts, a second ago at most; tells nothing of anybody. */
    public HealthCounts counts() {
        long now = ground.now();
        Counted last = counted;
        if (last == null || now - last.at >= COUNTS_KEPT) {
            last = new Counted(now, counted());
            counted = last;
        }
        return last.counts;
    }

    private HealthCounts counted() {
        int open = targets.all().stream().mapToInt(Lane::inFlight).sum();
        return new HealthCounts(standings(targets), standings(keys), open);
    }

    private static Map<LaneState.Standing, Integer> standings(LaneTable lanes) {
        Map<LaneState.Standing, Integer> counts = new EnumMap<>(LaneState.Standing.class);
        for (LaneState.Standing standing : LaneState.Standing.values()) {
            counts.put(standing, 0);
        }
        lanes.all().forEach(lane -> counts.merge(lane.shown(), 1, Integer::sum));
        return counts;
    }

    /**
     * What a check of its own found out about an origin, for all targets there. A good one helps a target that may be
     * back; it proves nothing about one that takes calls.
     */
    public void checked(String origin, Optional<Failure> failure) {
        for (Lane lane : targets.all()) {
            LaneName name = lane.name();
            if (name != null && name.place().equals(origin)) {
                failure.ifPresentOrElse(lane::failed, lane::checked);
            }
        }
    }

    /** What it comes to for each provider, at most 100 by name and the others together. */
    public List<ProviderHealth> providers() {
        Map<String, Tally> all = new TreeMap<>(tallies);
        all.put(OTHERS, others);
        Map<String, int[]> lanes = new HashMap<>();
        for (Lane lane : targets.all()) {
            LaneName name = lane.name();
            if (name != null) {
                int[] counts = lanes.computeIfAbsent(counted(name.provider()), provider -> new int[2]);
                counts[0] += lane.inFlight();
                counts[1] += lane.shown() == LaneState.Standing.OPEN ? 1 : 0;
            }
        }
        List<ProviderHealth> providers = new ArrayList<>();
        all.forEach(
                (provider, tally) -> providers.add(health(provider, tally, lanes.getOrDefault(provider, new int[2]))));
        return providers;
    }

    private ProviderHealth health(String provider, Tally tally, int[] lanes) {
        long limit = upstreams.values().stream()
                .filter(upstream -> upstream.counts(tally))
                .mapToLong(Upstream::limit)
                .sum();
        return new ProviderHealth(
                provider,
                lanes[0],
                limit,
                lanes[1],
                tally.ejections.sum(),
                tally.retries.sum(),
                tally.retriesRefused.sum(),
                tally.turnedAway.sum());
    }

    private List<Lane> lanes() {
        List<Lane> lanes = targets.all();
        lanes.addAll(keys.all());
        return lanes;
    }

    private LongAdder ejections(LaneName name) {
        Tally tally = tally(name.provider());
        if (name.kind() == Kind.TARGET) {
            Upstream upstream = upstreams.get(name.place());
            if (upstream != null && upstream.counts(others)) {
                upstream.countsFor(tally);
            }
        }
        return tally.ejections;
    }

    private Upstream made(String origin) {
        Tally tally = targets.all().stream()
                .map(Lane::name)
                .filter(name -> name != null && name.place().equals(origin))
                .findFirst()
                .map(name -> tally(name.provider()))
                .orElse(others);
        return new Upstream(ground, origin, tally);
    }

    private Tally tally(String provider) {
        Tally known = tallies.get(provider);
        if (known != null) {
            return known;
        }
        return tallies.size() < MOST_PROVIDERS ? tallies.computeIfAbsent(provider, name -> new Tally()) : others;
    }

    private String counted(String provider) {
        return tallies.containsKey(provider) ? provider : OTHERS;
    }
}
