package dev.penstock.app.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.app.ledger.Books;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Quotas of routes under many calls at once: exactly as many pass as may, the others take the way round. */
class QuotasTest {
    private static final int CALLS = 50;
    private static final long NANO_DOLLARS = 800_000;
    /** So many answers leave room for the worst that one more could come to. */
    private static final long LEAST_PASSING = 20;

    private Fleet fleet;
    private FakeProvider within;
    private FakeProvider beyond;
    private RunningGateway gateway;

    @BeforeEach
    void open(@TempDir Path folder) {
        fleet = new Fleet(folder);
        within = fleet.add("within", Trouble.Where.FAKE).otherwise(Speech.script(false));
        beyond = fleet.add("beyond", Trouble.Where.FAKE).otherwise(Speech.script(false));
        gateway = fleet.start("gateways:\n  - id: shop\n    authentication: false\n    routes:\n"
                + "      - {name: calls, elements: " + quota("count", "20") + "}\n"
                + "      - {name: money, elements: " + quota("cost", "0.0008") + "}\n");
    }

    @AfterEach
    void close() {
        gateway.close();
        fleet.close();
    }

    private static String quota(String type, String limit) {
        return Graphs.of(
                "q",
                Graphs.rate("q", type, limit, "within", "beyond"),
                Graphs.model("within", 0, 0, "e"),
                Graphs.model("beyond", 0, 0, "e"));
    }

    private RawResponse call(String route, int number) {
        return RawClient.exchange(
                gateway.port(),
                Shop.named(
                        route + number,
                        RawRequest.post("/v1/default/shop/compat/chat/completions")
                                .bearer("sk-test")
                                .header("cf-aig-metadata", "{\"user\":\"u1\"}")
                                .json(Speech.body("dynamic/" + route, false))));
    }

    private void burst(String route) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<RawResponse>> calls = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                int number = i;
                calls.add(CompletableFuture.supplyAsync(() -> call(route, number), threads));
            }
            assertThat(calls).allSatisfy(one -> assertThat(one.join().status()).isEqualTo(200));
        }
    }

    @Test
    void exactly_as_many_calls_pass_as_the_quota_has_and_it_outlives_a_restart() {
        burst("calls");

        assertThat(within.requests()).hasSize(20);
        assertThat(beyond.requests()).hasSize(CALLS - 20);
        Books.agree(gateway.penstock(), rows(CALLS));
        gateway.close();
        gateway = gateway.again();

        assertThat(call("calls", CALLS).header("cf-aig-provider")).contains("custom-beyond");
        assertThat(within.requests()).hasSize(20);
        Books.agree(gateway.penstock(), rows(CALLS + 1));
    }

    @Test
    void money_is_never_spent_beyond_the_quota_and_the_others_take_the_way_round() {
        burst("money");

        assertThat(within.requests()).isNotEmpty();
        assertThat(within.requests().size() + beyond.requests().size()).isEqualTo(CALLS);
        // What calls at once were held for is given back: one after the other, more of them pass.
        rows(CALLS);
        for (int i = CALLS; i < 2 * CALLS; i++) {
            assertThat(call("money", i).status()).isEqualTo(200);
        }
        List<CallRow> rows = rows(2 * CALLS);
        long passed = within.requests().size();
        assertThat(passed).isBetween(LEAST_PASSING, NANO_DOLLARS / Speech.COST);
        Books.agree(gateway.penstock(), rows);
        long counted = gateway.penstock().standings("", 10).stream()
                .mapToLong(standing -> standing.taken())
                .sum();
        assertThat(counted).isEqualTo(passed * Speech.COST);
        assertThat(rows).allSatisfy(row -> assertThat(row.costNano()).isEqualTo(Speech.COST));
    }

    private List<CallRow> rows(int calls) {
        return List.copyOf(Fleet.settled(gateway, calls).values());
    }
}
