package dev.penstock.app.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Outcome;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.Events;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What has begun to be said is never said by somebody else: from the first content on nothing is tried again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FirstContentTest {
    private final FakeProvider one = FakeProvider.start();
    private final FakeProvider other = FakeProvider.start();
    private final RunningGateway gateway = RunningGateway.of("""
            health: {retries: {percent: 1000, least: 1000}, breaker: {on: false}}
            providers:
              openai: {base_url: %1$s/v1}
              anthropic: {base_url: %1$s}
              google-ai-studio: {base_url: %1$s}
              ollama: {base_url: %1$s}
              groq: {base_url: %2$s}
            """.formatted(one.origin(), other.origin()));

    /** A dialect: where it is spoken, and the first of its events with content. */
    enum Dialect {
        CHAT("openai", "chat/completions", 1),
        RESPONSES("openai", "responses", 4),
        MESSAGES("anthropic", "v1/messages", 3),
        GEMINI("google-ai-studio", "v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse", 0),
        OLLAMA("ollama", "api/chat", 0);

        private final String provider;
        private final String endpoint;
        private final int first;

        Dialect(String provider, String endpoint, int first) {
            this.provider = provider;
            this.endpoint = endpoint;
            this.first = first;
        }

        Events events() {
            String[] text = {"one ", "two ", "three ", "four "};
            return switch (this) {
                case CHAT -> Events.chat(text).usage(9, 4);
                case RESPONSES -> Events.responses(text).usage(9, 4);
                case MESSAGES -> Events.anthropic(text).usage(9, 4);
                case GEMINI -> Events.gemini(text).usage(9, 4);
                case OLLAMA -> Events.ollama(text).usage(9, 4);
            };
        }

        String step() {
            String query = switch (this) {
                case CHAT, MESSAGES, OLLAMA -> Speech.body("m-1", true);
                case RESPONSES -> "{\"model\":\"m-1\",\"stream\":true,\"input\":\"Hello\"}";
                case GEMINI -> "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hello\"}]}]}";
            };
            return "{\"provider\":\"" + provider + "\",\"endpoint\":\"" + endpoint
                    + "\",\"headers\":{\"authorization\":"
                    + "\"Bearer sk-" + name() + "\"},\"query\":" + query
                    + ",\"config\":{\"maxAttempts\":3,\"retryDelay\":1}}";
        }
    }

    @AfterAll
    void close() {
        gateway.close();
        one.close();
        other.close();
    }

    @ParameterizedTest
    @EnumSource
    void a_stream_that_dies_after_its_first_content_ends_in_one_error_and_nothing_else_is_asked(Dialect dialect) {
        Events events = dialect.events();
        one.forget();
        one.otherwise(events.script().resetAfterPieces(dialect.first + 2));
        other.forget();
        other.otherwise(Speech.script(true));

        String event = "dies-" + dialect;
        RawResponse response = call(dialect, event);

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("cf-aig-step")).contains("0");
        assertThat(response.text()).contains("one ").contains("two ").doesNotContain("four ", "morning");
        assertThat(errors(dialect, response)).isEqualTo(1);
        assertThat(endsWell(dialect, response)).isFalse();
        assertThat(one.requests()).hasSize(1);
        assertThat(other.requests()).isEmpty();
        CallRow row = row(event);
        assertThat(row.attempts()).hasSize(1);
        assertThat(row.outcome()).isEqualTo(Outcome.BROKEN);
        assertThat(row.failure()).isEqualTo("broken");
    }

    @ParameterizedTest
    @EnumSource
    void one_that_dies_at_any_event_before_is_replaced_unseen(Dialect dialect) {
        for (int cut = 0; cut <= dialect.first; cut++) {
            Script dying = dialect.events().script().resetAfterPieces(cut);
            one.forget();
            one.enqueue(dying).otherwise(dialect.events().script());

            RawResponse response = call(dialect, "early-" + cut + dialect);

            assertThat(response.body())
                    .as("cut at %d", cut)
                    .isEqualTo(dialect.events().bytes());
            assertThat(response.complete()).isTrue();
            assertThat(one.requests()).hasSize(2);
        }
    }

    @Test
    void the_tables_first_contents_are_where_content_begins() {
        for (Dialect dialect : Dialect.values()) {
            List<byte[]> events = dialect.events().list();
            assertThat(Bytes.text(events.get(dialect.first))).as(dialect.name()).contains("one ");
        }
    }

    private RawResponse call(Dialect dialect, String event) {
        String well =
                "{\"provider\":\"groq\",\"endpoint\":\"chat/completions\",\"query\":" + Speech.body("m-1", true) + "}";
        RawRequest request = RawRequest.post("/v1/default/default")
                .header("cf-aig-event-id", event)
                .json("[" + dialect.step() + "," + well + "]");
        try (RawClient client = RawClient.connect(gateway.port())) {
            return client.send(request).response(Fleet.PATIENCE);
        }
    }

    private CallRow row(String event) {
        return Await.value(
                "the row of " + event,
                Fleet.PATIENCE,
                () -> gateway.summaries().stream()
                        .filter(row -> row.eventId().equals(event))
                        .findFirst());
    }

    private static long errors(Dialect dialect, RawResponse response) {
        return dialect == Dialect.OLLAMA
                ? response.text()
                        .lines()
                        .filter(line -> line.contains("\"error\""))
                        .count()
                : response.sse().data().stream()
                        .filter(data -> data.startsWith("{\"error\"") || data.contains("\"type\":\"error\""))
                        .count();
    }

    private static boolean endsWell(Dialect dialect, RawResponse response) {
        String end = switch (dialect) {
            case CHAT -> "[DONE]";
            case RESPONSES -> "response.completed";
            case MESSAGES -> "message_stop";
            case GEMINI -> "finishReason\":\"STOP";
            case OLLAMA -> "\"done\":true";
        };
        return response.text().contains(end);
    }
}
