package dev.penstock.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Dialect;
import dev.penstock.call.Framing;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** Whatever bytes are kept, recasting never throws, and what it makes is JSON. */
final class RecastFuzzTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int ROUNDS = 3_000;
    private static final String SIGNS = "{}[]\",:\\0-9eE.tfn \n\rdatu";

    @ParameterizedTest
    @CsvSource({
        "OPENAI_CHAT,SSE",
        "ANTHROPIC_MESSAGES,SSE",
        "OPENAI_RESPONSES,SSE",
        "GEMINI,SSE",
        "GEMINI,JSON_ARRAY",
        "COHERE_V2,SSE",
        "OLLAMA,NDJSON",
        "BEDROCK_CONVERSE,EVENT_STREAM"
    })
    void mutated_answers_are_recast_or_refused(Dialect dialect, Framing framing) {
        Random random = new Random(20_261_123L + dialect.name().hashCode());
        byte[] body = RecastStreamTest.sample(dialect).getBytes(UTF_8);
        byte[] stream = Recast.stream(dialect, framing, body, true).orElseThrow();
        int made = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Optional<byte[]> whole = Recast.body(dialect, framing, mutated(stream, random));
            whole.ifPresent(JSON::readTree);
            made += whole.isPresent() ? 1 : 0;
            Recast.stream(dialect, framing, mutated(body, random), random.nextBoolean());
            Recast.body(dialect, framing, mutated(body, random));
            Recast.stream(dialect, framing, mutated(stream, random), true);
        }
        assertThat(made).as("mutants that still are whole streams").isPositive();
    }

    private static byte[] mutated(byte[] given, Random random) {
        byte[] mutant = given.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(mutant.length);
            switch (random.nextInt(4)) {
                case 0 -> mutant[at] = (byte) random.nextInt(256);
                case 1 -> mutant[at] = (byte) SIGNS.charAt(random.nextInt(SIGNS.length()));
                case 2 -> mutant = without(mutant, at, Math.min(mutant.length, at + random.nextInt(60)));
                default -> mutant = twice(mutant, at, Math.min(mutant.length, at + random.nextInt(60)));
            }
            if (mutant.length == 0) {
                return mutant;
            }
        }
        return mutant;
    }

    private static byte[] without(byte[] given, int from, int to) {
        byte[] fewer = new byte[given.length - (to - from)];
        System.arraycopy(given, 0, fewer, 0, from);
        System.arraycopy(given, to, fewer, from, given.length - to);
        return fewer;
    }

    private static byte[] twice(byte[] given, int from, int to) {
        byte[] more = new byte[given.length + (to - from)];
        System.arraycopy(given, 0, more, 0, to);
        System.arraycopy(given, from, more, to, given.length - from);
        return more;
    }
}
