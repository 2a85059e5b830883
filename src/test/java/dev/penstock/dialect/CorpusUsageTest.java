package dev.penstock.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Dialect;
import dev.penstock.call.Usage;
import dev.penstock.testkit.AnswerTrees;
import dev.penstock.testkit.CorpusDialects;
import dev.penstock.testkit.CorpusDialects.Spoken;
import dev.penstock.testkit.UsageOracle;
import dev.penstock.testkit.WireEvents;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tools.jackson.databind.JsonNode;

/** Reads every recorded answer of the corpus and holds what was read against what the recording says. */
@EnabledIfSystemProperty(named = "penstock.corpus", matches = ".+", disabledReason = "no corpus was handed in")
final class CorpusUsageTest {
    private static final int BOUND = 100_000;

    /** Reviewed: a stream written to break off. */
    private static final Set<String> BROKEN_OFF = Set.of("documented/openai/chat/200-truncated-stream");

    /** Reviewed: recordings that tell an error without saying so in their name. */
    private static final Set<String> TELLS_ERROR = Set.of(
            "cohere/chat_v2/stream-odd-stop--command-a-03-2025--a937c160", // finish_reason ERROR and an error text
            "openrouter/chat/reasoning-tool--gemini-2-5-flash-lite--00a1d8c0", // choices[0].error
            "documented/openrouter/chat/200-body-error-unary");

    /** Reviewed: what used output tokens and shows none of it as text, by the reason. */
    private static final Map<String, Set<String>> SHOWS_NO_TEXT = Map.of(
            "a tool call without arguments",
            Set.of(
                    "anthropic/messages/stream-tool-call--claude-haiku-4-5-20251001--21291674",
                    "anthropic/messages/stream-tool-call--claude-haiku-4-5-20251001--28f6fb7e",
                    "anthropic/messages/stream-tool-call--claude-haiku-4-5-20251001--6a7fff56",
                    "anthropic/messages/stream-tool-parallel--claude-haiku-4-5-20251001--2dbb5641",
                    "anthropic/messages/tool-parallel--claude-haiku-4-5-20251001--3ad08b3b",
                    "bedrock/invoke_stream/stream-tool-call--us-anthropic-claude-sonnet-4-5-20250--46df19e6",
                    "bedrock/invoke_stream/stream-tool-call--us-anthropic-claude-sonnet-4-5-20250--969f8dcd",
                    "bedrock/invoke_stream/stream-tool-call--us-anthropic-claude-sonnet-4-5-20250--fc823eb1",
                    "cohere/chat_v2/stream-tool-call--command-a-03-2025--ccf01cb0",
                    "openai/chat/stream-tool-call--muse-spark-1-1--30124c71",
                    "openai/responses/server-tool--gpt-5-1-2025-11-13--049d1116"),
            "all tokens went into hidden reasoning",
            Set.of(
                    "azure/responses/max-tokens--codex-mini--4b42f2e2",
                    "azure/responses/stream-max-tokens--codex-mini--3f0489af",
                    "openai/chat/max-tokens--gpt-5-mini--eb15d71e",
                    "openai/chat/max-tokens--gpt-5-nano--77e38975",
                    "openai/chat/stream-max-tokens--gpt-5-mini--21e35dbb",
                    "openai/chat/stream-max-tokens--gpt-5-mini--c4976c95",
                    "openai/chat/stream-max-tokens--gpt-5-nano--1c2f6f05",
                    "openai/responses/max-tokens--gpt-5-mini--b50ab225",
                    "openrouter/chat/stream-max-tokens--gpt-5-pro--b3d1e509",
                    "vertex/generate_content/max-tokens--gemini-2-5-flash--211dbb77",
                    "vertex/generate_content/max-tokens--gemini-2-5-pro--98bd7810"),
            "audio or an image",
            Set.of(
                    "gemini/generate_content/audio-out--gemini-2-5-flash-preview-tts--2802a783",
                    "gemini/stream_generate_content/stream-audio-out--gemini-2-5-flash-preview-tts--00c02d89",
                    "openai/responses/image-out--gpt-5-nano-2025-08-07--6ca1ff01",
                    "openai/responses/stream-image-out--gpt-5-2025-08-07--6dc00503"),
            "a filter or a refusal withheld it",
            Set.of(
                    "anthropic/messages/refusal--claude-fable-5--bd8341dc",
                    "azure/chat/safety-stop--openllmetry-testing--153076e2",
                    "vertex/generate_content/odd-stop--gemini-2-5-pro--4a99bb76",
                    "vertex/generate_content/safety-stop--gemini-2-5-flash--7f0cf997"),
            "an error before the first word",
            Set.of("documented/anthropic/messages/200-instream-overloaded-before-content"));

