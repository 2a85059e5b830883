package dev.penstock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Headers;
import dev.penstock.call.Principal;
import dev.penstock.identity.Admitted;
import dev.penstock.json.RawValue;
import dev.penstock.pipeline.Planner.Wish;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Another model's name in a body, byte by byte. */
class CompatBodyTest {
    private static final String[] SPACES = {"", " ", "\n", "\t \r\n"};
    private static final String[] NAMES = {
        "openai/gpt-4o", "workers-ai/@cf/meta/llama", "custom-a/ü—\uD83D\uDE00", "groq/a\\\"b", "x/\\u0041", "p/\\/q"
    };
    private static final String[] MODELS = {"m", "a\"b", "\u2028", "\uD83D\uDE00/\u007f", "@cf/x/y", "\\"};

    @Test
    void every_other_byte_stays_as_it_is_wherever_the_model_stands() {
        Random random = new Random(20261123);
        for (int round = 0; round < 3_000; round++) {
            ByteArrayOutputStream before = new ByteArrayOutputStream();
            ByteArrayOutputStream after = new ByteArrayOutputStream();
            write(before, pick(random, SPACES) + "{" + members(random, 3));
            write(before, pick(random, SPACES) + "\"model\"" + pick(random, SPACES) + ":" + pick(random, SPACES));
            String named = "\"" + pick(random, NAMES) + "\"";
            write(
                    after,
                    pick(random, SPACES) + (random.nextBoolean() ? "," + members(random, 2) + "\"z\":0" : "") + "}");
            String model = pick(random, MODELS);

            byte[] body = joined(before.toByteArray(), named.getBytes(StandardCharsets.UTF_8), after.toByteArray());
            byte[] other = body(body).with(model);

            String middle = new String(
                    other, before.size(), other.length - before.size() - after.size(), StandardCharsets.UTF_8);
            assertThat(other).startsWith(before.toByteArray()).endsWith(after.toByteArray());
            assertThat(JsonMapper.shared().readTree(middle).asString()).isEqualTo(model);
            JsonNode tree = JsonMapper.shared().readTree(other);
            assertThat(tree.path("model").asString()).isEqualTo(model);
            assertThat(body(body).named())
                    .isEqualTo(JsonMapper.shared().readTree(named).asString());
        }
    }

    /** What RawValue finds is what a call is decided on; a member of the same name further inside is none. */
    private static CompatBody body(byte[] bytes) {
        Map<String, RawValue> members = RawValue.object(bytes);
        RawValue place = members.getOrDefault("model", new RawValue(bytes, 0, 0));
        return new CompatBody(wish(bytes), bytes, place, place.text().orElse(""));
    }

    private static Wish wish(byte[] bytes) {
        Admitted nobody = new Admitted(new Principal.LocalCaller(), Set.of(), false);
        return new Wish("POST", "chat/completions", Optional.empty(), Headers.EMPTY, bytes, nobody);
    }

    private static String members(Random random, int most) {
        StringBuilder text = new StringBuilder();
        int count = random.nextInt(most + 1);
        for (int i = 0; i < count; i++) {
            text.append(pick(random, SPACES))
                    .append('"')
                    .append((char) ('a' + i))
                    .append(random.nextInt(1_000_000))
                    .append("\":")
                    .append(pick(random, new String[] {
                        "1.50", "1e400", "null", "{\"model\":\"openai/no\"}", "[ \"model\", 1 ]", "\"\\ud83d\\ude00é\""
                    }))
                    .append(pick(random, SPACES))
                    .append(',');
        }
        return text.toString();
    }

    private static <T> T pick(Random random, T[] all) {
        return all[random.nextInt(all.length)];
    }

    private static void write(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
