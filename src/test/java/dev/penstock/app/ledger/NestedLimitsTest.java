package dev.penstock.app.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.app.ledger.Mixture.Model;
import dev.penstock.call.Counted;
import dev.penstock.call.Posting;
import dev.penstock.identity.NewToken;
import dev.penstock.ledger.BucketStanding;
import dev.penstock.record.AttemptRow;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.Ports;
import dev.penstock.testkit.RunningGateway;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Limits within limits, by account, gateway, token, provider, model and two keys of metadata, under calls of every kind:
 * none is ever passed, the parts are the whole, nothing stays held, and the ledger says what the provider's books say.
 */
class NestedLimitsTest {
    private static final Duration SETTLING = Duration.ofSeconds(30);
    private static final int MOST = 10_000;
    private static final int AT_ONCE = 48;
    /** The configuration is read again after so many calls, with others under way. */
    private static final int RELOADS = 250;

    private static final String ALL = "default/*/account:all@sliding:2592000s:cost";
    private static final List<String> PARTS = List.of("gateway", "token", "provider", "model", "team", "user");

    @Test
    void limits_within_limits_hold_under_calls_of_every_kind() throws Exception {
        run(1_500, 11);
    }

    @Test
    @Tag("soak")
    void limits_within_limits_hold_under_five_thousand_calls_of_every_kind() throws Exception {
        run(5_000, 17);
    }

    private static void run(int calls, long seed) throws Exception {
        List<Mixture> mixture = Mixture.of(calls, new Random(seed));
        Map<String, List<NewToken>> tokens = tokens(seed);
        Map<String, Long> limits = limits(calls);
        try (MixedProvider provider = new MixedProvider(mixture)) {
            String yaml = yaml(provider.origin(), tokens, limits);
            RunningGateway gateway = RunningGateway.of(yaml);
            Map<String, Long> standings;
            try {
                Runnable reload = () -> gateway.reload(yaml);
                Map<Integer, Integer> statuses = carry(gateway, mixture, tokens, limits, reload);
                awaitNothingHeld(gateway);
                assertPartsAreTheWhole(gateway);
                standings = standings(gateway);
                List<CallRow> rows = rows(gateway, standings);
                assertThat(differences(posted(rows), standings))
                        .as("rows and counters")
                        .isEmpty();
                new Audit(provider, mixture, statuses, ALL).check(rows);
                assertThat(statuses.values())
                        .as("some were refused, most were not")
                        .filteredOn(status -> status == 429)
                        .hasSizeBetween(calls / 50, calls / 2);
            } finally {
                gateway.close();
            }
            try (RunningGateway restarted = gateway.again()) {
                assertThat(differences(standings(restarted), standings))
                        .as("counters after a restart and before")
                        .isEmpty();
            }
        }
    }

