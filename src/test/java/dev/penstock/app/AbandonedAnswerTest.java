package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.penstock.testkit.ActorProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class AbandonedAnswerTest {
    private static final String STEP =
            "{\"provider\":\"openai\",\"endpoint\":\"chat/completions\",\"headers\":{\"authorization\":\"Bearer k\"},"
                    + "\"query\":{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}}";

    private final ActorProvider actor = ActorProvider.start();
    private final RunningGateway gateway = RunningGateway.with("openai", actor.origin() + "/v1");
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @AfterEach
    void close() {
        root.detachAppender(logged);
        gateway.close();
        actor.close();
    }

    @Test
    void a_fallback_is_no_error_of_the_gateways_own() {
        logged.start();
        root.addAppender(logged);

        RawResponse response = RawClient.exchange(
                gateway.port(),
                RawRequest.post("/v1/default/default")
                        .json("[" + STEP.formatted("err-500") + "," + STEP.formatted("echo") + "]"));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("cf-aig-step")).contains("1");
        assertThat(List.copyOf(logged.list)).noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.WARN));
    }
}
