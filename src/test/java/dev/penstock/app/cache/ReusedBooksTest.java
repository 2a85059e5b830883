package dev.penstock.app.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Counted;
import dev.penstock.call.Outcome;
import dev.penstock.call.Posting;
import dev.penstock.call.Reuse;
import dev.penstock.record.CallRow;
import dev.penstock.record.RowInvariants;
import dev.penstock.testkit.ApiClient;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.Script;
import dev.penstock.testkit.Stepper;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Rows, logs, sums, metrics and limits say the same of reused answers, and what somebody who counts along says. */
class ReusedBooksTest {
    private static final String SETTINGS = """
            cache_ttl: 60
            cache: {stale_if_error: 1h, cross_forms: false}
            limits:
              - {id: calls, counts: requests, limit: 1000, window: 24h, technique: fixed}
              - {id: purse, counts: cost, limit: 100, window: 24h, technique: fixed}
              - {id: at-once, counts: calls_at_once, limit: 100}
            """;
    private static final long COST = 7_500_000;
    private static final String SUMS =
            "count sum{cost savedCost cachedCost cachedRequests staleRequests coalescedRequests"
                    + " resumedRequests attempts erroredRequests uncachedTokensIn uncachedTokensOut cachedTokensIn cachedTokensOut}";

    /** What somebody who counts along says. */
    private final Map<Reuse.Kind, Integer> counted = new EnumMap<>(Reuse.Kind.class);

    private int paid;
    private int failedAttempts;

    private void count(Reuse.Kind kind, int calls) {
        counted.merge(kind, calls, Integer::sum);
    }

    private int of(Reuse.Kind kind) {
        return counted.getOrDefault(kind, 0);
    }

    private int calls() {
        return paid + counted.values().stream().mapToInt(Integer::intValue).sum();
    }

    private void hits(CachedShop shop) {
        for (RawRequest call : List.of(Answers.call("a"), Answers.streamed("a"))) {
            assertThat(shop.status(call)).isEqualTo("MISS");
            paid++;
            for (int i = 0; i < 3; i++) {
                assertThat(shop.status(call)).isEqualTo("HIT");
                count(Reuse.Kind.HIT, 1);
            }
        }
    }

    private void joins(CachedShop shop) {
        Stepper stepper = new Stepper();
        shop.answers(Script.json(200, Answers.json("joined")).stepped(stepper));
        List<RawClient> clients = shop.sendAtOnce(6, Answers.call("b"));
        shop.awaitCalls(6);
        stepper.releaseAll();
        assertThat(CachedShop.all(clients)).allMatch(answer -> answer.status() == 200);
        shop.answers();
        paid++;
        count(Reuse.Kind.COALESCED, 5);
    }

    private void resumes(CachedShop shop) {
        RawResponse stream = shop.send(Answers.streamed("c").header("cf-aig-resume", "true"));
        paid++;
        String run = stream.header("cf-aig-run-id").orElseThrow();
        for (int from : new int[] {0, 3}) {
            RawRequest again = RawRequest.get("/v1/default/shop/run/" + run + "/resume?from=" + from);
            assertThat(shop.send(again.bearer("sk-test")).status()).isEqualTo(200);
            count(Reuse.Kind.RESUMED, 1);
        }
    }

    private void stale(CachedShop shop) {
        shop.age(Duration.ofMinutes(5));
        shop.answers(Script.json(503, "{}"));
        for (int i = 0; i < 2; i++) {
            assertThat(shop.status(Answers.call("a"))).isEqualTo("STALE");
            count(Reuse.Kind.STALE, 1);
            failedAttempts++;
        }
    }

