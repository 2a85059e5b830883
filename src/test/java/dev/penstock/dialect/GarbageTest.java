package dev.penstock.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Dialect;
import dev.penstock.call.Usage;
import dev.penstock.call.UsageRules;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever an upstream sends, no reader throws, and no usage is out of bounds. */
final class GarbageTest {
    private static final List<String> SEEDS = List.of(
            "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\",\"tool_calls\":[{\"function\":{\"arguments\":\"{}\"}}]},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1e18,\"total_tokens\":-4,\"prompt_tokens_details\":{\"cached_tokens\":1e400}}}",
            "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"input_tokens\":99999999999999999999,\"output_tokens\":2,\"cache_creation\":{\"ephemeral_1h_input_tokens\":9},\"iterations\":[{\"input_tokens\":1e18},{\"input_tokens\":1e18}]}}",
            "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"},{\"functionCall\":{\"args\":{\"b\":[1]}}}]},\"finishReason\":2}],\"usageMetadata\":{\"promptTokenCount\":1e18,\"candidatesTokenCount\":1e18,\"thoughtsTokenCount\":1e18,\"promptTokensDetails\":[{\"modality\":\"AUDIO\",\"tokenCount\":-1}]}}",
            "{\"delta\":{\"text\":\"a\"},\"stopReason\":\"x\",\"usage\":{\"inputTokens\":NaN,\"outputTokens\":null,\"cacheDetails\":[{\"ttl\":\"1h\",\"inputTokens\":1e18}]}}",
            "{\"delta\":{\"message\":{\"content\":{\"text\":\"a\"}},\"usage\":{\"billed_units\":{\"input_tokens\":0.5,\"search_units\":1e30},\"tokens\":{}}},\"type\":\"message-end\"}",
            "{\"response\":{\"usage\":{\"cost\":1e999,\"seconds\":-1},\"output\":[{\"type\":\"web_search_call\"}]},\"error\":[[],{},null],\"errors\":{\"a\":1},\"type\":\"response.completed\"}",
            "{\"bytes\":\""
                    + Base64.getEncoder()
                            .encodeToString(
                                    "{\"type\":\"message_stop\",\"amazon-bedrock-invocationMetrics\":{\"inputTokenCount\":1e18}}"
                                            .getBytes(UTF_8))
                    + "\"}",
            "{\"a\":" + "[".repeat(2_000) + "]".repeat(2_000) + "}",
            "{\"content\":" + "[{\"content\":".repeat(600) + "1" + "}]".repeat(600) + "}",
            "",
            "\u0000\u0001",
            "[DONE]",
            "null",
            "[]",
            "\"text\"",
            "<html>");

    private static final List<String> TYPES =
            List.of("", "error", "metadata", "chunk", "output", "done", "throttlingException", "message-end");

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void truncated_anywhere_it_is_passed_over(Dialect dialect) {
        for (String seed : SEEDS) {
            byte[] whole = seed.getBytes(UTF_8);
            for (int length = 0; length <= whole.length; length += whole.length > 500 ? 97 : 1) {
                byte[] part = new byte[length];
                System.arraycopy(whole, 0, part, 0, length);
                feed(dialect, TYPES.get(length % TYPES.size()), List.of(part));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void mutated_at_random_it_is_passed_over(Dialect dialect) {
        Random random = new Random(20_260_101L + dialect.name().hashCode());
        for (int round = 0; round < 1_500; round++) {
            List<byte[]> events = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                events.add(mutated(SEEDS.get(random.nextInt(SEEDS.size())).getBytes(UTF_8), random));
            }
            feed(dialect, TYPES.get(random.nextInt(TYPES.size())), events);
        }
    }

    private static byte[] mutated(byte[] data, Random random) {
        byte[] mutant = data.clone();
        String signs = "{}[]\",:\\0-9eE.tfn ";
        for (int i = random.nextInt(4); i > 0 && mutant.length > 0; i--) {
            int at = random.nextInt(mutant.length);
            mutant[at] = random.nextBoolean()
                    ? (byte) signs.charAt(random.nextInt(signs.length()))
                    : (byte) random.nextInt(256);
        }
        return mutant;
    }

    private static void feed(Dialect dialect, String type, List<byte[]> events) {
        AnswerReader stream = AnswerReaders.of(dialect, UsageRules.OPENAI, 50);
        events.forEach(event -> stream.event(type, event, 0, event.length));
        check(stream);
        AnswerReader whole = AnswerReaders.of(dialect, UsageRules.OPENAI, 50);
        whole.body(events.getFirst());
        check(whole);
    }

    private static void check(AnswerReader reader) {
        Usage usage = reader.usage();
        within(usage.input());
        within(usage.cacheRead());
        within(usage.cacheWrite5m());
        within(usage.cacheWrite1h());
        within(usage.output());
        within(usage.outputReasoning());
        within(usage.inputAudio());
        usage.serverTools().values().forEach(GarbageTest::within);
        assertThat(reader.delivered().length()).isLessThanOrEqualTo(50);
        assertThat(reader.deliveredChars())
                .isGreaterThanOrEqualTo(reader.delivered().length());
        reader.suspicious();
        reader.model();
        reader.serviceTier();
        reader.inBandError().ifPresent(error -> assertThat(error).hasSizeLessThan(500));
        assertThat(reader.mayEnd() || !reader.hasEnded()).isTrue();
    }

    /** Gemini's output is the sum of two counts, each bounded. */
    private static void within(@Nullable Long count) {
        assertThat(Usage.orZero(count)).isBetween(0L, 2_000_000_000_000L);
    }
}
