package dev.penstock.provider.awsbedrock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Headers;
import dev.penstock.call.Secret;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** Our signatures are those of AWS's own SDK: same request, same clock, same credentials, the same header to the letter. */
class SigV4Test {
    private static final Random RANDOM = new Random(4);
    private static final List<String> PATHS = List.of(
            "/model/anthropic.claude-3-5-sonnet-20240620-v1%3A0/converse",
            "/model/anthropic.claude-3-5-sonnet-20240620-v1:0/converse-stream",
            "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2Fus.amazon.nova-pro-v1%3A0/invoke",
            "/model/arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/ab12/invoke-with-response-stream",
            "/anthropic/v1/messages",
            "/v1//chat///completions",
            "/",
            "/v1/models/",
            "/a%20b/%C3%A9/~tilde_and-dash.dot",
            "/a+b/c,d;e=f/@g/(h)!*'$&",
            "/lower%c3%a9/upper%C3%A9");
    private static final List<String> QUERIES = List.of(
            "",
            "a=1",
            "b=2&a=1",
            "a=2&a=1&a=10",
            "flag",
            "flag=&other",
            "x=a%20b&y=a+b",
            "z=%C3%A9&A=%2F&a=%3D",
            "q=%7E~-_.*()!'",
            "a%20b=1&aa=2&a=3",
            "k=%26&k=%25",
            "&a=1&&b=2&");
    private static final List<String> VALUES = List.of(
            "application/json",
            "  leading and trailing  ",
            "inner    blanks\t\tand tabs",
            "",
            "a,b , c",
            "\"quoted  text\"",
            "text/event-stream;  charset=utf-8");
    private static final List<String> BODIES = List.of(
            "",
            "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hello\"}]}]}",
            "{\"text\":\"grüße, 世界, 🚀\"}",
            "\u0000\u0001\u0002",
            "x".repeat(70_000));

    @Test
    void is_the_sdks_over_a_thousand_odd_requests() {
        for (int i = 0; i < 1_000; i++) {
            Odd odd = Odd.next();
            assertThat(odd.ours().first("authorization"))
                    .as("%s %s %s", odd.method, odd.uri, odd.sent)
                    .isEqualTo(odd.theirs().firstMatchingHeader("authorization"));
            assertThat(odd.ours().first("x-amz-content-sha256"))
                    .isEqualTo(odd.theirs().firstMatchingHeader("x-amz-content-sha256"));
            assertThat(odd.ours().first("x-amz-security-token"))
                    .isEqualTo(odd.theirs().firstMatchingHeader("x-amz-security-token"));
            assertThat(odd.ours().first("x-amz-date")).isEqualTo(odd.theirs().firstMatchingHeader("x-amz-date"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic.claude-v2:1", "anthropic.claude-v2%3A1"})
    void a_model_id_is_sent_as_the_sdk_sends_it_however_it_was_written(String model) {
        AwsUri uri = AwsUri.of("/model/" + model + "/invoke", Optional.empty());

        assertThat(uri.target()).isEqualTo("/model/anthropic.claude-v2%3A1/invoke");
        assertThat(uri.canonicalPath()).isEqualTo("/model/anthropic.claude-v2%253A1/invoke");
    }

    @Test
    void an_encoded_slash_stays_one() {
        assertThat(AwsUri.of("/model/arn%3Aaws%2Fx/invoke", Optional.of("b=%2f&a=1"))
                        .target())
                .isEqualTo("/model/arn%3Aaws%2Fx/invoke?a=1&b=%2F");
    }

    /** One made-up request, signed by both. */
    private record Odd(
            String method,
            AwsUri uri,
            Headers sent,
            byte[] body,
            Instant now,
            String region,
            String service,
            Optional<String> session) {
        private static final String ID = "AKIDEXAMPLE";
        private static final String KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

        static Odd next() {
            Headers.Builder headers = Headers.builder();
            List<String> names = List.of(
                    "Content-Type", "accept", "User-Agent", "X-Amz-Meta", "x-custom", "Expect", "anthropic-version");
            for (String name : names) {
                if (RANDOM.nextBoolean()) {
                    headers.add(name, one(VALUES));
                }
            }
            if (RANDOM.nextInt(4) == 0) {
                headers.add("x-twice", "first ").add("x-twice", " second");
            }
            String query = one(QUERIES);
            return new Odd(
                    one(List.of("POST", "GET", "PUT", "DELETE")),
                    AwsUri.of(one(PATHS), query.isEmpty() ? Optional.empty() : Optional.of(query)),
                    headers.build(),
                    one(BODIES).getBytes(StandardCharsets.UTF_8),
                    Instant.ofEpochSecond(1_500_000_000L + RANDOM.nextInt(500_000_000)),
                    one(List.of("us-east-1", "eu-central-1", "ap-southeast-2")),
                    one(List.of("bedrock", "bedrock-mantle")),
                    RANDOM.nextBoolean() ? Optional.of("IQoJb3JpZ2luX2VjE/a+b==") : Optional.empty());
        }

        Headers ours() {
            SigV4.Credentials credentials = new SigV4.Credentials(ID, new Secret(KEY), session.map(Secret::new));
            return new SigV4(credentials, region, service).sign(method, host(), uri, sent, body, now);
        }

        SdkHttpRequest theirs() {
            SdkHttpFullRequest.Builder request = SdkHttpFullRequest.builder()
                    .method(SdkHttpMethod.fromValue(method))
                    .uri(URI.create("https://" + host() + uri.target()));
            sent.forEach(request::appendHeader);
            AwsCredentialsIdentity identity = session.<AwsCredentialsIdentity>map(
                            token -> AwsSessionCredentialsIdentity.create(ID, KEY, token))
                    .orElseGet(() -> AwsCredentialsIdentity.create(ID, KEY));
            return AwsV4HttpSigner.create()
                    .sign(signing -> signing.identity(identity)
                            .request(request.build())
                            .payload(() -> new ByteArrayInputStream(body))
                            .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, service)
                            .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                            .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(now, ZoneOffset.UTC)))
                    .request();
        }

        private String host() {
            return "bedrock-runtime." + region + ".amazonaws.com";
        }

        private static <T> T one(List<T> all) {
            return all.get(RANDOM.nextInt(all.size()));
        }
    }
}