    @Test
    void all_books_agree() {
        try (CachedShop shop = CachedShop.of(SETTINGS)) {
            String token = ApiClient.of(shop.gateway).token();
            hits(shop);
            joins(shop);
            resumes(shop);
            metrics(shop);
            stale(shop);
            List<CallRow> rows = shop.gateway.awaitRows(calls(), row -> row.outcome() == Outcome.WHOLE);
            rows(rows);
            limits(shop, rows);
            ApiClient admin = ApiClient.nobody(shop.gateway).as(token);
            logs(admin);
            sums(admin);
            shop.gateway.close();
            shop.gateway = shop.gateway.again();
            limits(shop, rows);
        }
    }

    private void rows(List<CallRow> rows) {
        assertThat(rows).allSatisfy(row -> assertThat(RowInvariants.broken(row)).isEmpty());
        for (Reuse.Kind kind : Reuse.Kind.values()) {
            List<CallRow> ofKind = rows.stream()
                    .filter(row -> row.reuse() != null && row.reuse().kind() == kind)
                    .toList();
            assertThat(ofKind).as(kind.name()).hasSize(of(kind)).allSatisfy(row -> {
                assertThat(row.costNano()).isZero();
                assertThat(row.cached()).isEqualTo(kind.isCached());
                assertThat(Objects.requireNonNull(row.reuse()).savedNano()).isEqualTo(COST);
                assertThat(row.tries()).hasSize(kind == Reuse.Kind.STALE ? 1 : 0);
            });
        }
        List<CallRow> payers = rows.stream().filter(row -> row.reuse() == null).toList();
        assertThat(payers).hasSize(paid).allMatch(row -> Objects.requireNonNull(row.costNano()) == COST);
        List<String> ids = payers.stream().map(CallRow::id).toList();
        assertThat(rows.stream().filter(row -> row.reuse() != null))
                .allSatisfy(row -> assertThat(ids)
                        .contains(Objects.requireNonNull(row.reuse()).of()));
    }

    /** Limits on calls count all but what a client takes up again; money is counted once. */
    private void limits(CachedShop shop, List<CallRow> rows) {
        shop.awaitCalls(0);
        long requests = (long) calls() - of(Reuse.Kind.RESUMED);
        assertThat(posted(rows, Counted.REQUESTS)).isEqualTo(requests);
        assertThat(posted(rows, Counted.COST)).isEqualTo(paid * COST);
        assertThat(taken(shop, "calls")).isEqualTo(requests);
        assertThat(taken(shop, "purse")).isEqualTo(paid * COST);
        assertThat(shop.gateway.penstock().standings("", 1_000)).allSatisfy(standing -> {
            assertThat(standing.held()).as(standing.key()).isZero();
            assertThat(standing.open()).as(standing.key()).isZero();
        });
    }

    private static long taken(CachedShop shop, String id) {
        return shop.gateway.penstock().standings("", 1_000).stream()
                .filter(standing -> standing.key().contains(id))
                .mapToLong(standing -> standing.taken())
                .sum();
    }

    private static long posted(List<CallRow> rows, Counted what) {
        return rows.stream()
                .flatMap(row -> row.attempts().stream())
                .flatMap(attempt -> attempt.postings().stream())
                .filter(posting -> posting.counted() == what)
                .mapToLong(Posting::amount)
                .sum();
    }

    private void logs(ApiClient admin) {
        for (Reuse.Kind kind : Reuse.Kind.values()) {
            String filters = "[{\"key\":\"reuse\",\"operator\":\"eq\",\"value\":[\"" + word(kind) + "\"]}]";
            assertThat(logged(admin, "filters=" + URLEncoder.encode(filters, StandardCharsets.UTF_8)))
                    .as(kind.name())
                    .isEqualTo(of(kind));
        }
        assertThat(logged(admin, "cached=true")).isEqualTo(of(Reuse.Kind.HIT) + of(Reuse.Kind.STALE));
        assertThat(logged(admin, "success=true")).isEqualTo(calls());
    }

