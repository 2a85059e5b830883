package dev.penstock.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Failure;
import dev.penstock.call.Headers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an error answer comes to, and when it wants to be asked again. */
final class FailureReadingTest {
    private static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "retry-after-ms | 1500.5 | 1500",
                "retry-after-ms | 0.5 | 0",
                "retry-after | 3 | 3000",
                "retry-after | 2.5 | 2500",
                "retry-after | ' 7 ' | 7000",
                "retry-after | 1e1 | 10000",
                "retry-after | 30s | 30000",
                "retry-after | Wed, 01 Jul 2026 12:00:30 GMT | 30000",
                "retry-after | Wednesday, 01-Jul-26 12:00:30 GMT | 30000",
                "retry-after | Wed Jul  1 12:00:30 2026 | 30000",
                "retry-after | 2026-07-01T12:00:30Z | 30000",
                "retry-after | 287441 | 86400000",
                "retry-after | Sat, 01 Jul 2028 12:00:00 GMT | 86400000",
                "x-ratelimit-reset-requests | 20ms | 20",
                "x-ratelimit-reset-tokens | 1m2.5s | 62500",
                "x-ratelimit-reset-requests | 6m0s | 360000",
                "x-ratelimit-reset-tokens | 17.399999999s | 17399",
                "x-ratelimit-reset-tokens-minute | 11.38 | 11380",
                "anthropic-ratelimit-tokens-reset | 2026-07-01T12:00:05Z | 5000",
                "x-ratelimit-reset | 1782907210000 | 10000",
                "x-ratelimit-reset | 1782907210 | 10000",
            })
    void times_are_read_from_headers_in_every_form(String header, String value, long millis) {
        assertThat(after(throttled(Headers.of(header, value), "")))
                .hasValueSatisfying(time -> assertThat(time.toMillis()).isEqualTo(millis));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "-5",
                "NaN",
                "Infinity",
                "-Infinity",
                "1e999",
                "soon",
                "Wed, 01 Jul 2026 11:59:30 GMT",
                "Wed, 99 Jul 2026 11:59:30 GMT",
                "0x1p3",
                "3f",
                "5 apples",
                "1;2",
                "99999999999999999999999999999999999999999999999999999999999999999999"
            })
    void nonsense_is_no_time(String value) {
        assertThat(after(throttled(Headers.of("retry-after", value, "retry-after-ms", value), "")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Please try again in 7.5s. Visit | 7500",
                "Please try again in 1m2s. | 62000",
                "Please try again in 20ms. | 20",
                "Please retry after 3 seconds. | 3000",
                "Please retry in 48.939935699s. | 48939",
                "Expected available in 1 second. | 1000",
                "try again in about 2 minutes | 120000",
                "Try again in 1h | 3600000",
            })
    void times_are_read_from_sentences(String message, long millis) {
        assertThat(after(throttled(Headers.EMPTY, "{\"error\":{\"message\":\"" + message + "\"}}")))
                .hasValueSatisfying(time -> assertThat(time.toMillis()).isEqualTo(millis));
    }

    @Test
    void sentences_without_a_time_tell_none() {
        for (String message : new String[] {"try again later", "retry in a moment", "wait for 5 messages", "in 7.5s"}) {
            assertThat(after(throttled(Headers.EMPTY, "{\"message\":\"" + message + "\"}")))
                    .as(message)
                    .isEmpty();
        }
    }

    @Test
    void the_more_exact_word_on_time_wins() {
        String body = "{\"error\":{\"message\":\"try again in 9s\",\"details\":[{\"retryDelay\":\"8s\"}]}}";
        Headers all = Headers.of("x-ratelimit-reset", "5", "retry-after", "7", "retry-after-ms", "6500");
        assertThat(after(throttled(all, body))).contains(Duration.ofMillis(6500));
        assertThat(after(throttled(all.without("retry-after-ms"::equals), body)))
                .contains(Duration.ofSeconds(7));
        assertThat(after(throttled(Headers.of("x-ratelimit-reset", "5"), body))).contains(Duration.ofSeconds(8));
        assertThat(after(throttled(Headers.of("retry-after", "0"), "{\"message\":\"try again in 9s\"}")))
                .contains(Duration.ofSeconds(9));
    }

    @Test
    void of_several_limits_those_that_are_used_up_are_waited_for() {
        Headers usedUp = Headers.of(
                "x-ratelimit-reset-requests",
                "3m",
                "x-ratelimit-remaining-requests",
                "12",
                "x-ratelimit-reset-tokens",
                "9s",
                "x-ratelimit-remaining-tokens",
                "0");
        assertThat(after(throttled(usedUp, ""))).contains(Duration.ofSeconds(9));
        Headers unclear = Headers.of("x-ratelimit-reset-requests", "3m", "x-ratelimit-reset-tokens", "9s");
        assertThat(after(throttled(unclear, ""))).contains(Duration.ofSeconds(9));
    }

    @Test
    void limits_are_no_times_of_a_server_error() {
        assertThat(after(FailureReading.of(503, Headers.of("x-ratelimit-reset", "5"), new byte[0], NOW)))
                .isEmpty();
        assertThat(after(FailureReading.of(503, Headers.of("retry-after", "5"), new byte[0], NOW)))
                .contains(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | {'error':{'message':'Your credit balance is too low'}} | quota_exhausted",
                "429 | {'error':{'code':'insufficient_quota'}} | quota_exhausted",
                "429 | {'error':{'message':'You exceeded your current quota','status':'RESOURCE_EXHAUSTED'}} | throttled",
                "429 | {'error':{'message':'Request too large for gpt-4o on tokens per min'}} | status_4xx",
                "429 | {'error':{'type':'engine_overloaded_error'}} | server_error",
                "413 | {'error':{'code':'rate_limit_exceeded'}} | status_4xx",
                "403 | {'code':'x','error':'Content violates usage guidelines.'} | status_4xx",
                "403 | {'message':'no'} | credential_rejected",
                "400 | {'code':'invalid-argument','error':'Incorrect API key provided: ab'} | credential_rejected",
                "400 | [{'error':{'details':[{'reason':'API_KEY_INVALID'}]}}] | credential_rejected",
                "400 | {'__type':'com.amazon#x','message':'The security token included in the request is expired'} | credential_rejected",
                "400 | {'__type':'ThrottlingException'} | throttled",
                "400 | {'error':{'code':'context_length_exceeded'}} | status_4xx",
                "400 | {'detail':[{'loc':['body'],'msg':'Field required','input':'Incorrect API key'}]} | status_4xx",
                "404 | {'error':null} | status_4xx",
                "408 | | server_error",
                "409 | | status_4xx",
                "424 | {'message':7} | server_error",
                "425 | {} | server_error",
                "498 | [] | throttled",
                "500 | <html>Incorrect API key</html> | server_error",
                "529 | 'null' | server_error",
                "302 | | status_3xx",
                "429 | {'success':false,'errors':[{'code':3036,'message':'free allocation'}]} | quota_exhausted",
                "400 | data: {'error':{'type':'authentication_error'}} | credential_rejected",
            })
    void an_answer_is_what_it_tells(int status, String body, String label) {
        byte[] bytes = (body == null ? "" : body).replace('\'', '"').getBytes(UTF_8);
        assertThat(FailureReading.of(status, Headers.EMPTY, bytes, NOW).label()).isEqualTo(label);
    }

    @Test
    void a_wish_to_be_asked_again_or_not_is_heard() {
        assertThat(wished(409, "true")).isEqualTo(new Failure.ServerError(409, Optional.empty()));
        assertThat(wished(409, "false")).isEqualTo(new Failure.Rejected(409));
        assertThat(wished(500, "false")).isEqualTo(new Failure.Rejected(500));
        assertThat(wished(500, "true")).isEqualTo(new Failure.ServerError(500, Optional.empty()));
        assertThat(wished(429, "true")).isEqualTo(new Failure.Throttled(429, Optional.empty()));
        assertThat(wished(429, "false")).isEqualTo(new Failure.QuotaExhausted(429));
        assertThat(wished(401, "true")).isEqualTo(new Failure.CredentialRejected(401));
        assertThat(wished(401, "false")).isEqualTo(new Failure.CredentialRejected(401));
        assertThat(wished(500, "perhaps")).isEqualTo(new Failure.ServerError(500, Optional.empty()));
    }

    @Test
    void an_error_that_is_cut_off_tells_what_came_before_the_cut() {
        String error = "{\"error\":{\"code\":\"insufficient_quota\",\"message\":\"" + "x".repeat(100_000) + "\"}}";
        assertThat(throttled(Headers.EMPTY, error)).isEqualTo(new Failure.QuotaExhausted(429));
    }

    @Test
    void nothing_of_what_an_upstream_says_is_told_on() {
        String secret = "sk-live-0123456789abcdef0123456789abcdef";
        for (int status : new int[] {400, 401, 402, 403, 404, 408, 429, 500}) {
            String body = "{\"error\":{\"message\":\"" + secret + "\",\"type\":\"" + secret + "\",\"code\":\"" + secret
                    + "\"}}";
            Failure failure =
                    FailureReading.of(status, Headers.of("x-amzn-errortype", secret), body.getBytes(UTF_8), NOW);
            assertThat(failure.toString() + failure.detail()).doesNotContain("sk-live");
            Failure inBand = FailureReading.inBand(secret, body.getBytes(UTF_8), 0, body.getBytes(UTF_8).length, NOW);
            assertThat(inBand.toString() + inBand.detail()).doesNotContain("sk-live");
        }
    }

    @Test
    void no_bytes_make_it_throw() {
        Random random = new Random(7);
        String[] seeds = {
            "{\"error\":{\"message\":\"m\",\"type\":\"t\",\"code\":429,\"details\":[{\"retryDelay\":\"3s\"}]}}",
            "[[[{\"errors\":[{\"code\":1e400}]}]]]",
            "{\"error\":\"".concat("{".repeat(300)),
            "{\"error\":".repeat(2_000)
        };
        for (int i = 0; i < 4_000; i++) {
            byte[] bytes = seeds[i % seeds.length].getBytes(UTF_8);
            for (int j = 0; j < i % 9; j++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            assertThat(FailureReading.of(400 + i % 200, Headers.EMPTY, bytes, NOW))
                    .isNotNull();
            assertThat(FailureReading.inBand("", bytes, 0, bytes.length, NOW)).isNotNull();
        }
    }

    private static Failure wished(int status, String again) {
        return FailureReading.of(status, Headers.of("x-should-retry", again), new byte[0], NOW);
    }

    private static Failure throttled(Headers headers, String body) {
        return FailureReading.of(429, headers, body.getBytes(UTF_8), NOW);
    }

    private static Optional<Duration> after(Failure failure) {
        return switch (failure) {
            case Failure.Throttled throttled -> throttled.after();
            case Failure.ServerError server -> server.after();
            default -> Optional.empty();
        };
    }
}
