package dev.penstock.dialect;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Failure;
import dev.penstock.call.Headers;
import dev.penstock.testkit.Corpus;
import dev.penstock.testkit.CorpusCase;
import dev.penstock.testkit.CorpusDialects;
import dev.penstock.testkit.WireEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Every error answer of the corpus, recorded or written from documentation, and what it is. */
@EnabledIfSystemProperty(named = "penstock.corpus", matches = ".+", disabledReason = "no corpus was handed in")
final class FailureCorpusTest {
    private static final Instant NOW = Instant.ofEpochMilli(1_754_667_640_000L);

    /** What is not what its status says, by the beginning of the case's name. */
    private static final Map<String, String> BESIDE_THEIR_STATUS = Map.ofEntries(
            entry("gemini/generate_content/error-400--gemini-2-5-flash--8ef23a35", "credential_rejected"),
            entry("gemini/stream_generate_content/error-400--gemini-2-5-flash--de8515de", "credential_rejected"),
            entry("vertex/stream_generate_content/error-400--unknown--45f32f99", "credential_rejected"),
            entry("documented/gemini/generate_content/400-api-key-invalid", "credential_rejected"),
            entry("xai/responses/error-400--grok-4-3--8c5c9380", "credential_rejected"),
            entry("openrouter/chat/error-403--grok-3-mini-beta--062f1788", "status_4xx"),
            entry("documented/openrouter/chat/403-moderation", "status_4xx"),
            entry("documented/xai/chat/403-no-permission", "quota_exhausted"),
            entry("openai/responses/error-429--unknown--96298592", "quota_exhausted"),
            entry("documented/openai/chat/429-insufficient-quota", "quota_exhausted"),
            entry("documented/bedrock/converse/429-model-not-ready", "server_error"));

    /** The times that are told, in milliseconds. */
    private static final Map<String, Long> TIMES = Map.ofEntries(
            entry("gemini/generate_content/error-429--gemini-2-5-flash--6743d03c", 48_000L),
            entry("openrouter/chat/error-429--llama-3-2-3b-instruct-free--8e0ba856", 20_000L),
            entry("documented/anthropic/messages/429-rate-limit", 23_000L),
            entry("documented/azure/chat/429-token-rate", 2_750L),
            entry("documented/cerebras/chat/429", 33_011_380L),
            entry("documented/gemini/generate_content/429-retryinfo", 34_000L),
            entry("documented/groq/chat/429-tpm", 8_000L),
            entry("documented/huggingface/text_generation/503-loading", 20_000L),
            entry("documented/openai/chat/429-requests", 120L),
            entry("documented/openai/chat/429-tokens", 1_400L),
            entry("documented/openai/chat/503-overloaded", 5_000L),
            entry("documented/replicate/predictions/429", 1_000L),
            entry("documented/together/chat/429", 1_000L));

    private static final Failure IN_BAND_ONLY =
            new Failure.InBand("the answer told an error of its own before any content");
    private static final Failure MODEL_SLIPPED =
            new Failure.InBand("the model called a tool in a way that does not fit its schema");

    private static final Map<String, Failure> IN_BAND = Map.ofEntries(
            entry("documented/anthropic/messages/200-instream-overloaded-before-content", server(529)),
            entry("documented/anthropic/messages/200-instream-overloaded-after-content", server(529)),
            entry(
                    "documented/bedrock/converse_stream/200-instream-throttlingexception",
                    new Failure.Throttled(429, Optional.empty())),
            entry("documented/bedrock/converse_stream/200-instream-modelstreamerrorexception", server(500)),
            entry("documented/bedrock/converse_stream/200-instream-internalserverexception", server(500)),
            entry("documented/bedrock/converse_stream/200-instream-serviceunavailableexception", server(503)),
            entry("documented/openai/chat/200-instream-error", server(500)),
            entry("documented/openai/responses/200-instream-error-flat", server(500)),
            entry("documented/openrouter/chat/200-instream-error", server(500)),
            entry("documented/ollama/api_chat/200-instream-error", IN_BAND_ONLY),
            entry("groq/chat/stream-instream-error--gpt-oss-120b--4c47f48c", MODEL_SLIPPED),
            entry("groq/chat/stream-instream-error--gpt-oss-120b--a5e86950", MODEL_SLIPPED),
            entry("bedrock/converse_stream/stream-instream-error--nova-lite--manual02", new Failure.Rejected(400)),
            // 30 tokens wanted where 1 a minute is allowed: it would be so again
            entry("openai/responses/stream-instream-error--gpt-4o-2024-08-06--7ddb14e6", new Failure.Rejected(400)),
            entry(
                    "openai/responses/stream-instream-error--gpt-5-nano-2025-08-07--4002cca1",
                    new Failure.QuotaExhausted(402)),
            entry("openrouter/chat/stream-instream-error--gemini-2-5-flash-lite--7bb9014b", server(502)),
            entry("documented/openrouter/chat/200-body-error-unary", new Failure.Throttled(429, Optional.empty())));

