package dev.penstock.app.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Credential;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.EventStreamFrames;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.KeptKeys;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.ReceivedRequest;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** Bedrock takes what AWS's own SDK would have signed: the request as it arrived is signed again with the SDK. */
class BedrockTest {
    private static final String ID = "AKIDEXAMPLE";
    private static final String KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final String SESSION = "IQoJb3JpZ2luX2VjE";
    private static final String STORED = "{\"accessKeyId\":\"" + ID + "\",\"secretAccessKey\":\"" + KEY
            + "\",\"region\":\"eu-west-1\",\"sessionToken\":\"" + SESSION + "\"}";

    private final FakeProvider fake = FakeProvider.start();
    private final KeptKeys keys = new KeptKeys();
    private final RunningGateway gateway = RunningGateway.of(Gateways.yaml(fake, List.of("aws-bedrock"), ""), keys);

    @AfterEach
    void close() {
        gateway.close();
        fake.close();
    }

    @ParameterizedTest
    @CsvSource({
        "bedrock-runtime/us-east-1/model/amazon.nova-lite-v1%3A0/converse, us-east-1, bedrock",
        "bedrock-runtime/eu-central-1/model/amazon.nova-lite-v1:0/invoke, eu-central-1, bedrock",
        "bedrock-runtime/us-west-2/model/arn%3Aaws%3Abedrock%3Aus-west-2%3A1%3Ainference-profile%2Fx/converse?b=2&a=1,"
                + " us-west-2, bedrock",
        "bedrock-mantle/us-east-1/anthropic/v1/messages, us-east-1, bedrock-mantle"
    })
    void a_stored_access_key_signs_what_arrives(String path, String region, String service) {
        keys.put("aws-bedrock", "default", STORED);
        fake.otherwise(Script.json(200, "{}"));

        RawResponse response = Gateways.exchange(
                gateway,
                Gateways.shown("locked", "aws-bedrock/" + path)
                        .header("x-custom", "a   b")
                        .header("x-amz-date", "20200101T000000Z")
                        .json("{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"grüße\"}]}]}"));

        assertThat(response.status()).as(response.text()).isEqualTo(200);
        ReceivedRequest received = fake.awaitRequest();
        received.awaitBody(Duration.ofSeconds(10));
        assertThat(received.headers().all("x-amz-content-sha256")).containsExactly(received.sha256());
        assertThat(received.headers().all("authorization")).containsExactly(signedBySdk(received, region, service));
        assertThat(received.headers().all("x-amz-security-token")).containsExactly(SESSION);
        assertThat(received.headers().all("x-amz-date")).hasSize(1);
        assertThat(received.target()).doesNotContain(":");
    }

    @ParameterizedTest
    @CsvSource({
        "bedrock-runtime/us-east-1/model/m/converse, authorization, Bearer ABSK-1",
        "bedrock-mantle/us-east-1/anthropic/v1/messages, x-api-key, ABSK-1"
    })
    void a_stored_api_key_is_sent_where_the_service_takes_it(String path, String header, String value) {
        keys.put("aws-bedrock", "default", "ABSK-1");
        fake.otherwise(Script.json(200, "{}"));

        Gateways.exchange(
                gateway, Gateways.shown("locked", "aws-bedrock/" + path).json("{}"));

        assertThat(fake.awaitRequest().header(header)).contains(value);
    }

    @ParameterizedTest
    @CsvSource({"converse-stream", "invoke-with-response-stream"})
    void an_event_stream_passes_byte_for_byte(String method) {
        keys.put("aws-bedrock", "default", STORED);
        List<byte[]> frames = method.equals("converse-stream")
                ? List.of(
                        EventStreamFrames.event("messageStart", "{\"role\":\"assistant\"}"),
                        EventStreamFrames.event(
                                "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"hi\"}}"),
                        EventStreamFrames.event("messageStop", "{\"stopReason\":\"end_turn\"}"),
                        EventStreamFrames.event(
                                "metadata", "{\"usage\":{\"inputTokens\":3,\"outputTokens\":1,\"totalTokens\":4}}"))
                : List.of(EventStreamFrames.event("chunk", "{\"bytes\":\"eyJ0eXBlIjoibWVzc2FnZV9zdG9wIn0=\"}"));
        fake.otherwise(Script.answer(200)
                .header("content-type", "application/vnd.amazon.eventstream")
                .pieces(frames)
                .chunked());

        RawResponse response = Gateways.exchange(
                gateway,
                Gateways.shown("locked", "aws-bedrock/bedrock-runtime/us-east-1/model/amazon.nova%3A0/" + method)
                        .json("{\"messages\":[]}"));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(Bytes.join(frames.toArray(byte[][]::new)));
        assertThat(fake.awaitRequest().header("authorization").orElse(""))
                .startsWith("AWS4-HMAC-SHA256 Credential=" + ID + "/");
        assertThat(gateway.onlyRow()).returns(Credential.STORED, CallRow::credential);
    }

    private static String signedBySdk(ReceivedRequest received, String region, String service) {
        String given = received.header("authorization").orElse("");
        List<String> signed =
                List.of(given.substring(given.indexOf("SignedHeaders=") + 14, given.indexOf(", Signature"))
                        .split(";"));
        SdkHttpFullRequest.Builder request = SdkHttpFullRequest.builder()
                .method(SdkHttpMethod.fromValue(received.method()))
                .uri(URI.create("http://" + received.header("host").orElse("") + received.target()));
        for (String name : signed) {
            if (!name.startsWith("x-amz-") && !name.equals("host")) {
                received.headers().all(name).forEach(value -> request.appendHeader(name, value));
            }
        }
        Instant now = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .parse(received.header("x-amz-date").orElse(""), Instant::from);
        return AwsV4HttpSigner.create()
                .sign(signing -> signing.identity(AwsSessionCredentialsIdentity.create(ID, KEY, SESSION))
                        .request(request.build())
                        .payload(() -> new ByteArrayInputStream(received.body()))
                        .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, service)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(now, ZoneOffset.UTC)))
                .request()
                .firstMatchingHeader("Authorization")
                .or(Optional::empty)
                .orElse("");
    }
}