    private static String word(Reuse.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static long logged(ApiClient admin, String filter) {
        JsonNode page = admin.get("/accounts/default/ai-gateway/gateways/shop/logs?per_page=50&" + filter)
                .json();
        assertThat(page.path("result_info").path("total_count").asLong(-1))
                .isEqualTo(page.path("result").size());
        return page.path("result").size();
    }

    private void sums(ApiClient admin) {
        JsonNode group = Await.value("the sums", CachedShop.PATIENCE, () -> {
            JsonNode groups = groups(admin);
            return Optional.of(groups.path(0)).filter(one -> one.path("count").asInt() == calls());
        });
        JsonNode sum = group.path("sum");
        assertThat(sum.path("cachedRequests").asInt(-1)).isEqualTo(of(Reuse.Kind.HIT) + of(Reuse.Kind.STALE));
        assertThat(sum.path("staleRequests").asInt(-1)).isEqualTo(of(Reuse.Kind.STALE));
        assertThat(sum.path("coalescedRequests").asInt(-1)).isEqualTo(of(Reuse.Kind.COALESCED));
        assertThat(sum.path("resumedRequests").asInt(-1)).isEqualTo(of(Reuse.Kind.RESUMED));
        assertThat(sum.path("attempts").asInt(-1)).isEqualTo(paid + failedAttempts);
        assertThat(sum.path("erroredRequests").asInt(-1)).isZero();
        assertThat(nano(sum, "cost")).isEqualTo(paid * COST);
        assertThat(nano(sum, "savedCost")).isEqualTo((calls() - paid) * COST);
        int cached = of(Reuse.Kind.HIT) + of(Reuse.Kind.STALE);
        assertThat(nano(sum, "cachedCost")).isEqualTo(cached * COST);
        assertThat(sum.path("uncachedTokensIn").asLong()).isEqualTo(paid * 1_000L);
        assertThat(sum.path("cachedTokensIn").asLong()).isEqualTo(cached * 1_000L);
        assertThat(sum.path("cachedTokensOut").asLong()).isEqualTo(cached * 500L);
    }

    private static long nano(JsonNode sum, String field) {
        return Math.round(sum.path(field).asDouble(-1) * 1e9);
    }

    private static JsonNode groups(ApiClient admin) {
        Instant now = Instant.now();
        String query =
                "{viewer{accounts(filter:{accountTag:\\\"default\\\"}){aiGatewayRequestsAdaptiveGroups(limit:100,"
                        + "filter:{datetime_geq:\\\"" + now.minusSeconds(3_600) + "\\\",datetime_leq:\\\""
                        + now.plusSeconds(3_600) + "\\\"}){" + SUMS + " dimensions{gateway}}}}}";
        return admin.post("/graphql", "{\"query\":\"" + query + "\"}")
                .json()
                .at("/data/viewer/accounts/0/aiGatewayRequestsAdaptiveGroups");
    }

    private void metrics(CachedShop shop) {
        shop.awaitCalls(0);
        String text = RawClient.exchange(shop.gateway.adminPort(), RawRequest.get("/metrics"))
                .text();
        for (Reuse.Kind kind : List.of(Reuse.Kind.HIT, Reuse.Kind.COALESCED, Reuse.Kind.RESUMED)) {
            String word = "kind=\"" + word(kind) + "\"";
            assertThat(summed(text, "penstock_reused_calls_total", word)).isEqualTo(of(kind));
            assertThat(Math.round(1e9 * summed(text, "penstock_saved_usd_total", word)))
                    .isEqualTo(of(kind) * COST);
        }
        assertThat(summed(text, "penstock_requests_total", "shop")).isEqualTo(calls());
        assertThat(summed(text, "penstock_attempts_total", "openai")).isEqualTo(paid);
        assertThat(Math.round(1e9 * summed(text, "penstock_cost_usd_total", "shop")))
                .isEqualTo(paid * COST);
        assertThat(summed(text, "penstock_rows_broken_total", "")).isZero();
    }

    private static double summed(String text, String name, String label) {
        return text.lines()
                .filter(line -> line.startsWith(name) && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
