package dev.penstock.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Claim;
import dev.penstock.call.Counted;
import dev.penstock.call.LimitRule;
import dev.penstock.call.Moment;
import dev.penstock.call.Scope;
import dev.penstock.call.Window;
import dev.penstock.json.JsonTree;
import dev.penstock.ledger.MemoryCounters;
import dev.penstock.ledger.Taking;
import dev.penstock.policy.limit.Amounts;
import dev.penstock.policy.limit.CallFacts;
import dev.penstock.policy.limit.CallMetadata;
import dev.penstock.policy.limit.LimitBook;
import dev.penstock.policy.limit.Ruling;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Quotas of routes are rules of the ledger, and count where all other limits do. */
class QuotaTest {
    private static final Scope SCOPE = new Scope("default", "shop");
    private static final Moment NOW = new Moment(1_800_000_000_000_000_000L, Instant.ofEpochSecond(1_800_000_000));

    private static LimitRule quota(String properties) {
        String graph = "[{\"id\":\"s\",\"type\":\"start\",\"outputs\":{\"next\":{\"elementId\":\"q\"}}},"
                + "{\"id\":\"q\",\"type\":\"rate\",\"properties\":" + properties
                + ",\"outputs\":{\"success\":{\"elementId\":\"m\"},\"fallback\":{\"elementId\":\"e\"}}},"
                + "{\"id\":\"m\",\"type\":\"model\",\"properties\":{\"provider\":\"openai\",\"model\":\"gpt-4o\","
                + "\"timeout\":1000,\"retries\":0},\"outputs\":{\"success\":{\"elementId\":\"e\"},"
                + "\"fallback\":{\"elementId\":\"e\"}}},{\"id\":\"e\",\"type\":\"end\",\"outputs\":{}}]";
        RouteGraph.Outcome read = RouteGraph.read(JsonTree.read(graph), Set.of("openai"));
        assertThat(read).isInstanceOf(RouteGraph.Read.class);
        return Quota.of("chat", (Element.Rate) ((RouteGraph.Read) read).graph().element("q"));
    }

    private static CallFacts facts(String metadata, Map<String, String> fields) {
        return new CallFacts(
                SCOPE,
                Optional.empty(),
                Optional.empty(),
                "openai",
                "gpt-4o",
                CallMetadata.of(Optional.of(metadata)),
                Optional.empty(),
                () -> "",
                false,
                path -> Optional.ofNullable(fields.get(path)));
    }

    @Test
    void an_element_says_what_is_counted_for_whom_and_how_long() {
        LimitRule count = quota(
                "{\"limitType\":\"count\",\"key\":\"metadata.user_id\",\"limit\":2,\"window\":60,\"technique\":\"fixed\"}");
        assertThat(count.id()).isEqualTo("chat/q");
        assertThat(count.origin()).isEqualTo(LimitRule.Origin.ROUTE);
        assertThat(count.counted()).isEqualTo(Counted.REQUESTS);
        assertThat(count.limit()).isEqualTo(2);
        assertThat(count.window()).isEqualTo(new Window.Fixed(Duration.ofSeconds(60)));
        assertThat(count.by())
                .isEqualTo(Map.of(new LimitRule.Property.Metadata("user_id"), new LimitRule.Match.Each()));

        LimitRule cost =
                quota("{\"limitType\":\"cost\",\"key\":\"headers.X-Team\",\"limit\":0.000000015,\"window\":3600}");
        assertThat(cost.counted()).isEqualTo(Counted.COST);
        assertThat(cost.limit()).isEqualTo(15);
        assertThat(cost.window()).isEqualTo(new Window.Sliding(Duration.ofHours(1)));
        assertThat(cost.by())
                .isEqualTo(Map.of(new LimitRule.Property.Field("headers.x-team"), new LimitRule.Match.Each()));
    }

    @Test
    void it_counts_for_each_value_of_its_key_in_the_counters_of_all_limits() {
        MemoryCounters counters = new MemoryCounters(100);
        LimitRule quota = quota("{\"limitType\":\"count\",\"key\":\"metadata.user_id\",\"limit\":2,\"window\":60}");
        assertThat(takes(counters, quota, facts("{\"user_id\":\"a\"}", Map.of())))
                .isTrue();
        assertThat(takes(counters, quota, facts("{\"user_id\":\"a\"}", Map.of())))
                .isTrue();
        assertThat(takes(counters, quota, facts("{\"user_id\":\"a\"}", Map.of())))
                .isFalse();
        assertThat(takes(counters, quota, facts("{\"user_id\":\"b\"}", Map.of())))
                .isTrue();
        assertThat(LimitBook.quota(SCOPE, quota, facts("{}", Map.of()))).isInstanceOf(Ruling.Free.class);
        assertThat(counters.standings("default/shop/route:", NOW, 10)).hasSize(2);
        assertThat(takes(
                        counters,
                        quota("{\"limitType\":\"count\",\"key\":\"metadata.user_id\",\"limit\":3,\"window\":60}"),
                        facts("{\"user_id\":\"a\"}", Map.of())))
                .as("a new version that allows more keeps what was counted")
                .isTrue();
    }

    @Test
    void a_field_of_the_body_or_a_header_is_no_metadata_of_that_name() {
        MemoryCounters counters = new MemoryCounters(100);
        LimitRule quota = quota("{\"limitType\":\"cost\",\"key\":\"body.user\",\"limit\":1,\"window\":60}");
        assertThat(LimitBook.quota(SCOPE, quota, facts("{\"body.user\":\"a\"}", Map.of())))
                .isInstanceOf(Ruling.Free.class);
        CallFacts call = facts("{}", Map.of("body.user", "a"));
        assertThat(takes(counters, quota, call)).isTrue();
        assertThat(takes(counters, quota, call)).as("0.6 and 0.6 of one dollar").isFalse();
    }

    private static boolean takes(MemoryCounters counters, LimitRule quota, CallFacts facts) {
        Ruling.Limited limited = (Ruling.Limited) LimitBook.quota(SCOPE, quota, facts);
        List<Claim> claims = limited.claims(new Amounts(OptionalLong.of(600_000_000), 10, 10));
        return counters.take(claims, NOW) instanceof Taking.Taken;
    }
}
