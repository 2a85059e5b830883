package dev.penstock.bench;

import dev.penstock.call.Claim;
import dev.penstock.call.Counted;
import dev.penstock.call.GatewaySettings;
import dev.penstock.call.Headers;
import dev.penstock.call.LimitRule;
import dev.penstock.call.LimitRule.Match;
import dev.penstock.call.LimitRule.Property;
import dev.penstock.call.Moment;
import dev.penstock.call.Scope;
import dev.penstock.call.Window;
import dev.penstock.config.ConfigSource;
import dev.penstock.config.Reading;
import dev.penstock.identity.Admitted;
import dev.penstock.identity.GatewayDoor;
import dev.penstock.identity.LastUse;
import dev.penstock.identity.NewToken;
import dev.penstock.identity.TokenRing;
import dev.penstock.ledger.Held;
import dev.penstock.ledger.MemoryCounters;
import dev.penstock.ledger.SteadyClock;
import dev.penstock.ledger.Taking;
import dev.penstock.meter.PriceBook;
import dev.penstock.meter.WorstCase;
import dev.penstock.policy.limit.Amounts;
import dev.penstock.policy.limit.CallFacts;
import dev.penstock.policy.limit.CallMetadata;
import dev.penstock.policy.limit.LimitBook;
import dev.penstock.policy.limit.Ruling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What limits cost a call: find out who calls, which of 10,000 rules apply, what it can cost at most, take it from five of
 * 100,000 live buckets, and settle it.
 */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@Threads(1)
public class LimitsBench {
    private static final int RULES = 10_000;
    private static final int USERS = 100_000;
    private static final long PLENTY = Long.MAX_VALUE / 4;
    private static final Scope SCOPE = new Scope("default", "prod");
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private final GatewaySettings gateway = GatewaySettings.undeclared("prod", true);
    private final PriceBook prices = PriceBook.bundled();
    private final MemoryCounters counters = new MemoryCounters(2 * USERS);
    private final SteadyClock clock = new SteadyClock(InstantSource.system(), System::nanoTime);
    private final List<CallMetadata> users = new ArrayList<>(USERS);
    private GatewayDoor door;
    private LimitBook book;
    private Headers headers;
    private int turn;

    /** Fills every bucket once. */
    @Setup
    public void fill() throws IOException {
        NewToken token = NewToken.mint(new Random(7)::nextBytes);
        door = new GatewayDoor(TokenRing.of(settings(token), List.of(), text -> new byte[32], new LastUse()));
        headers = Headers.builder()
                .add("cf-aig-authorization", "Bearer " + token.secret().reveal())
                .add("content-type", "application/json")
                .build();
        book = LimitBook.of(SCOPE, gateway, rules(token.id()), List.of(), List.of(), ZoneOffset.UTC);
        for (int i = 0; i < USERS; i++) {
            users.add(CallMetadata.of(Optional.of("{\"user\":\"user-" + i + "\",\"team\":\"team-" + i % 50 + "\"}")));
            identify_limit_reserve_settle();
        }
        if (counters.totals().buckets() < USERS) {
            throw new IllegalStateException("Only " + counters.totals().buckets() + " buckets are live");
        }
    }

    /** All of it, as one call does it. */
    @Benchmark
    public long identify_limit_reserve_settle() {
        Admitted admitted = door.admit(gateway, SCOPE, headers, List.of(), NOON);
        CallMetadata user = users.get(turn++ % users.size());
        CallFacts facts = new CallFacts(
                SCOPE,
                admitted.principal().tokenId(),
                Optional.empty(),
                "openai",
                "gpt-4o",
                user,
                Optional.empty(),
                () -> "",
                false);
        Ruling.Limited limited = (Ruling.Limited) book.ruling(facts);
        WorstCase.Size size = new WorstCase.Size(900, 1_000, Optional.empty(), false);
        long most = prices.worst("openai", "gpt-4o", size, NOON).orElseThrow().amount();
        List<Claim> claims = limited.claims(new Amounts(OptionalLong.of(most), 900, 1_000));
        Moment now = clock.now();
        List<Held> held = ((Taking.Taken) counters.take(claims, now)).held();
        long sum = 0;
        for (int i = 0; i < held.size(); i++) {
            Held one = held.get(i);
            counters.settle(one, one.claim().amount() / 3);
            sum += one.posting().amount();
        }
        return sum;
    }

    /** One rule for each of 10,000 tokens, and four that every call falls under. */
    private static List<LimitRule> rules(String token) {
        List<LimitRule> rules = new ArrayList<>(RULES);
        for (int i = 0; i < RULES - 5; i++) {
            rules.add(rule("token-" + i, Counted.COST, Map.of(new Property.Token(), new Match.Only(List.of("t" + i)))));
        }
        rules.add(rule("own", Counted.COST, Map.of(new Property.Token(), new Match.Only(List.of(token)))));
        rules.add(rule("user", Counted.COST, Map.of(new Property.Metadata("user"), new Match.Each())));
        rules.add(rule("team", Counted.TOKENS, Map.of(new Property.Metadata("team"), new Match.Each())));
        rules.add(rule("model", Counted.REQUESTS, Map.of(new Property.Model(), new Match.Each())));
        rules.add(rule("all", Counted.COST, Map.of()));
        return rules;
    }

    private static LimitRule rule(String id, Counted counted, Map<Property, Match> by) {
        return new LimitRule(
                id,
                LimitRule.Origin.ACCOUNT,
                counted,
                PLENTY,
                new Window.Sliding(Duration.ofHours(24)),
                true,
                by,
                new LimitRule.Exhausted.Refuse(),
                OptionalInt.empty());
    }

    private static dev.penstock.config.Settings settings(NewToken token) throws IOException {
        Path folder = Files.createTempDirectory("penstock-bench");
        Files.writeString(
                folder.resolve("penstock.yaml"),
                "gateways: [{id: prod}]\ntokens: [{id: " + token.id() + ", sha256: " + token.sha256() + "}]\n");
        Reading reading = ConfigSource.of(folder, Optional.empty(), Map.of(), Map.of(), Set.of()).read();
        return ((Reading.Good) reading).settings();
    }
}