    private static List<Read> cases = List.of();

    /** A case, read. */
    private record Read(RecordedAnswer recording, Spoken spoken, List<JsonNode> trees, AnswerReader reader) {
        @Override
        public String toString() {
            return recording.id();
        }
    }

    @BeforeAll
    static void readAll() {
        cases = RecordedAnswer.all().stream().map(CorpusUsageTest::read).toList();
    }

    private static Read read(RecordedAnswer recording) {
        Spoken spoken = CorpusDialects.of(recording.provider(), recording.api())
                .orElseThrow(() -> new AssertionError("no dialect for " + recording));
        AnswerReader reader = AnswerReaders.of(spoken.dialect(), spoken.rules(), BOUND);
        byte[] bytes = recording.response();
        List<JsonNode> trees = AnswerTrees.of(recording.extension(), bytes);
        if (!recording.isStream()) {
            reader.body(bytes);
            return new Read(recording, spoken, trees, reader);
        }
        for (WireEvents.Event event : WireEvents.cut(recording.extension(), bytes)) {
            reader.event(event.type(), event.data(), 0, event.data().length);
        }
        return new Read(recording, spoken, trees, reader);
    }

    @Test
    void every_recording_of_every_api_is_read() {
        assertThat(cases).hasSizeGreaterThanOrEqualTo(1_097);
        assertThat(cases.stream().map(read -> read.recording().api()).distinct())
                .hasSizeGreaterThanOrEqualTo(31);
        assertThat(cases.stream().map(read -> read.spoken().dialect()).distinct())
                .containsExactlyInAnyOrder(Dialect.values());
    }

    @Test
    void usage_is_what_the_recording_says() {
        SoftAssertions softly = new SoftAssertions();
        for (Read read : cases) {
            Usage expected = UsageOracle.of(
                            read.recording().extension(), read.recording().response())
                    .usage(read.spoken());
            softly.assertThat(read.reader().usage()).as(read.toString()).isEqualTo(expected);
        }
        softly.assertAll();
    }

    /** Needs no formula of ours: the provider's own total is the sum of what we price. */
    @Test
    void priced_tokens_add_up_to_the_total_the_provider_says() {
        SoftAssertions softly = new SoftAssertions();
        int checked = 0;
        for (Read read : cases) {
            Long total = total(read.trees());
            Usage usage = read.reader().usage();
            Long input = usage.inputTotal();
            if (total == null || input == null || read.spoken().dialect() == Dialect.COHERE_V2) {
                continue;
            }
            checked++;
            softly.assertThat(input + Usage.orZero(usage.output()))
                    .as(read.toString())
                    .isEqualTo(total);
        }
        softly.assertAll();
        assertThat(checked).isGreaterThan(500);
    }

    private static @Nullable Long total(List<JsonNode> trees) {
        Long total = null;
        for (JsonNode tree : trees) {
            for (String pointer : List.of(
                    "/usage/total_tokens",
                    "/x_groq/usage/total_tokens",
                    "/response/usage/total_tokens",
                    "/usage/totalTokens",
                    "/usageMetadata/totalTokenCount",
                    "/interaction/usage/total_tokens")) {
                total = tree.at(pointer).isNumber() ? (Long) tree.at(pointer).longValue() : total;
            }
        }
        return total;
    }