    @Test
    void every_error_answer_is_what_it_is() {
        int seen = 0;
        List<String> wrong = new ArrayList<>();
        for (CorpusCase recorded : Corpus.fromProperty().orElseThrow().cases()) {
            if (recorded.status() < 300) {
                continue;
            }
            seen++;
            Failure failure = FailureReading.of(recorded.status(), headers(recorded), response(recorded), NOW);
            String expected = BESIDE_THEIR_STATUS.getOrDefault(recorded.id(), byStatus(recorded.status()));
            Optional<Duration> time =
                    Optional.ofNullable(TIMES.get(recorded.id())).map(Duration::ofMillis);
            if (!failure.label().equals(expected)) {
                wrong.add(recorded.id() + ": " + failure + ", not " + expected);
            } else if (!after(failure).equals(time)) {
                wrong.add(recorded.id() + ": " + after(failure) + ", not " + time);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(seen).isGreaterThan(130);
    }

    @Test
    void errors_within_answers_are_what_they_would_be_as_answers() {
        List<String> wrong = new ArrayList<>();
        int seen = 0;
        for (CorpusCase recorded : Corpus.fromProperty().orElseThrow().cases()) {
            boolean error = recorded.id().contains("instream-error")
                    || recorded.id().contains("200-instream")
                    || recorded.id().contains("body-error");
            if (error) {
                seen++;
                Failure failure = inBand(recorded);
                if (!failure.equals(IN_BAND.get(recorded.id()))) {
                    wrong.add(recorded.id() + ": " + failure);
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(seen).isEqualTo(IN_BAND.size());
    }

    private static Failure inBand(CorpusCase recorded) {
        FirstContent first = FirstContent.of(CorpusDialects.of(recorded.provider(), recorded.api())
                .orElseThrow()
                .dialect());
        if (recorded.extension().equals("json")) {
            assertThat(first.body(recorded.response())).as(recorded.id()).isEqualTo(FirstContent.Seen.FAILED);
            return first.failure(NOW);
        }
        for (WireEvents.Event event : WireEvents.cut(recorded.extension(), recorded.response())) {
            if (first.event(event.type(), event.data(), 0, event.data().length) == FirstContent.Seen.FAILED) {
                return first.failure(NOW);
            }
        }
        throw new AssertionError(recorded.id() + " tells no error");
    }

    private static String byStatus(int status) {
        return switch (status) {
            case 401, 403 -> "credential_rejected";
            case 402 -> "quota_exhausted";
            case 429, 498 -> "throttled";
            case 408, 424, 500, 502, 503, 504, 529 -> "server_error";
            case 400, 404, 413, 422 -> "status_4xx";
            default -> throw new AssertionError("No recording had " + status + " before");
        };
    }

    private static Optional<Duration> after(Failure failure) {
        return switch (failure) {
            case Failure.Throttled throttled -> throttled.after();
            case Failure.ServerError server -> server.after();
            default -> Optional.empty();
        };
    }

    private static Failure server(int status) {
        return new Failure.ServerError(status, Optional.empty());
    }

    private static Headers headers(CorpusCase recorded) {
        Headers.Builder headers = Headers.builder();
        recorded.responseHeaders().forEach(headers::add);
        return headers.build();
    }

    private static byte[] response(CorpusCase recorded) {
        return recorded.responseFile().isEmpty() ? new byte[0] : recorded.response();
    }
}
