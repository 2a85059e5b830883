package dev.penstock.admin.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import dev.penstock.record.Granularity;
import dev.penstock.record.LogScope;
import dev.penstock.record.Measure;
import dev.penstock.record.RollupDimension.Fact;
import dev.penstock.record.RollupFilter;
import dev.penstock.record.RollupOrder;
import dev.penstock.record.RollupQuery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GraphQlTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final String FILTER = "filter: {datetime_geq: \"2026-11-22T00:00:00Z\"}";

    @Test
    void answers_what_clients_of_cloudflare_send() throws IOException {
        AskedAnalytics analytics =
                new AskedAnalytics(AskedAnalytics.group(NOW.toEpochMilli(), 7, "gpt-5", "openai", "main", "200"));
        String answer = answer(analytics, """
                query Requests($tag: string!, $start: Time, $end: Time = "2026-11-22T11:59:00Z", $limit: uint64 = 50) {
                  viewer {
                    accounts(filter: {accountTag: $tag}) {
                      requests: aiGatewayRequestsAdaptiveGroups(
                        limit: $limit, filter: {datetimeHour_geq: $start, datetimeHour_leq: $end, gateway: "main"},
                        orderBy: [datetimeMinute_ASC, sum_cost_DESC]
                      ) { ...Parts __typename }
                    }
                  }
                }
                # What is wanted of a group.
                fragment Parts on AccountAiGatewayRequestsAdaptiveGroups {
                  count
                  dimensions { model, provider gateway statusCode datetimeMinute datetimeHour day: date }
                  sum { cost cachedRequests uncachedTokensIn uncachedTokensOut cachedTokensIn ...Reused }
                  avg { duration timeToFirstByte }
                  quantiles { durationP95 @include(if: true) durationP50 @skip(if: true) }
                }
                fragment Reused on AccountAiGatewayRequestsAdaptiveGroupsSum {
                  tokensIn tokensOut cachedTokensOut cachedCost savedCost savedDuration coalescedRequests resumedRequests
                }
                """, "{\"tag\":\"acme\",\"start\":\"2026-11-21T13:00:00Z\"}");
        assertThat(answer)
                .isEqualTo("{\"data\":{\"viewer\":{\"accounts\":[{\"requests\":[{\"count\":7,"
                        + "\"dimensions\":{\"model\":\"gpt-5\",\"provider\":\"openai\",\"gateway\":\"main\","
                        + "\"statusCode\":200,\"datetimeMinute\":\"2026-11-22T12:00:00Z\","
                        + "\"datetimeHour\":\"2026-11-22T12:00:00Z\",\"day\":\"2026-11-22\"},"
                        + "\"sum\":{\"cost\":1.23456789,\"cachedRequests\":2,\"uncachedTokensIn\":150,"
                        + "\"uncachedTokensOut\":9,\"cachedTokensIn\":30,\"tokensIn\":180,\"tokensOut\":13,"
                        + "\"cachedTokensOut\":4,\"cachedCost\":0.5,\"savedCost\":0.75,\"savedDuration\":1.5,"
                        + "\"coalescedRequests\":1,\"resumedRequests\":0},"
                        + "\"avg\":{\"duration\":1.5,\"timeToFirstByte\":null},"
                        + "\"quantiles\":{\"durationP95\":2},"
                        + "\"__typename\":\"AccountAiGatewayRequestsAdaptiveGroups\"}]}]}},\"errors\":null}");
        RollupQuery asked = analytics.asked.getFirst();
        assertThat(asked.scope()).isEqualTo(new LogScope.Account("acme"));
        assertThat(asked.since()).isEqualTo(millis("2026-11-21T13:00:00Z"));
        assertThat(asked.until()).as("the hour of leq is within").isEqualTo(millis("2026-11-22T12:00:00Z"));
        assertThat(asked.granularity()).isEqualTo(Granularity.MINUTE);
        assertThat(asked.groupBy()).containsExactly(Fact.MODEL, Fact.PROVIDER, Fact.GATEWAY, Fact.STATUS);
        assertThat(asked.filters()).containsExactly(new RollupFilter(Fact.GATEWAY, true, Set.of("main")));
        assertThat(asked.order())
                .containsExactly(new RollupOrder.ByTime(false), new RollupOrder.ByMeasure(Measure.COST, true));
        assertThat(asked.limit()).isEqualTo(50);
    }

    @Test
    void reads_every_kind_of_bound() throws IOException {
        AskedAnalytics analytics = new AskedAnalytics();
        answer(
                analytics,
                dataset("filter: {datetime_gt: \"2026-11-20T10:00:00Z\", date_lt: \"2026-11-21\","
                        + " AND: [{model_in: [\"a\", \"b\"]}, {provider_neq: \"x\", statusCode: 429}]}"),
                "{}");
        RollupQuery asked = analytics.asked.getFirst();
        assertThat(asked.since()).isEqualTo(millis("2026-11-20T10:00:01Z"));
        assertThat(asked.until()).isEqualTo(millis("2026-11-21T00:00:00Z"));
        assertThat(asked.filters())
                .containsExactlyInAnyOrder(
                        new RollupFilter(Fact.MODEL, true, Set.of("a", "b")),
                        new RollupFilter(Fact.PROVIDER, false, Set.of("x")),
                        new RollupFilter(Fact.STATUS, true, Set.of("429")));
        answer(analytics, dataset("filter: {date: \"2026-11-20\"}"), "{}");
        assertThat(Duration.ofMillis(analytics.asked.getLast().until()
                        - analytics.asked.getLast().since()))
                .isEqualTo(Duration.ofDays(1));
        answer(analytics, dataset("filter: {datetimeHour_geq: \"2026-11-20T10:30:00Z\"}"), "{}");
        assertThat(analytics.asked.getLast().since()).isEqualTo(millis("2026-11-20T11:00:00Z"));
        assertThat(analytics.asked.getLast().until()).isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void an_account_of_others_answers_like_one_that_does_not_exist() throws IOException {
        AskedAnalytics analytics = new AskedAnalytics(AskedAnalytics.group(0, 1));
        String query = "{viewer{accounts(filter:{accountTag:\"TAG\"}){aiGatewayRequestsAdaptiveGroups(" + FILTER
                + "){count}}}}";
        String foreign = answer(analytics, query.replace("TAG", "globex"), "{}");
        String absent = answer(analytics, query.replace("TAG", "no-such"), "{}");
        assertThat(foreign).isEqualTo(absent).isEqualTo("{\"data\":{\"viewer\":{\"accounts\":[]}},\"errors\":null}");
        assertThat(analytics.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "}",
                "{viewer",
                "{viewer{accounts}}",
                "{viewer}",
                "{}",
                "mutation { x }",
                "{viewer{zones{x}}}",
                "{__schema{types{name}}}",
                "query($a: [int!]! = [1, {b: \"\\u00zz\"}]){viewer{__typename}}",
                "{viewer{...Nobody}}",
                "fragment A on V {...B} fragment B on V {...A} {viewer{...A}}",
                "{viewer{a: accounts b: accounts}}",
                "{viewer{__typename @loud}}",
                "query A {viewer{__typename}} query B {viewer{__typename}}",
                "{viewer{accounts(filter:{accountTag:$tag}){accountTag}}}",
                "query($a: S = $b, $b: S = $a){viewer{accounts(filter:{accountTag:$a}){accountTag}}}",
                "{viewer{accounts(filter:{accountTag:\"acme\"}){aiGatewayRequestsAdaptiveGroups{count}}}}",
                "{viewer{accounts(filter:{accountTag:\"x",
                "{viewer{accounts(filter:{accountTag:1e99999}){accountTag}}}",
                "{viewer{accounts(filter:{accountTag:--1}){accountTag}}}",
                "\"\"\"",
                "{viewer\u0000}",
                "{a:viewer{__typename} a:viewer(x:1){__typename}}"
            })
    void tells_what_is_wrong_in_a_list_of_errors(String query) throws IOException {
        JsonTree answer = tree(answer(new AskedAnalytics(), query, "{}"));
        assertThat(answer.at("data").isAbsent()).isTrue();
        assertThat(answer.at("errors").items()).hasSize(1);
        assertThat(answer.at("errors").items().getFirst().at("message").text()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "count colour",
                "dimensions{metadataRaw}",
                "dimensions{}",
                "sum",
                "sum{beauty}",
                "avg{count}",
                "quantiles{durationP51}"
            })
    void an_unknown_field_is_an_error_even_where_nothing_is_found(String fields) throws IOException {
        String answer = answer(new AskedAnalytics(), dataset(FILTER).replace("{count}", "{" + fields + "}"), "{}");
        assertThat(answer).startsWith("{\"data\":null,\"errors\":[{\"message\":");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit: 10001, ",
                "limit: \"x\", ",
                "orderBy: [model_ASC], ",
                "orderBy: beauty_DESC, ",
                "orderBy: [count], ",
                "colour: red, "
            })
    void refuses_arguments_it_does_not_know(String argument) throws IOException {
        assertThat(answer(new AskedAnalytics(), dataset(argument + FILTER), "{}"))
                .startsWith("{\"data\":null");
    }

    @Test
    void hostile_documents_are_refused_at_once() throws IOException {
        String deep = "{a".repeat(10_000) + "}".repeat(10_000);
        String lists = "{viewer(a:" + "[".repeat(10_000) + "]".repeat(10_000) + "){__typename}}";
        String types = "query($a:" + "[".repeat(10_000) + "x" + "]".repeat(10_000) + "){viewer{__typename}}";
        String large = "{viewer{" + "a ".repeat(500_000) + "}}";
        String comment = "#" + "x".repeat(1_000_000);
        StringBuilder bomb = new StringBuilder("{viewer{...F0}}");
        for (int i = 0; i < 30; i++) {
            bomb.append("fragment F")
                    .append(i)
                    .append(" on V {...F")
                    .append(i + 1)
                    .append(" ...F")
                    .append(i + 1);
            bomb.append("}");
        }
        bomb.append("fragment F30 on V {__typename}");
        String many = "{viewer{accounts(filter:{accountTag:\"acme\"}){"
                + java.util.stream.IntStream.range(0, 100)
                        .mapToObj(i -> "g" + i + ":aiGatewayRequestsAdaptiveGroups(" + FILTER + "){count} ")
                        .collect(java.util.stream.Collectors.joining())
                + "}}}";
        for (String hostile : List.of(deep, lists, types, large, comment, bomb.toString(), many)) {
            long begin = System.nanoTime();
            String answer = answer(new AskedAnalytics(), hostile, "{}");
            assertThat(answer).startsWith("{\"data\":null").hasSizeLessThan(1_000);
            assertThat(System.nanoTime() - begin).isLessThan(5_000_000_000L);
        }
    }

    @Test
    void a_body_that_is_no_json_is_an_error_too() throws IOException {
        for (String body :
                List.of("", "[]", "{\"query\":5}", "nonsense", "{\"query\":\"" + "x".repeat(1 << 20) + "\"}")) {
            JsonText answer = GraphQl.answer(
                    new AskedAnalytics(), tag -> Optional.empty(), body.getBytes(StandardCharsets.UTF_8), NOW);
            assertThat(answer.text()).startsWith("{\"data\":null,\"errors\":[{\"message\":");
        }
    }

    private static String dataset(String arguments) {
        return "{viewer{accounts(filter:{accountTag:\"acme\"}){aiGatewayRequestsAdaptiveGroups(" + arguments
                + "){count}}}}";
    }

    private static long millis(String time) {
        return Instant.parse(time).toEpochMilli();
    }

    private static String answer(AskedAnalytics analytics, String query, String variables) throws IOException {
        JsonText body = JsonText.object("query", query, "variables", new JsonText(variables));
        return GraphQl.answer(
                        analytics,
                        tag -> tag.equals("acme") ? Optional.of(new LogScope.Account(tag)) : Optional.empty(),
                        body.text().getBytes(StandardCharsets.UTF_8),
                        NOW)
                .text();
    }

    private static JsonTree tree(String json) {
        return JsonTree.read(json.getBytes(StandardCharsets.UTF_8));
    }
}