    private static Map<Integer, Integer> carry(
            RunningGateway gateway,
            List<Mixture> mixture,
            Map<String, List<NewToken>> tokens,
            Map<String, Long> limits,
            Runnable reload)
            throws InterruptedException {
        Map<String, List<String>> secrets = new HashMap<>();
        tokens.forEach((name, made) -> secrets.put(
                name, made.stream().map(token -> token.secret().reveal()).toList()));
        MixedClient client = new MixedClient(gateway.port(), secrets);
        Map<Integer, Integer> statuses = new ConcurrentHashMap<>();
        Semaphore places = new Semaphore(AT_ONCE);
        AtomicBoolean done = new AtomicBoolean();
        Map<String, Long> over = new ConcurrentHashMap<>();
        Thread sampler = Thread.ofPlatform().start(() -> {
            while (!done.get()) {
                over.putAll(over(gateway, limits));
            }
        });
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Mixture call : mixture) {
                places.acquire();
                if (call.number() % RELOADS == RELOADS - 1) {
                    reload.run();
                }
                threads.execute(() -> {
                    try {
                        statuses.put(call.number(), client.carry(call));
                    } finally {
                        places.release();
                    }
                });
            }
        }
        done.set(true);
        sampler.join();
        over.putAll(over(gateway, limits));
        assertThat(over).as("buckets over their limits").isEmpty();
        assertThat(statuses).as("calls that came to an end").hasSize(mixture.size());
        return statuses;
    }

    private static Map<String, Long> over(RunningGateway gateway, Map<String, Long> limits) {
        return gateway.penstock().standings("", MOST).stream()
                .filter(standing -> standing.taken() > Objects.requireNonNull(limits.get(rule(standing.key()))))
                .collect(Collectors.toMap(BucketStanding::key, BucketStanding::taken));
    }

    private static String rule(String bucket) {
        return bucket.substring(bucket.indexOf(':') + 1, bucket.indexOf('@'));
    }

    private static void awaitNothingHeld(RunningGateway gateway) {
        Await.until("nothing held and no call open", SETTLING, () -> {
            String metrics = Metrics.of(gateway);
            return metrics.contains("\npenstock_limit_reservations_open 0")
                    && metrics.contains("\npenstock_limit_reserved_nano_usd 0")
                    && metrics.contains("\npenstock_calls_open 0");
        });
        assertThat(gateway.penstock().standings("", MOST))
                .allSatisfy(standing -> {
                    assertThat(standing.open()).as(standing.key()).isZero();
                    assertThat(standing.held()).as(standing.key()).isZero();
                })
                .noneMatch(standing -> standing.counted().isWhileOpen());
    }

    private static void assertPartsAreTheWhole(RunningGateway gateway) {
        List<BucketStanding> standings = gateway.penstock().standings("", MOST);
        long whole = sum(standings, "all");
        assertThat(whole).isPositive();
        for (String part : PARTS) {
            assertThat(sum(standings, "by-" + part)).as("by " + part).isEqualTo(whole);
        }
        assertThat(sum(standings, "own") + sum(standings, "deep"))
                .as("gateways' own")
                .isEqualTo(2 * whole);
    }

    private static long sum(List<BucketStanding> standings, String rule) {
        return standings.stream()
                .filter(standing -> rule(standing.key()).equals(rule))
                .mapToLong(BucketStanding::taken)
                .sum();
    }

    /** As soon as the last of them is there: rows are stored a moment after their calls. */
    private static List<CallRow> rows(RunningGateway gateway, Map<String, Long> standings) {
        long deadline = System.nanoTime() + SETTLING.toNanos();
        List<CallRow> rows = gateway.summaries();
        while (!differences(posted(rows), standings).isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            rows = gateway.summaries();
        }
        return rows;
    }

    private static List<String> differences(Map<String, Long> one, Map<String, Long> other) {
        TreeSet<String> keys = new TreeSet<>(one.keySet());
        keys.addAll(other.keySet());
        return keys.stream()
                .filter(key -> !Objects.equals(one.get(key), other.get(key)))
                .map(key -> key + ": " + one.get(key) + " and " + other.get(key))
                .toList();
    }

    /** What the rows say of each bucket. */
    private static Map<String, Long> posted(List<CallRow> rows) {
        Map<String, Long> posted = new TreeMap<>();
        for (CallRow row : rows) {
            for (AttemptRow attempt : row.attempts()) {
                attempt.postings().forEach(posting -> posted.merge(posting.bucket(), posting.amount(), Long::sum));
            }
        }
        posted.values().removeIf(sum -> sum == 0);
        return posted;
    }

    /** What the counters say of it. */
    private static Map<String, Long> standings(RunningGateway gateway) {
        Map<String, Long> standings = new TreeMap<>();
        gateway.penstock().standings("", MOST).forEach(standing -> standings.put(standing.key(), standing.taken()));
        standings.values().removeIf(taken -> taken == 0);
        return standings;
    }

    static long posted(AttemptRow attempt, String bucket) {
        return attempt.postings().stream()
                .filter(posting -> posting.counted() == Counted.COST)
                .filter(posting -> posting.bucket().equals(bucket))
                .mapToLong(Posting::amount)
                .sum();
    }

    private static Map<String, List<NewToken>> tokens(long seed) {
        Random random = new Random(seed);
        Map<String, List<NewToken>> tokens = new TreeMap<>();
        for (String gateway : List.of("shop", "lab")) {
            tokens.put(gateway, List.of(NewToken.mint(random::nextBytes), NewToken.mint(random::nextBytes)));
        }
        return tokens;
    }

    /** In nano-USD or as they are counted; tight enough that each of them refuses somebody. */
    private static Map<String, Long> limits(long calls) {
        Map<String, Long> limits = new HashMap<>();
        limits.put("all", calls * 1_050_000);
        limits.put("by-gateway", calls * 620_000);
        limits.put("by-token", calls * 300_000);
        limits.put("by-provider", calls * 580_000);
        limits.put("by-model", calls * 540_000);
        limits.put("by-team", calls * 390_000);
        limits.put("by-user", calls * 60_000);
        limits.put("own", calls * 600_000);
        limits.put("deep", calls * 13_000);
        limits.put("tokens", calls * 330);
        limits.put("requests", calls * 31 / 100);
        limits.put("at-once", 20L);
        limits.put("streams", 12L);
        return limits;
    }

    private static String yaml(String origin, Map<String, List<NewToken>> tokens, Map<String, Long> limits) {
        List<String> lines = new ArrayList<>();
        lines.add("providers:");
        lines.add("  openai: {base_url: " + origin + "/v1}");
        lines.add("  anthropic: {base_url: " + origin + "}");
        lines.add("  google-ai-studio: {base_url: " + origin + "}");
        lines.add("  groq: {base_url: \"http://127.0.0.1:" + Ports.free() + "\"}");
        lines.add("prices:\n" + Model.prices().stripTrailing());
        // The last of several tries is waited for as long as this, whatever its caller says.
        lines.add("timeouts: {first_byte: 3s}");
        lines.add("account_limits:");
        lines.add("  - " + money("all", limits, ""));
        for (String part : PARTS) {
            String property = part.equals("team") || part.equals("user") ? "metadata." + part : part;
            lines.add("  - " + money("by-" + part, limits, ", by: {" + property + ": each}"));
        }
        lines.add(
                "  - {id: tokens, counts: tokens, limit: " + limits.get("tokens") + ", window: 30d, technique: fixed}");
        lines.add("gateways:");
        for (String gateway : tokens.keySet()) {
            lines.add("  - id: " + gateway);
            lines.add("    limits:");
            lines.add("      - {id: requests, counts: requests, limit: " + limits.get("requests")
                    + ", window: 30d, by: {token: each}}");
            lines.add("      - " + money("own", limits, ""));
            lines.add("      - "
                    + money("deep", limits, ", by: {metadata.team: each, metadata.user: each, model: each}"));
            lines.add("      - {id: at-once, counts: calls_at_once, limit: " + limits.get("at-once")
                    + ", exhausted: {wait: {longest: 2s}}}");
            lines.add("      - {id: streams, counts: open_streams, limit: " + limits.get("streams")
                    + ", exhausted: {wait: {longest: 1s}}}");
        }
        lines.add("tokens:");
        tokens.forEach((gateway, made) -> made.forEach(token -> lines.add(
                "  - {id: \"" + token.id() + "\", sha256: \"" + token.sha256() + "\", gateways: " + gateway + "}")));
        return String.join("\n", lines) + "\n";
    }

    private static String money(String id, Map<String, Long> limits, String more) {
        String dollars =
                BigDecimal.valueOf(Objects.requireNonNull(limits.get(id)), 9).toPlainString();
        return "{id: " + id + ", counts: cost, limit: " + dollars + ", window: 30d" + more + "}";
    }
}
