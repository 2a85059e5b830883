package dev.penstock.app.keys;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import dev.penstock.testkit.Canary;
import dev.penstock.testkit.CanaryScanner;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.KeptKeys;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keys that are kept are found nowhere but at their provider: no log line, row, error, metric or file holds one. */
class LeaksTest {
    private static final Canary PLAIN = Canary.key("stored key", "sk-");
    private static final Canary RESOURCE = Canary.key("key of a resource", "az-");
    private static final Canary AWS = Canary.key("AWS secret", "aws");
    private static final Canary MANAGED = Canary.key("managed key", "gsk_");
    private static final Canary BROKEN = Canary.key("words of a store", "w-");
    private static final Canary ALIAS = Canary.key("key in the alias header", "sk/");

    private final FakeProvider fake = FakeProvider.start();
    private final KeptKeys keys = new KeptKeys()
            .put("openai", "default", PLAIN.value())
            .put("azure-openai", "default", "{\"api_key\":\"" + RESOURCE.value() + "\",\"resource\":\"mine\"}")
            .put("aws-bedrock", "default", "{\"accessKeyId\":\"AKID\",\"secretAccessKey\":\"" + AWS.value() + "\"}")
            .putBroken("mistral", BROKEN.value());
    private final RunningGateway gateway = RunningGateway.of(
            Gateways.yaml(
                    fake,
                    List.of("openai", "azure-openai", "aws-bedrock", "mistral"),
                    "  groq:\n    base_url: " + fake.origin() + "\n    managed_key: " + MANAGED.value() + "\n"),
            keys);

    @Test
    void no_kept_key_is_left_anywhere() throws Exception {
        List<RawResponse> responses = new ArrayList<>();
        List<String> lines = lines(() -> {
            fake.otherwise(Script.json(200, "{}"));
            each(responses);
            fake.forget();
            fake.otherwise(Script.json(500, "{}").closeAfterBody(1));
            each(responses);
            responses.add(send("openai/chat/completions", ALIAS.value()));
        });
        gateway.awaitRows(responses.size(), row -> true);
        gateway.close();

        CanaryScanner scanner = CanaryScanner.of(PLAIN, RESOURCE, AWS, MANAGED, BROKEN, ALIAS);
        assertThat(scanner.scan("log", String.join("\n", lines))).isEmpty();
        assertThat(scanner.scan(gateway.data())).isEmpty();
        for (RawResponse response : responses) {
            assertThat(scanner.scan("response", response + response.text())).isEmpty();
        }
        // So that this test can fail: the keys did go out.
        String sent = String.join(
                "\n", fake.requests().stream().map(r -> r.headers().toString()).toList());
        assertThat(scanner.scan("sent", sent)).isNotEmpty();
        fake.close();
    }

    @Test
    void a_key_that_cannot_be_opened_is_an_error_that_names_no_inner_words() {
        RawResponse response = send("mistral/v1/chat/completions", "");

        assertThat(response.status()).isEqualTo(502);
        assertThat(Gateways.code(response)).isEqualTo(2910);
        assertThat(fake.requests()).isEmpty();
        gateway.close();
        fake.close();
    }

    private void each(List<RawResponse> responses) {
        for (String path : List.of(
                "openai/chat/completions",
                "azure-openai/mine/gpt/chat/completions",
                "azure-openai/theirs/gpt/chat/completions",
                "aws-bedrock/bedrock-runtime/us-east-1/model/m/converse",
                "mistral/v1/chat/completions",
                "groq/chat/completions")) {
            responses.add(send(path, ""));
        }
        RawResponse metrics = RawClient.exchange(gateway.adminPort(), RawRequest.get("/metrics"));
        assertThat(CanaryScanner.of(PLAIN, RESOURCE, AWS, MANAGED).scan("metrics", metrics.text()))
                .isEmpty();
    }

    private RawResponse send(String path, String alias) {
        return Gateways.exchange(
                gateway,
                Gateways.shown("locked", path)
                        .header("cf-aig-byok-alias", alias)
                        .json("{\"model\":\"m\",\"messages\":[]}"));
    }

    /** Everything logged meanwhile, with the causes. */
    private static List<String> lines(Runnable work) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(appender);
        try {
            work.run();
        } finally {
            root.detachAppender(appender);
        }
        return appender.list.stream()
                .map(event -> event.getFormattedMessage()
                        + (event.getThrowableProxy() == null
                                ? ""
                                : ThrowableProxyUtil.asString(event.getThrowableProxy())))
                .toList();
    }
}
