package dev.penstock.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Budgeting;
import dev.penstock.call.Counted;
import dev.penstock.call.LimitRule;
import dev.penstock.call.LimitRule.Exhausted;
import dev.penstock.call.LimitRule.Match;
import dev.penstock.call.LimitRule.Origin;
import dev.penstock.call.LimitRule.Property;
import dev.penstock.call.Window;
import dev.penstock.json.JsonTree;
import dev.penstock.json.YamlDocument;
import dev.penstock.json.YamlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LimitSettingsTest {
    @Test
    void a_gateway_that_says_nothing_of_limits_has_the_defaults() {
        assertThat(budgeting("authentication: true")).isEqualTo(Budgeting.DEFAULT);
    }

    @Test
    void a_limit_is_a_rule_of_its_gateway() {
        assertThat(rule("id: a, counts: requests, limit: 60, window: 60s"))
                .isEqualTo(new LimitRule(
                        "a",
                        Origin.GATEWAY,
                        Counted.REQUESTS,
                        60,
                        new Window.Sliding(Duration.ofSeconds(60)),
                        true,
                        Map.of(),
                        new Exhausted.Refuse(),
                        OptionalInt.empty()));
        assertThat(rule("id: b, counts: cost, limit: 2.500000001, period: monthly, zone: Europe/Berlin, strict: false,"
                        + " by: {token: each, model: [gpt-4o, openai/o3], metadata.team: eng}, warn_at: 80"))
                .isEqualTo(new LimitRule(
                        "b",
                        Origin.GATEWAY,
                        Counted.COST,
                        2_500_000_001L,
                        new Window.Calendar(Window.Period.MONTHLY, ZoneId.of("Europe/Berlin")),
                        false,
                        Map.of(
                                new Property.Token(), new Match.Each(),
                                new Property.Model(), new Match.Only(List.of("gpt-4o", "openai/o3")),
                                new Property.Metadata("team"), new Match.Only(List.of("eng"))),
                        new Exhausted.Refuse(),
                        OptionalInt.of(80)));
    }

    @Test
    void windows_are_sliding_unless_they_are_said_to_be_fixed() {
        assertThat(rule("id: a, counts: tokens, limit: 1, window: 1h, technique: fixed")
                        .window())
                .isEqualTo(new Window.Fixed(Duration.ofHours(1)));
        assertThat(rule("id: a, counts: open_streams, limit: 1").window()).isEqualTo(new Window.WhileOpen());
        assertThat(rule("id: a, counts: calls_at_once, limit: 1").window()).isEqualTo(new Window.WhileOpen());
    }

    @Test
    void a_period_without_a_zone_is_of_the_account() {
        assertThat(rule("id: a, counts: tokens, limit: 1, period: daily").window())
                .isEqualTo(new Window.Calendar(Window.Period.DAILY, Window.Calendar.OF_ACCOUNT));
        assertThat(Reads.settings("").timeZone()).isEqualTo(ZoneOffset.UTC);
        assertThat(Reads.settings("time_zone: Asia/Tokyo").timeZone()).isEqualTo(ZoneId.of("Asia/Tokyo"));
    }

    @Test
    void what_becomes_of_a_call_is_a_word_or_a_block() {
        String limit = "id: a, counts: cost, limit: 1, window: 1h, exhausted: ";
        assertThat(rule(limit + "refuse").exhausted()).isEqualTo(new Exhausted.Refuse());
        assertThat(rule(limit + "{downgrade: {model: gpt-4o-mini}}").exhausted())
                .isEqualTo(new Exhausted.Downgrade(Optional.empty(), "gpt-4o-mini"));
        assertThat(rule(limit + "{downgrade: {provider: anthropic, model: claude}}")
                        .exhausted())
                .isEqualTo(new Exhausted.Downgrade(Optional.of("anthropic"), "claude"));
        assertThat(rule(limit + "{wait: {longest: 30s, places: 5}}").exhausted())
                .isEqualTo(new Exhausted.Wait(Duration.ofSeconds(30), 5));
        assertThat(rule(limit + "{wait: {longest: 30s}}").exhausted())
                .isEqualTo(new Exhausted.Wait(Duration.ofSeconds(30), 100));
    }

    @Test
    void the_caps_of_runs_are_rules_by_session() {
        Budgeting budgeting = budgeting(
                "runs: {header: x-run, dollars: 0.5, tokens: 5000000000, calls: 200, identical_calls: 3, window: 1h}");

        Map<Property, Match> session = Map.of(new Property.Session(), new Match.Each());
        Map<Property, Match> body =
                Map.of(new Property.Session(), new Match.Each(), new Property.Body(), new Match.Each());
        assertThat(budgeting.sessionHeader()).contains("x-run");
        assertThat(budgeting.limits())
                .containsExactly(
                        run("dollars", Counted.COST, 500_000_000, session),
                        run("tokens", Counted.TOKENS, 5_000_000_000L, session),
                        run("calls", Counted.REQUESTS, 200, session),
                        run("identical_calls", Counted.REQUESTS, 3, body));
    }

    @Test
    void a_run_is_counted_in_the_last_day_unless_said_otherwise() {
        assertThat(budgeting("runs: {calls: 1}").limits().getFirst().window())
                .isEqualTo(new Window.Sliding(Duration.ofDays(1)));
    }

    @Test
    void how_budgets_are_held_can_be_said_one_by_one() {
        assertThat(budgeting("budgeting: {strict: false, unpriced: estimate, trust_custom_cost: false,"
                        + " assumed_output_tokens: 100, aborted_streams: runs_on, aborted_slack_tokens: 0,"
                        + " limit_headers: false, receipt_header: true}"))
                .isEqualTo(new Budgeting(
                        List.of(),
                        false,
                        Budgeting.Unpriced.ESTIMATE,
                        false,
                        100,
                        Budgeting.Aborted.RUNS_ON,
                        0,
                        false,
                        true,
                        Optional.of("cf-aig-session-id")));
    }

    @Test
    void an_account_has_limits_over_its_gateways() {
        Settings settings = Reads.settings(
                "account_limits: [{id: all, counts: cost, limit: 100, period: monthly, by: {gateway: each}}]");

        LimitRule rule = settings.accountLimits().getFirst();
        assertThat(rule.origin()).isEqualTo(Origin.ACCOUNT);
        assertThat(rule.by()).isEqualTo(Map.of(new Property.Gateway(), new Match.Each()));
    }

    @Test
    void numbers_of_tokens_are_shown_and_token_ids_are_not() {
        Reading.Good good = Reads.good(
                "gateways: [{id: a, budgeting: {assumed_output_tokens: 512}, limits: [{id: a, counts: requests, limit: 1,"
                        + " window: 1s, by: {token: [0123456789abcdef]}}]}]");

        assertThat(good.resolved())
                .anyMatch(key -> key.toString().contains("assumed_output_tokens")
                        && key.toString().contains("512"));
        assertThat(good.resolved().toString()).doesNotContain("0123456789abcdef");
    }

    @Test
    void limits_read_back_from_the_management_api_are_the_same() {
        String body = """
                {"id":"a","cache_invalidate_on_update":false,"cache_ttl":0,"collect_logs":true,
                "rate_limiting_interval":0,"rate_limiting_limit":0,
                "limits":[{"id":"x","counts":"cost","limit":1.5,"period":"daily","by":{"metadata.user":"each",
                "model":["m"]},"exhausted":{"wait":{"longest":"5s","places":7}},"warn_at":50}],
                "runs":{"calls":5},"budgeting":{"strict":false}}
                """;

        GatewayBody.Result.Good made = (GatewayBody.Result.Good) GatewayBody.read(JsonTree.read(body));
        GatewayBody.Result.Good kept = (GatewayBody.Result.Good) GatewayBody.kept(made.shown(), made.secrets());

        assertThat(made.settings().budgeting().limits()).hasSize(2);
        assertThat(made.settings().budgeting().strictSpend()).isFalse();
        assertThat(kept.settings()).isEqualTo(made.settings());
        assertThat(made.shown().at("limits").items().getFirst().at("limit").decimal())
                .hasValueSatisfying(number -> assertThat(number).isEqualByComparingTo("1.5"));
        assertThat(made.shown()
                        .at("limits")
                        .items()
                        .getFirst()
                        .at("exhausted")
                        .at("wait")
                        .at("places")
                        .whole())
                .hasValue(7);
    }

    @Test
    void every_example_of_the_documentation_is_good() throws IOException {
        Set<String> providers = Set.of("openai", "vllm");
        Matcher blocks =
                Pattern.compile("(?ms)^```yaml\n(.*?)^```").matcher(Files.readString(Path.of("docs/limits.md")));

        int examples = 0;
        while (blocks.find()) {
            YamlDocument file = YamlReader.read("penstock.yaml", blocks.group(1).getBytes(UTF_8));
            Reading reading = new SettingsReader(providers).read(file, Map.of(), Map.of());
            assertThat(reading).isInstanceOf(Reading.Good.class);
            assertThat(((Reading.Good) reading).warnings()).isEmpty();
            examples++;
        }
        assertThat(examples).isEqualTo(4);
    }

    static Stream<Arguments> mistakes() {
        String at = "line 3: 'gateways[0].limits[0]";
        String given = "id: a, counts: requests, limit: 1, window: 1s";
        return Stream.of(
                Arguments.of("counts: requests, limit: 1, window: 1s", at + ".id' is missing; must be 1 to 64 letters"),
                Arguments.of("id: a b, counts: requests, limit: 1, window: 1s", at + ".id' is a b; must be 1 to 64"),
                Arguments.of("id: a, counts: calls, limit: 1, window: 1s", at + ".counts' is calls; must be cost,"),
                Arguments.of("id: a, counts: requests, limit: -1, window: 1s", at + ".limit' is -1; must be a number"),
                Arguments.of(
                        "id: a, counts: requests, limit: 1.5, window: 1s",
                        at + ".limit' is 1.5; must be a whole number of requests"),
                Arguments.of(
                        "id: a, counts: cost, limit: 99999999999, window: 1s",
                        at + ".limit' is 99999999999; must be below 9223372036 US dollars"),
                Arguments.of(
                        "id: a, counts: cost, limit: 0.0000000001, window: 1s",
                        at + ".limit' is 0.0000000001; must be a number"),
                Arguments.of(
                        "id: a, counts: requests, limit: 1",
                        at + ".window' is missing; give a 'window' such as 60s, or a 'period' such as monthly"),
                Arguments.of(given + ", period: daily", at + ".period' stands beside 'window'; keep one"),
                Arguments.of(given + ", zone: UTC", at + ".zone' belongs to a 'period'"),
                Arguments.of(
                        "id: a, counts: cost, limit: 1, period: daily, technique: fixed",
                        at + ".technique' belongs to a 'window'"),
                Arguments.of(
                        "id: a, counts: cost, limit: 1, period: daily, zone: Mars/Phobos",
                        at + ".zone' is Mars/Phobos; must be a time zone such as UTC or Europe/Berlin"),
                Arguments.of(
                        "id: a, counts: calls_at_once, limit: 1, window: 1s",
                        at + ".window' has no meaning where calls_at_once are counted"),
                Arguments.of(given + ", strict: false", at + ".strict' is false, but requests are known before"),
                Arguments.of(given + ", by: {tokn: each}", at + ".by' names the unknown property 'tokn'; did you mean"),
                Arguments.of(
                        given + ", by: {gateway: each}",
                        at + ".by' names 'gateway', which a gateway's own limit always is; put the limit under"
                                + " 'account_limits'"),
                Arguments.of(given + ", by: {body: [x]}", at + ".by' names values of body; only \"each\""),
                Arguments.of(given + ", by: {model: []}", at + ".by' has no value for 'model'; give \"each\""),
                Arguments.of(
                        given + ", by: {provider: opnai}", at + ".by' names the unknown provider 'opnai'; did you"),
                Arguments.of(given + ", exhausted: stop", at + ".exhausted' is stop; must be refuse"),
                Arguments.of(given + ", exhausted: {}", at + ".exhausted.wait' and 'downgrade' are both missing"),
                Arguments.of(
                        given + ", exhausted: {wait: {longest: 1s}, downgrade: {model: m}}",
                        at + ".exhausted.wait' stands beside 'downgrade'; keep one"),
                Arguments.of(given + ", warn_at: 101", at + ".warn_at' is 101; must be 1 to 100"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void a_limit_that_makes_no_sense_is_refused_with_its_place(String limit, String problem) {
        assertThat(Reads.problems("gateways:\n  - id: a\n    limits: [{" + limit + "}]"))
                .anySatisfy(found -> assertThat(found).startsWith("penstock.yaml " + problem));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "gateways: [{id: a, limits: [%s, %s]}] | 'gateways[0].limits[1].id' is a, which was given already",
                "account_limits: [%s, %s] | 'account_limits[1].id' is a, which was given already; must be another"
            })
    void two_limits_of_one_name_are_refused(String yaml, String problem) {
        String limit = "{id: a, counts: requests, limit: 1, window: 1s}";
        assertThat(Reads.problems(yaml.formatted(limit, limit)))
                .anySatisfy(found -> assertThat(found).contains(problem));
    }

    private static LimitRule run(String id, Counted counted, long limit, Map<Property, Match> by) {
        return new LimitRule(
                id,
                Origin.RUN,
                counted,
                limit,
                new Window.Sliding(Duration.ofHours(1)),
                true,
                by,
                new Exhausted.Refuse(),
                OptionalInt.empty());
    }

    private static LimitRule rule(String limit) {
        return budgeting("limits: [{" + limit + "}]").limits().getFirst();
    }

    private static Budgeting budgeting(String key) {
        return Reads.settings("gateways:\n  - id: a\n    " + key)
                .gateways()
                .getFirst()
                .budgeting();
    }
}