    @Test
    void a_complete_answer_may_end_and_a_broken_one_may_not() {
        SoftAssertions softly = new SoftAssertions();
        for (Read read : cases) {
            RecordedAnswer recording = read.recording();
            if (recording.isSuccess() && recording.complete()) {
                softly.assertThat(read.reader().mayEnd())
                        .as(read.toString())
                        .isEqualTo(!BROKEN_OFF.contains(recording.id()));
            }
        }
        softly.assertAll();
    }

    @Test
    void a_stream_that_breaks_off_after_its_first_event_may_not_end() {
        SoftAssertions softly = new SoftAssertions();
        for (Read read : cases) {
            RecordedAnswer recording = read.recording();
            List<WireEvents.Event> events = recording.isSuccess() && recording.isStream()
                    ? WireEvents.cut(recording.extension(), recording.response())
                    : List.of();
            if (events.size() < 3) {
                continue;
            }
            AnswerReader reader =
                    AnswerReaders.of(read.spoken().dialect(), read.spoken().rules(), BOUND);
            WireEvents.Event first = events.getFirst();
            reader.event(first.type(), first.data(), 0, first.data().length);
            softly.assertThat(reader.mayEnd()).as(read.toString()).isFalse();
        }
        softly.assertAll();
    }

    @Test
    void dialects_with_a_last_event_have_ended_with_it() {
        Set<Dialect> marked = Set.of(
                Dialect.OPENAI_RESPONSES,
                Dialect.ANTHROPIC_MESSAGES,
                Dialect.BEDROCK_CONVERSE,
                Dialect.BEDROCK_INVOKE,
                Dialect.COHERE_V1,
                Dialect.COHERE_V2,
                Dialect.OLLAMA);
        SoftAssertions softly = new SoftAssertions();
        for (Read read : cases) {
            RecordedAnswer recording = read.recording();
            boolean ends = recording.isSuccess() && recording.isStream() && recording.complete();
            if (ends && marked.contains(read.spoken().dialect())) {
                softly.assertThat(read.reader().hasEnded()).as(read.toString()).isTrue();
            }
        }
        softly.assertAll();
    }

    @Test
    void errors_are_told_by_the_answers_that_carry_one() {
        SoftAssertions softly = new SoftAssertions();
        for (Read read : cases) {
            RecordedAnswer recording = read.recording();
            if (recording.isSuccess()) {
                boolean expected = recording.id().contains("instream") || TELLS_ERROR.contains(recording.id());
                softly.assertThat(read.reader().inBandError().isPresent())
                        .as(read + " " + read.reader().inBandError())
                        .isEqualTo(expected);
            }
        }
        softly.assertAll();
    }

    @Test
    void the_model_is_the_one_the_recording_names() {
        SoftAssertions softly = new SoftAssertions();
        for (Read read : cases) {
            String expected = "";
            for (JsonNode tree : read.trees()) {
                for (String pointer :
                        List.of("/model", "/message/model", "/response/model", "/modelVersion", "/interaction/model")) {
                    expected = tree.at(pointer).asString("").isEmpty()
                            ? expected
                            : tree.at(pointer).asString("");
                }
            }
            softly.assertThat(read.reader().model().orElse(""))
                    .as(read.toString())
                    .isEqualTo(expected);
        }
        softly.assertAll();
    }

    @Test
    void an_answer_that_used_output_tokens_has_delivered_text() {
        Set<String> silent =
                SHOWS_NO_TEXT.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
        SoftAssertions softly = new SoftAssertions();
        for (Read read : cases) {
            if (Usage.orZero(read.reader().usage().output()) > 0) {
                softly.assertThat(read.reader().deliveredChars() > 0)
                        .as(read.toString())
                        .isEqualTo(!silent.contains(read.recording().id()));
            }
        }
        softly.assertAll();
    }
}
