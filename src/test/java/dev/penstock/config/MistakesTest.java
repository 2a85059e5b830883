package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MistakesTest {
    private static final String HASH = "a".repeat(64);

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake("hots: x", "line 1: unknown key 'hots'; did you mean 'host'?"),
                mistake("\n\nadmin-port: 1", "line 3: unknown key 'admin-port'; did you mean 'admin_port'?"),
                mistake("Port: 1", "line 1: unknown key 'Port'; did you mean 'port'?"),
                mistake(
                        "xyzzy: 1",
                        "line 1: unknown key 'xyzzy'; known here: account, account_limits, admin_host, admin_port, cache, compatibility,"
                                + " custom_providers, data, demo, egress, gateways, grace_time, health, host, limits, log,"
                                + " management_tokens, master_key, port, prices, providers, public_url, resume, time_zone, timeouts, tokens"),
                mistake("port: 99999", "line 1: 'port' is 99999; must be 0 to 65535"),
                mistake("port: -1", "line 1: 'port' is -1; must be 0 to 65535"),
                mistake("port: 80.5", "line 1: 'port' is 80.5; must be 0 to 65535"),
                mistake("port: 8_787", "line 1: 'port' is 8_787; must be 0 to 65535"),
                mistake("port: \"8787\"", "line 1: 'port' is 8787; must be 0 to 65535, without quotes"),
                mistake("port: [1]", "line 1: 'port' is a list; must be 0 to 65535"),
                mistake("port: {a: 1}", "line 1: 'port' is a block of keys; must be 0 to 65535"),
                mistake("port: 99999999999999999999", "line 1: 'port' is 99999999999999999999; must be 0 to 65535"),
                mistake("admin_port: 8787", "line 1: 'admin_port' is 8787, the same as 'port'; must be another"),
                mistake("host: \"\"", "line 1: 'host' is empty; must be an IP address or a host name"),
                mistake("host: 10.0.0.256", "line 1: 'host' is 10.0.0.256; must be an IP address or a host name"),
                mistake("host: true", "line 1: 'host' is true; must be an IP address or a host name, in quotes"),
                mistake("demo: yes", "line 1: 'demo' is yes; must be true or false"),
                mistake("demo: 1", "line 1: 'demo' is 1; must be true or false"),
                mistake(
                        "grace_time: 30",
                        "line 1: 'grace_time' is 30; must be 0s to 1h (a number with ms, s, m, h or d)"),
                mistake(
                        "grace_time: 2h",
                        "line 1: 'grace_time' is 2h; must be 0s to 1h (a number with ms, s, m, h or d)"),
                mistake("account: a/b", "line 1: 'account' is a/b; must be 1 to 64 letters, digits, '.', '_' or '-'"),
                mistake(
                        "limits: 5",
                        "line 1: 'limits' is a single value; must be a block of keys: header_bytes,"
                                + " body_bytes, inflight_bytes, event_bytes, held_answer_bytes, stream_buffer_bytes,"
                                + " inflated_bytes, inflated_ratio, connections, log_body_bytes, spool_disk_bytes,"
                                + " spool_memory_bytes, counted_buckets"),
                mistake(
                        "limits:\n  bdy_bytes: 1",
                        "line 2: unknown key 'bdy_bytes' in 'limits'; did you mean 'body_bytes'?"),
                mistake(
                        "limits:\n  body_bytes: 2GB",
                        "line 2: 'limits.body_bytes' is 2GB; must be 1KB to 1GB (bytes, or with KB, MB or GB)"),
                mistake(
                        "limits:\n  body_bytes: 10MiB",
                        "line 2: 'limits.body_bytes' is 10MiB; must be 1KB to 1GB (bytes, or with KB, MB or GB)"),
                mistake("limits: {inflated_ratio: 0}", "line 1: 'limits.inflated_ratio' is 0; must be 1 to 10000"),
                mistake(
                        "limits: {inflight_bytes: 1MB, body_bytes: 2MB}",
                        "line 1: 'limits' has a body_bytes of 2MB but an inflight_bytes of 1MB; one body must fit into"
                                + " what all calls may hold"),
                mistake(
                        "timeouts: {idle: 5 minutes}",
                        "line 1: 'timeouts.idle' is 5 minutes; must be 100ms to 1h (a number with ms, s, m, h or d)"),
                mistake(
                        "compatibility: {provider_failure_status: cloudfare}",
                        "line 1: 'compatibility.provider_failure_status' is cloudfare; must be gateway or cloudflare;"
                                + " did you mean 'cloudflare'?"),
                mistake(
                        "log: {format: jsn}",
                        "line 1: 'log.format' is jsn; must be text or json; did you mean 'json'?"),
                mistake("log: {level: loud}", "line 1: 'log.level' is loud; must be error, warn, info or debug"),
                mistake("providers: {opnai: {}}", "line 1: unknown provider 'opnai'; did you mean 'openai'?"),
                mistake(
                        "providers: {google_ai_studio: {}}",
                        "line 1: unknown provider 'google_ai_studio'; did you mean 'google-ai-studio'?"),
                mistake(
                        "providers: {openai: {url: x}}",
                        "line 1: unknown key 'url' in 'providers.openai'; known here: auth_url, base_url, base_urls, managed_key"),
                mistake(
                        "providers: {openai: {base_url: ftp://x}}",
                        "line 1: 'providers.openai.base_url' is ftp://x; must be an http or https URL without user"
                                + " information, query or fragment"),
                mistake(
                        "providers: {openai: {base_url: 'https://me:sesame@x'}}",
                        "line 1: 'providers.openai.base_url' is not right (its value is not shown); must be an http or"
                                + " https URL without user information, query or fragment"),
                mistake(
                        "providers: {openai: {base_url: 'https://x/v1?key=sesame'}}",
                        "line 1: 'providers.openai.base_url' is not right (its value is not shown); must be an http or"
                                + " https URL without user information, query or fragment"),
                mistake(
                        "gateways: {id: a}",
                        "line 1: 'gateways' is a block of keys; must be a list, each item a block of"
                                + " keys: id, authentication, collect_logs, log_classification, cache_invalidate_on_update,"
                                + " cache_ttl, rate_limiting_interval, rate_limiting_limit, rate_limiting_technique,"
                                + " log_management, log_management_strategy, log_retention, logpush, logpush_public_key,"
                                + " retry_max_attempts,"
                                + " retry_delay, retry_backoff, store_id, workers_ai_billing_mode, zdr, byok_only, managed_keys, dlp,"
                                + " guardrails, otel, spend_limits, stripe, limits, runs, budgeting, cache, routing, routes"),
                gateway(
                        "x: 1",
                        "line 3: unknown key 'x' in 'gateways[0]'; known here: authentication, budgeting, byok_only, cache,"
                                + " cache_invalidate_on_update, cache_ttl, collect_logs, dlp, guardrails, id, limits, log_classification,"
                                + " log_management, log_management_strategy, log_retention, logpush, logpush_public_key, managed_keys, otel,"
                                + " rate_limiting_interval, rate_limiting_limit, rate_limiting_technique, retry_backoff,"
                                + " retry_delay, retry_max_attempts, routes, routing, runs, spend_limits, store_id, stripe, workers_ai_billing_mode,"
                                + " zdr"),
                mistake(
                        "gateways:\n  - authentication: true",
                        "line 2: 'gateways[0].id' is missing; must be 1 to 64 letters, digits, '.', '_' or '-'"),
                mistake(
                        "gateways: [{id: a}, {id: b}, {id: a}]",
                        "line 1: 'gateways[2].id' is a, which was given already; must be another"),
                gateway("cache_ttl: -1", "line 3: 'gateways[0].cache_ttl' is -1; must be a whole number of 0 or more"),
                gateway(
                        "rate_limiting_technique: slide",
                        "line 3: 'gateways[0].rate_limiting_technique' is slide; must be fixed or sliding"),
                gateway(
                        "log_management: 9999",
                        "line 3: 'gateways[0].log_management' is 9999; must be 10000 to 10000000"),
                gateway(
                        "log_management_strategy: delete_oldest",
                        "line 3: 'gateways[0].log_management_strategy' is delete_oldest; must be STOP_INSERTING or"
                                + " DELETE_OLDEST; did you mean 'DELETE_OLDEST'?"),
                gateway("retry_max_attempts: 6", "line 3: 'gateways[0].retry_max_attempts' is 6; must be 1 to 5"),
                gateway("retry_delay: 1s", "line 3: 'gateways[0].retry_delay' is 1s; must be 0 to 60000"),
                gateway(
                        "retry_backoff: expontial",
                        "line 3: 'gateways[0].retry_backoff' is expontial; must be constant, linear or exponential; did"
                                + " you mean 'exponential'?"),
                gateway(
                        "workers_ai_billing_mode: prepaid",
                        "line 3: 'gateways[0].workers_ai_billing_mode' is prepaid; must be postpaid or unified"),
                gateway(
                        "logpush_public_key: short",
                        "line 3: 'gateways[0].logpush_public_key' is short; must be a text of 16 to 1024 characters"),
                gateway("guardrails: {prompt: {S14: BLOCK}}", "line 3: unknown hazard 'S14'; did you mean 'S1'?"),
                gateway(
                        "guardrails: {prompt: {S1: ALLOW}}",
                        "line 3: 'gateways[0].guardrails.prompt.S1' is ALLOW; must be FLAG or BLOCK"),
                gateway(
                        "dlp: {action: BLOCK, policies: [{id: a, action: FLAG, profiles: [p]}]}",
                        "line 3: 'gateways[0].dlp.policies' stands beside the short form; give either policies, or"
                                + " action and profiles"),
                gateway(
                        "spend_limits: {rules: [{limit: 1.0000000001, window: 60}]}",
                        "line 3: 'gateways[0].spend_limits.rules[0].limit' is 1.0000000001; must be US dollars, 0 or"
                                + " more, such as 2.50"),
                gateway(
                        "spend_limits: {rules: [{limit: 1, window: 60, model: {mode: filter}}]}",
                        "line 3: 'gateways[0].spend_limits.rules[0].model.values' is empty; a filter must name at least"
                                + " one value"),
                token("sha256x: 1", "line 8: unknown key 'sha256x' in 'tokens[0]'; did you mean 'sha256'?"),
                mistake(
                        "tokens:\n  - id: 0123456789abcdef\n    sha256: ABC",
                        "line 3: 'tokens[0].sha256' is not right (its value is not shown); must be 64 hexadecimal"
                                + " digits, as 'penstock token' prints them"),
                gateway(
                        "otel: [{url: http://x, headers: {x-team: [sesame]}}]",
                        "line 3:"
                                + " 'gateways[0].otel[0].headers.x-team' is a list; must be a text of 1 to 4096 characters on"
                                + " one line"),
                gateway(
                        "otel: [{url: http://x, headers: {x-team: ''}}]",
                        "line 3:"
                                + " 'gateways[0].otel[0].headers.x-team' is empty; must be a text of 1 to 4096 characters on"
                                + " one line"),
                gateway(
                        "otel: [{}]",
                        "line 3: 'gateways[0].otel[0].url' is missing; must be an http or https URL without"
                                + " user information, query or fragment"),
                gateway(
                        "stripe: {authorization: [sesame]}",
                        "line 3: 'gateways[0].stripe.authorization' is a list; must be a text of 1 to 4096 characters on"
                                + " one line"),
                mistake(
                        "tokens:\n  - id: zz\n    sha256: " + HASH,
                        "line 2: 'tokens[0].id' is zz; must be 16 hexadecimal digits, as"
                                + " 'penstock token' prints them"),
                token(
                        "gateways: [prdo]",
                        "line 4: 'tokens[0].gateways' names the unknown gateway 'prdo'; did you mean 'prod'?"),
                token(
                        "expires_at: tomorrow",
                        "line 8: 'tokens[0].expires_at' is tomorrow; must"
                                + " be a time as RFC 3339 writes it, such as 2027-01-31T12:00:00Z, or a day, such as"
                                + " 2027-01-31"),
                mistake(
                        "prices: [{provider: openai, model: m}]",
                        "line 1: 'prices[0]' sets no price; give at least one, such as input or output"),
                mistake(
                        "prices: [{provider: openai, model: m, input: 1e3}]",
                        "line 1: 'prices[0].input' is 1e3; must be US dollars per million tokens, 0 or more, such as"
                                + " 2.50"),
                mistake(
                        "prices: [{provider: p, model: m, input: 1}, {provider: p, model: m, output: 1}]",
                        "line 1: 'prices[1]' prices p/m a second time from the same time on; keep one"),
                mistake("port: 1\nport: 2", "line 2: key 'port' was given already in line 1; keep one"));
    }

    private static Arguments mistake(String yaml, String problem) {
        return Arguments.of(yaml, "penstock.yaml " + problem);
    }

    private static Arguments gateway(String yaml, String problem) {
        return mistake("gateways:\n  - id: prod\n    " + yaml, problem);
    }

    private static Arguments token(String yaml, String problem) {
        return mistake(
                "gateways:\n  - id: prod\ntokens:\n  - id: \"0123456789abcdef\"\n    # a comment\n\n    sha256: " + HASH
                        + "\n    " + yaml,
                problem);
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void says_where_what_and_what_to_do(String yaml, String problem) {
        assertThat(Reads.problems(yaml)).containsExactly(problem);
    }

    @Test
    void lists_every_problem_from_the_top_of_the_file_down() {
        assertThat(Reads.problems(
                        """
                        timeouts: {idle: never}
                        prot: 1
                        gateways:
                          - id: a
                            zdr: maybe
                        port: 99999
                        """, Map.of("PENSTOCK_DEMO", "perhaps", "PENSTOCK_HOTS", "x"), Map.of("admin_port", "many")))
                .containsExactly(
                        "penstock.yaml line 1: 'timeouts.idle' is never; must be 100ms to 1h (a number with ms, s, m, h"
                                + " or d)",
                        "penstock.yaml line 2: unknown key 'prot'; did you mean 'port'?",
                        "penstock.yaml line 5: 'gateways[0].zdr' is maybe; must be true or false",
                        "penstock.yaml line 6: 'port' is 99999; must be 0 to 65535",
                        "PENSTOCK_HOTS is not a known variable; did you mean 'PENSTOCK_HOST'?",
                        "--admin-port: 'admin_port' is many; must be 0 to 65535",
                        "PENSTOCK_DEMO: 'demo' is perhaps; must be true or false");
    }

    @Test
    void says_how_many_more_there_are_beyond_a_hundred() {
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < 250; i++) {
            yaml.append("unknown").append(i).append(": 1\n");
        }

        List<String> problems = Reads.problems(yaml.toString());

        assertThat(problems).hasSize(101).endsWith("and 150 more");
    }

    @Test
    void a_mistake_stays_one_where_a_variable_hides_it() {
        assertThat(Reads.problems("port: 99999", Map.of("PENSTOCK_PORT", "80"), Map.of()))
                .containsExactly("penstock.yaml line 1: 'port' is 99999; must be 0 to 65535");
    }

    @Test
    void shows_no_secret_wherever_it_stands_wrongly() {
        String secret = "pst_0123456789abcdef_sesame";
        for (String key : List.of("port", "host", "demo", "data", "account", "grace_time", "log", "limits", "tokens")) {
            assertThat(Reads.problems(key + ": [" + secret + "]").toString()).doesNotContain("sesame");
            assertThat(Reads.problems(key + ": " + secret + " !").toString()).doesNotContain("sesame");
        }
        assertThat(Reads.problems("", Map.of("PENSTOCK_PORT", "sk-sesame"), Map.of()))
                .containsExactly("PENSTOCK_PORT: 'port' is not right (its value is not shown); must be 0 to 65535");
    }

    @Test
    void a_foreign_name_cannot_break_the_line() {
        assertThat(Reads.problems("\"a\\nb\\u2028\\e[31m\": 1").getFirst())
                .startsWith("penstock.yaml line 1: unknown key 'a\\u000ab\\u2028\\u001b[31m'");
        assertThat(Reads.problems("x" + "y".repeat(900) + ": 1").getFirst())
                .contains("…'")
                .hasSizeLessThan(400);
    }
}
