package dev.penstock.admin.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.json.JsonTree;
import dev.penstock.record.Granularity;
import dev.penstock.record.LogScope;
import dev.penstock.record.RollupDimension.Fact;
import dev.penstock.record.RollupDimension.Metadata;
import dev.penstock.record.RollupFilter;
import dev.penstock.record.RollupQuery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChartsTest {
    private static final LogScope SCOPE = new LogScope.Account("acme");
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final long HOUR = 3_600_000;
    private static final long NOON = NOW.toEpochMilli();

    @Test
    void asks_for_the_last_day_by_the_hour_where_nothing_is_said() throws IOException {
        AskedAnalytics analytics = new AskedAnalytics();
        JsonTree answer = answer(analytics, Map.of());
        RollupQuery asked = analytics.asked.getFirst();
        assertThat(asked.scope()).isEqualTo(SCOPE);
        assertThat(asked.since()).isEqualTo(NOON - 24 * HOUR);
        assertThat(asked.until()).isEqualTo(NOON);
        assertThat(asked.granularity()).isEqualTo(Granularity.HOUR);
        assertThat(answer.at("series").isArray()).isTrue();
        assertThat(answer.at("totals").at("requests").whole()).hasValue(0);
        assertThat(answer.at("totals").at("duration_ms").at("p95").isAbsent()).isTrue();
    }

    @Test
    void reads_every_parameter() throws IOException {
        AskedAnalytics analytics = new AskedAnalytics();
        answer(
                analytics,
                Map.of(
                        "since", "2026-11-01",
                        "until", "1795348800000",
                        "granularity", "day",
                        "group_by", "gateway, model",
                        "provider", "openai,anthropic",
                        "status", "200"));
        RollupQuery asked = analytics.asked.getFirst();
        assertThat(asked.since())
                .isEqualTo(Instant.parse("2026-11-01T00:00:00Z").toEpochMilli());
        assertThat(asked.until()).isEqualTo(NOON);
        assertThat(asked.groupBy()).containsExactly(Fact.GATEWAY, Fact.MODEL);
        assertThat(asked.filters())
                .containsExactlyInAnyOrder(
                        new RollupFilter(Fact.PROVIDER, true, Set.of("openai", "anthropic")),
                        new RollupFilter(Fact.STATUS, true, Set.of("200")));
        answer(analytics, Map.of("group_by", "metadata.team", "metadata.team", "a,b"));
        assertThat(analytics.asked.getLast().filters())
                .containsExactly(new RollupFilter(new Metadata("team"), true, Set.of("a,b")));
    }

    @Test
    void writes_series_with_points_and_totals_largest_first() throws IOException {
        AskedAnalytics analytics = new AskedAnalytics(
                AskedAnalytics.group(NOON - 2 * HOUR, 3, "small"),
                AskedAnalytics.group(NOON - 2 * HOUR, 40, "large"),
                AskedAnalytics.group(NOON - HOUR, 5, "large"));
        JsonTree answer = answer(analytics, Map.of("group_by", "model", "limit", "1"));
        assertThat(answer.at("series_found").whole()).hasValue(2);
        assertThat(answer.at("totals").at("requests").whole()).hasValue(48);
        assertThat(answer.at("totals").at("cost").toString()).isEqualTo("3.70370367");
        assertThat(answer.at("totals").at("coalesced").whole()).hasValue(3);
        assertThat(answer.at("totals").at("tokens_in").whole()).hasValue(450);
        assertThat(answer.at("totals").at("saved_cost").toString()).isEqualTo("2.25");
        assertThat(answer.at("totals").at("saved_ms").toString()).isEqualTo("4.5");
        List<JsonTree> series = answer.at("series").items();
        assertThat(series).hasSize(1);
        assertThat(series.getFirst().at("group").toString()).isEqualTo("{\"model\":\"large\"}");
        assertThat(series.getFirst().at("totals").at("requests").whole()).hasValue(45);
        assertThat(series.getFirst().at("totals").at("duration_ms").toString())
                .isEqualTo("{\"mean\":1.5,\"p50\":1,\"p95\":2,\"p99\":2}");
        assertThat(series.getFirst().at("points").items())
                .extracting(point -> point.at("time").text().orElseThrow())
                .containsExactly("2026-11-22T10:00:00Z", "2026-11-22T11:00:00Z");
    }

    @ParameterizedTest
    @CsvSource({
        "since,yesterday",
        "until,2026-13-01",
        "since,99999999999999999",
        "granularity,week",
        "group_by,colour",
        "order,beauty",
        "limit,0",
        "limit,x",
        "colour,red",
        "metadata.,x"
    })
    void says_which_parameter_is_wrong(String name, String value) {
        assertThatThrownBy(() -> answer(new AskedAnalytics(), Map.of(name, value)))
                .isInstanceOfSatisfying(
                        BadQuestion.class, bad -> assertThat(bad.path()).isEqualTo(name));
    }

    @Test
    void refuses_what_roll_ups_cannot_answer() {
        for (Map<String, String> parameters : List.of(
                Map.of("since", "2026-11-23"),
                Map.of("since", "2020-01-01"),
                Map.of("since", "2026-10-01", "granularity", "minute"),
                Map.of("group_by", "model,model"),
                Map.of("group_by", "model,metadata.team"),
                Map.of("group_by", "metadata.user,metadata.team"))) {
            assertThatThrownBy(() -> answer(new AskedAnalytics(), parameters))
                    .as("%s", parameters)
                    .isInstanceOf(BadQuestion.class);
        }
    }

    private static JsonTree answer(AskedAnalytics analytics, Map<String, String> parameters) throws IOException {
        return JsonTree.read(
                Charts.answer(analytics, SCOPE, parameters, NOW).text().getBytes(StandardCharsets.UTF_8));
    }
}
