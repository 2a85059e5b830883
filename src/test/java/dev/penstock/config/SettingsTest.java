package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Caching;
import dev.penstock.call.Dlp;
import dev.penstock.call.GatewaySettings;
import dev.penstock.call.Guardrails;
import dev.penstock.call.HealthSettings;
import dev.penstock.call.NanoUsd;
import dev.penstock.call.ScreenAction;
import dev.penstock.call.SpendLimits;
import dev.penstock.call.SpendLimits.Dimension;
import dev.penstock.egress.EgressGuard;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    private static final Settings DEFAULTS = Reads.settings("");

    @Test
    void an_empty_file_gives_the_documented_defaults() {
        assertThat(DEFAULTS)
                .isEqualTo(new Settings(
                        DEFAULTS.digest(),
                        "default",
                        "127.0.0.1",
                        8787,
                        Optional.empty(),
                        "127.0.0.1",
                        8788,
                        Path.of("./data"),
                        false,
                        Duration.ofSeconds(30),
                        Map.of(),
                        List.of(),
                        EgressGuard.PUBLIC_ONLY,
                        List.of(),
                        Map.of(),
                        ZoneOffset.UTC,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        new MasterKeySettings(Optional.empty(), Path.of("penstock.key"), List.of()),
                        new CacheSettings(32L << 20, 1L << 30, 10L << 20, Optional.empty()),
                        new ResumeSettings(Duration.ofSeconds(330)),
                        new Limits(
                                32L << 10,
                                100L << 20,
                                Optional.empty(),
                                16L << 20,
                                16L << 20,
                                64L << 10,
                                32L << 20,
                                100,
                                Optional.empty(),
                                10L << 20,
                                1L << 30,
                                32L << 20,
                                200_000),
                        new Timeouts(
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(75),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(600),
                                Duration.ofSeconds(300),
                                Duration.ofSeconds(60),
                                Duration.ofSeconds(3600)),
                        HealthSettings.DEFAULT,
                        new Compatibility(Compatibility.ProviderFailureStatus.GATEWAY),
                        new LogOutput(LogOutput.Format.TEXT, LogOutput.Level.INFO)));
    }

    @Test
    void a_key_without_a_value_counts_as_not_given() {
        assertThat(Reads.settings("port:\ngateways:\ntokens: null\nlimits:\n  body_bytes:\nlog:\n"))
                .isEqualTo(DEFAULTS);
    }

    @ParameterizedTest
    @CsvSource({"64KB, 65536", "16MB, 16777216", "1GB, 1073741824", "4096, 4096", "1KB, 1024"})
    void a_kilobyte_is_1024_bytes(String text, long bytes) {
        assertThat(Reads.settings("limits: {body_bytes: " + text + "}").limits().bodyBytes())
                .isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"300ms, PT0.3S", "30s, PT30S", "5m, PT5M", "1h, PT1H"})
    void durations_carry_their_unit(String text, Duration expected) {
        assertThat(Reads.settings("timeouts: {idle: " + text + "}").timeouts().idle())
                .isEqualTo(expected);
    }

    @Test
    void the_byte_budget_is_half_a_gigabyte_or_a_quarter_of_the_heap() {
        assertThat(DEFAULTS.limits().inflightBytes(64L << 30)).isEqualTo(512L << 20);
        assertThat(DEFAULTS.limits().inflightBytes(1L << 30)).isEqualTo(256L << 20);
        assertThat(Reads.settings("limits: {inflight_bytes: 1GB}").limits().inflightBytes(1L << 30))
                .isEqualTo(1L << 30);
    }

    @Test
    void a_providers_address_loses_its_closing_slash() {
        Settings settings = Reads.settings("providers: {openai: {base_url: 'http://localhost:9000/v1/'}}");

        assertThat(settings.providers())
                .containsExactly(Map.entry("openai", new ProviderSettings(Optional.of("http://localhost:9000/v1"))));
    }

    @Test
    void a_gateway_says_only_what_differs() {
        assertThat(Reads.settings("gateways: [{id: prod}]").gateways())
                .containsExactly(GatewaySettings.undeclared("prod", true));
    }

    @Test
    void a_gateway_takes_every_field_of_the_management_api() {
        GatewaySettings gateway = Reads.settings("""
                        gateways:
                          - id: prod
                            authentication: false
                            cache_invalidate_on_update: true
                            cache_ttl: 300
                            collect_logs: false
                            rate_limiting_interval: 60
                            rate_limiting_limit: 100
                            rate_limiting_technique: sliding
                            log_management: 10000
                            log_management_strategy: DELETE_OLDEST
                            log_retention: 30d
                            logpush: true
                            logpush_public_key: 0123456789abcdef
                            retry_max_attempts: 3
                            retry_delay: 500
                            retry_backoff: exponential
                            store_id: s1
                            workers_ai_billing_mode: unified
                            zdr: true
                            byok_only: true
                            log_classification: true
                            dlp: {enabled: true, action: BLOCK, profiles: [cards]}
                            guardrails: {prompt: {S1: BLOCK, P1: FLAG}, response: {S10: FLAG}}
                            otel:
                              - url: https://otel.example/v1/traces
                                headers: {x-team: ml}
                                content_type: protobuf
                            spend_limits:
                              enabled: true
                              rules:
                                - {id: per-user, limit: 5.0, limitType: cost, window: 86400, technique: fixed,
                                   model: {mode: filter, values: [gpt]}, metadata: {user: {mode: partition}}}
                            stripe: {authorization: a-key, usage_events: [{payload: "{}"}]}
                        """).gateways().getFirst();

        assertThat(gateway.authentication()).isFalse();
        assertThat(gateway.collectLogs()).isFalse();
        assertThat(gateway.logClassification()).isTrue();
        assertThat(gateway.caching()).isEqualTo(Caching.of(Duration.ofMinutes(5), true));
        assertThat(gateway.rateLimit())
                .isEqualTo(
                        new GatewaySettings.RateLimit(Duration.ofMinutes(1), 100, GatewaySettings.Technique.SLIDING));
        assertThat(gateway.rateLimit().isOn()).isTrue();
        assertThat(gateway.retries().maxAttempts()).hasValue(3);
        assertThat(gateway.retries().delay()).contains(Duration.ofMillis(500));
        assertThat(gateway.retries().backoff()).contains(GatewaySettings.Retries.Backoff.EXPONENTIAL);
        assertThat(gateway.logKeeping().most()).hasValue(10_000);
        assertThat(gateway.logKeeping().whenFull()).contains(GatewaySettings.LogKeeping.WhenFull.DELETE_OLDEST);
        assertThat(gateway.logKeeping().age()).contains(Duration.ofDays(30));
        assertThat(gateway.logKeeping().push()).isTrue();
        assertThat(gateway.logKeeping().pushPublicKey()).contains("0123456789abcdef");
        assertThat(gateway.credentials())
                .isEqualTo(new GatewaySettings.Credentials(
                        Optional.of("s1"),
                        GatewaySettings.Credentials.WorkersAiBilling.UNIFIED,
                        true,
                        true,
                        Set.of("*")));
        assertThat(gateway.dlp())
                .contains(new Dlp(
                        true,
                        List.of(new Dlp.Policy(
                                "default",
                                true,
                                ScreenAction.BLOCK,
                                Set.of(Dlp.Side.REQUEST, Dlp.Side.RESPONSE),
                                List.of("cards")))));
        assertThat(gateway.guardrails())
                .contains(new Guardrails(
                        Map.of(Guardrails.Hazard.S1, ScreenAction.BLOCK, Guardrails.Hazard.P1, ScreenAction.FLAG),
                        Map.of(Guardrails.Hazard.S10, ScreenAction.FLAG)));
        assertThat(gateway.otel().getFirst().headers().get("x-team")).hasToString("•••");
        assertThat(gateway.spendLimits())
                .contains(new SpendLimits(
                        true,
                        List.of(new SpendLimits.Rule(
                                "per-user",
                                true,
                                new NanoUsd(5_000_000_000L),
                                Duration.ofDays(1),
                                GatewaySettings.Technique.FIXED,
                                Optional.of(new Dimension.Filter(List.of("gpt"))),
                                Optional.empty(),
                                Map.of("user", new Dimension.Partition())))));
        assertThat(gateway.stripe().orElseThrow().usageEvents()).containsExactly("{}");
        assertThat(gateway.toString()).doesNotContain("a-key").doesNotContain("=ml");
    }

    @Test
    void an_unnamed_budget_has_the_same_name_after_a_restart() {
        String yaml = "gateways: [{id: a, spend_limits: {rules: [{limit: 1, window: 60}, {limit: 2, window: 60}]}}]";
        List<SpendLimits.Rule> rules = Reads.settings(yaml)
                .gateways()
                .getFirst()
                .spendLimits()
                .orElseThrow()
                .rules();

        assertThat(rules.getFirst().id())
                .matches("[0-9a-f]{8}")
                .isNotEqualTo(rules.get(1).id());
        assertThat(Reads.settings(yaml)
                        .gateways()
                        .getFirst()
                        .spendLimits()
                        .orElseThrow()
                        .rules())
                .isEqualTo(rules);
    }

    @Test
    void tokens_are_good_everywhere_unless_they_name_gateways() {
        String hash = "ab".repeat(32);
        List<TokenSettings> tokens = Reads.settings("""
                        gateways: [{id: prod}]
                        tokens:
                          - {id: "0000000000000001", sha256: "%1$s"}
                          - {id: "0000000000000002", sha256: "%1$s", gateways: "*"}
                          - {id: "0000000000000003", sha256: "%1$s", gateways: [prod, default], name: ci, expires_at: 2027-01-31}
                          - {id: 1234567890123456, sha256: "%1$s", expires_at: 2027-01-31T12:00:00+02:00}
                        """.formatted(hash)).tokens();

        assertThat(tokens)
                .containsExactly(
                        token("0000000000000001", hash, Optional.empty(), Optional.empty(), Optional.empty()),
                        token("0000000000000002", hash, Optional.empty(), Optional.empty(), Optional.empty()),
                        token(
                                "0000000000000003",
                                hash,
                                Optional.of("ci"),
                                Optional.of(Set.of("prod", "default")),
                                Optional.of("2027-01-31T00:00:00Z")),
                        token(
                                "1234567890123456",
                                hash,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of("2027-01-31T10:00:00Z")));
        assertThat(tokens.toString()).doesNotContain(hash);
    }

    private static TokenSettings token(
            String id, String hash, Optional<String> name, Optional<Set<String>> gateways, Optional<String> end) {
        return new TokenSettings(id, hash, name, gateways, end.map(Instant::parse));
    }

    @Test
    void prices_keep_every_digit() {
        PriceOverride price = Reads.settings(
                        "prices: [{provider: openai, model: gpt-x, input: 2.50, cache_read: 0.075, effective_from: 2026-01-01}]")
                .prices()
                .getFirst();

        assertThat(price.input()).contains(new BigDecimal("2.50"));
        assertThat(price.cacheRead()).contains(new BigDecimal("0.075"));
        assertThat(price.output()).isEmpty();
        assertThat(price.effectiveFrom()).contains(Instant.parse("2026-01-01T00:00:00Z"));
    }

    @Test
    void an_option_wins_over_a_variable_and_a_variable_over_the_file() {
        Map<String, String> environment = Map.of("PENSTOCK_PORT", "2", "PENSTOCK_HOST", "::1", "HOME", "/");

        assertThat(Reads.good("port: 1", Map.of(), Map.of()).settings().port()).isEqualTo(1);
        assertThat(Reads.good("port: 1", environment, Map.of()).settings().port())
                .isEqualTo(2);
        Reading.Good all = Reads.good("port: 1\ndemo: true", environment, Map.of("port", "3"));
        assertThat(all.settings().port()).isEqualTo(3);
        assertThat(all.settings().demo()).isTrue();
        assertThat(all.resolved())
                .contains(
                        new Resolved("port", "3", "--port"),
                        new Resolved("host", "::1", "PENSTOCK_HOST"),
                        new Resolved("demo", "true", "penstock.yaml line 2"),
                        new Resolved("admin_port", "8788", "default"));
    }

    @Test
    void every_single_value_outside_lists_is_a_variable() {
        Settings settings = Reads.good(
                        "timeouts: {head: 1s}",
                        Map.of(
                                "PENSTOCK_LIMITS_BODY_BYTES", "64KB",
                                "PENSTOCK_TIMEOUTS_IDLE", "5m",
                                "PENSTOCK_COMPATIBILITY_PROVIDER_FAILURE_STATUS", "cloudflare",
                                "PENSTOCK_LOG_FORMAT", "json",
                                "PENSTOCK_DEMO", "true",
                                "PENSTOCK_GRACE_TIME", "1m",
                                "PENSTOCK_PROVIDERS_GOOGLE_AI_STUDIO_BASE_URL", "http://localhost:1",
                                "PENSTOCK_JAVA_HOME", "/jdk",
                                "PENSTOCK_JAVA_OPTS", "-Xmx1g",
                                "PENSTOCK_CONFIG", "p.yaml"),
                        Map.of())
                .settings();

        assertThat(settings.limits().bodyBytes()).isEqualTo(65536);
        assertThat(settings.timeouts().head()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.timeouts().idle()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.compatibility().providerFailureStatus())
                .isEqualTo(Compatibility.ProviderFailureStatus.CLOUDFLARE);
        assertThat(settings.log().format()).isEqualTo(LogOutput.Format.JSON);
        assertThat(settings.graceTime()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.providers())
                .containsEntry("google-ai-studio", new ProviderSettings(Optional.of("http://localhost:1")));
    }

    @Test
    void a_variable_may_put_right_what_does_not_fit_together() {
        assertThat(Reads.good("port: 8788", Map.of("PENSTOCK_ADMIN_PORT", "9000"), Map.of())
                        .settings()
                        .port())
                .isEqualTo(8788);
    }

    @Test
    void warns_of_what_would_be_relied_upon_but_does_not_act() {
        List<String> warnings = Reads.good("""
                        gateways:
                          - id: a
                            rate_limiting_limit: 10
                            rate_limiting_interval: 60
                            zdr: false
                            cache_ttl: 0
                            spend_limits: {enabled: false}
                            dlp: {enabled: false}
                            guardrails: {}
                            collect_logs: false
                          - id: b
                            guardrails: {prompt: {S1: BLOCK}}
                            spend_limits: {enabled: true}
                            dlp: {enabled: true}
                        """).warnings();

        String idle = " is set, but does not act in this version: nothing enforces it yet";
        assertThat(warnings)
                .containsExactly(
                        "penstock.yaml line 12: 'gateways[1].guardrails'" + idle,
                        "penstock.yaml line 14: 'gateways[1].dlp'" + idle);
    }

    @Test
    void what_each_key_came_to_shows_no_secret() {
        Reading.Good good = Reads.good(
                "gateways: [{id: a, stripe: {authorization: sesame}, otel: [{url: 'http://x', headers: {k: sesame}}]}]");

        assertThat(good.resolved().toString()).doesNotContain("sesame");
    }
}
