package dev.penstock.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.call.CallRefused;
import dev.penstock.call.Dialect;
import dev.penstock.json.BodyParts;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AskReaderTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @Test
    void reads_what_a_chat_body_asks() {
        Asked asked = chat("""
                {"messages":[{"model":"no","stream":false,"max_tokens":9}],"model":"gpt-4\\u006f","stream":true,
                 "stream_options":{"include_usage":true,"include_obfuscation":false},"max_completion_tokens":77}""");

        assertThat(asked.model()).contains("gpt-4o");
        assertThat(asked.stream()).isTrue();
        assertThat(asked.includeUsage()).contains(true);
        assertThat(asked.maxOutput()).hasValue(77);
        assertThat(asked.splice()).isEmpty();
    }

    @Test
    void no_body_asks_nothing_and_an_opaque_one_is_not_read() {
        assertThat(chat("")).isEqualTo(Asked.NOTHING);
        assertThat(read(Dialect.OPAQUE, "{not json")).isEqualTo(Asked.NOTHING);
        assertThat(chat("[1]")).isEqualTo(Asked.NOTHING);
        assertThat(chat("{}")).isEqualTo(Asked.NOTHING);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "OPENAI_CHAT        | {\"max_tokens\":5}                                             | 5",
                "OPENAI_CHAT        | {\"max_tokens\":5,\"max_completion_tokens\":9}                 | 9",
                "OPENAI_CHAT        | {\"max_tokens\":5,\"max_completion_tokens\":\"9\"}             | -1",
                "OPENAI_CHAT        | {\"max_tokens\":5,\"max_completion_tokens\":null}              | 5",
                "OPENAI_CHAT        | {\"max_tokens\":1000.0}                                        | 1000",
                "OPENAI_CHAT        | {\"max_tokens\":1e3}                                           | 1000",
                "OPENAI_CHAT        | {\"max_tokens\":1.5}                                           | -1",
                "OPENAI_CHAT        | {\"max_tokens\":1e999999999}                                   | -1",
                "OPENAI_CHAT        | {\"max_tokens\":99999999999999999999}                          | -1",
                "OPENAI_CHAT        | {\"max_tokens\":-1}                                            | -1",
                "OPENAI_CHAT        | {\"max_tokens\":0}                                             | 0",
                "OPENAI_RESPONSES   | {\"max_output_tokens\":12,\"max_tokens\":3}                    | 12",
                "ANTHROPIC_MESSAGES | {\"max_tokens\":1024}                                          | 1024",
                "GEMINI             | {\"generationConfig\":{\"maxOutputTokens\":64}}                | 64",
                "GEMINI             | {\"generation_config\":{\"max_output_tokens\":65}}             | 65",
                "GEMINI             | {\"a\":{\"generationConfig\":{\"maxOutputTokens\":64}}}        | -1",
                "BEDROCK_CONVERSE   | {\"inferenceConfig\":{\"maxTokens\":7}}                        | 7",
                "BEDROCK_CONVERSE   | {\"inferenceConfig\":5}                                        | -1",
                "BEDROCK_INVOKE     | {\"textGenerationConfig\":{\"maxTokenCount\":8}}               | 8",
                "OLLAMA             | {\"options\":{\"num_ctx\":1,\"num_predict\":42}}               | 42",
                "OLLAMA             | {\"options\":{\"num_predict\":-1}}                             | -1",
            })
    void finds_the_most_output_tokens_where_each_dialect_puts_them(Dialect dialect, String body, long max) {
        OptionalLong expected = max < 0 ? OptionalLong.empty() : OptionalLong.of(max);
        assertThat(read(dialect, body.strip()).maxOutput()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "OPENAI_CHAT        | {\"n\":3}                                          | 3",
                "OPENAI_CHAT        | {\"n\":\"3\"}                                      | 3",
                "OPENAI_CHAT        | {\"n\":2.5}                                        | 3",
                "OPENAI_CHAT        | {\"n\":0}                                          | 1",
                "OPENAI_CHAT        | {\"n\":-9}                                         | 1",
                "OPENAI_CHAT        | {\"n\":null}                                       | 1",
                "OPENAI_CHAT        | {\"n\":1e999999999}                                | 1000000",
                "OPENAI_CHAT        | {\"n\":99999999999999999999}                       | 1000000",
                "OPENAI_COMPLETIONS | {\"n\":2,\"best_of\":5}                            | 5",
                "OPENAI_COMPLETIONS | {\"prompt\":[\"a\", \"b\" ,[1,2]],\"n\":2}          | 6",
                "OPENAI_COMPLETIONS | {\"prompt\":[1,2,3],\"n\":2}                       | 2",
                "OPENAI_COMPLETIONS | {\"prompt\":\"a\",\"n\":2}                         | 2",
                "GEMINI             | {\"generationConfig\":{\"candidateCount\":4}}      | 4",
                "GEMINI             | {\"generation_config\":{\"candidate_count\":4}}    | 4",
                "ANTHROPIC_MESSAGES | {\"n\":4}                                          | 1",
            })
    void counts_the_answers_that_are_asked_for(Dialect dialect, String body, long choices) {
        assertThat(read(dialect, body.strip()).choices()).isEqualTo(choices);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "OPENAI_CHAT        | {\"service_tier\":\"priority\"}                    | priority",
                "OPENAI_CHAT        | {\"service_tier\":null}                            | ``",
                "ANTHROPIC_MESSAGES | {\"service_tier\":\"standard_only\"}               | standard_only",
                "BEDROCK_CONVERSE   | {\"serviceTier\":{\"type\":\"flex\"}}              | flex",
                "BEDROCK_CONVERSE   | {\"performanceConfig\":{\"latency\":\"optimized\"}} | optimized",
                "GEMINI             | {\"serviceTier\":\"priority\"}                     | priority",
            })
    void reads_the_tier_that_is_asked_for(Dialect dialect, String body, String tier) {
        assertThat(read(dialect, body.strip()).serviceTier().orElse("")).isEqualTo(tier);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                // images, embedded files, files elsewhere, bytes of images, bytes of files
                "OPENAI_CHAT | {`m`:[{`type`:`image_url`,`image_url`:{`url`:`https://x/y`}}]}                  | 1 0 0 0 0",
                "OPENAI_CHAT | {`m`:[{`type`:`image_url`,`image_url`:{`url`:`data:image/png;base64,aa`}}]}     | 1 0 0 24 0",
                "OPENAI_CHAT | {`m`:[{`image\\u005furl`:{`url`:`https://x/y`}}]}                              | 1 0 0 0 0",
                "OPENAI_CHAT | {`m`:[{`type`:`input_audio`,`input_audio`:{`data`:`AAAA`,`format`:`wav`}}]}     | 0 1 0 0 4",
                "OPENAI_CHAT | {`m`:[{`type`:`file`,`file`:{`file_id`:`file-1`}}]}                             | 0 0 1 0 0",
                "OPENAI_CHAT | {`m`:[{`function`:{`arguments`:{`url`:`https://x`,`data`:`iVBORw0KGgo`}}}]}    | 0 0 0 0 0",
                "OPENAI_RESPONSES | {`input`:[{`type`:`input_image`,`image_url`:`https://x/y`}]}              | 1 0 0 0 0",
                "OPENAI_RESPONSES | {`input`:[{`type`:`input_image`,`file_id`:`file-1`}]}                      | 1 0 0 0 0",
                "OPENAI_RESPONSES | {`input`:[{`type`:`input_file`,`file_url`:`https://x/y`}]}                 | 0 0 1 0 0",
                "ANTHROPIC_MESSAGES | {`m`:[{`type`:`image`,`source`:{`type`:`url`,`url`:`https://x`}}]}       | 1 0 0 0 0",
                "ANTHROPIC_MESSAGES | {`m`:[{`type`:`document`,`source`:{`type`:`url`,`url`:`https://x`}}]}    | 0 0 1 0 0",
                "ANTHROPIC_MESSAGES | {`m`:[{`source`:{`media_type`:`image/jpeg`,`data`:`/9j/AAAA`}}]}         | 1 0 0 8 0",
                "ANTHROPIC_MESSAGES | {`m`:[{`source`:{`media_type`:`text/plain`,`data`:`/9j/ not one`}}]}     | 1 0 0 0 0",
                "GEMINI | {`c`:[{`parts`:[{`inlineData`:{`mimeType`:`image/png`,`data`:`iVBORw0KGgoAAAA`}}]}]} | 1 0 0 15 0",
                "GEMINI | {`c`:[{`parts`:[{`fileData`:{`fileUri`:`https://x`}}]}]}                             | 0 0 1 0 0",
                "BEDROCK_CONVERSE | {`m`:[{`image`:{`format`:`png`,`source`:{`bytes`:`iVBORw0KGgoA`}}}]}       | 1 0 0 12 0",
                "OLLAMA | {`messages`:[{`images`:[`iVBORw0KGgo`,`/9j/AA`],`content`:`/9j/`}]}                  | 2 0 0 21 0",
            })
    void counts_what_costs_tokens_without_bytes(Dialect dialect, String body, String counts) {
        BodyParts parts = read(dialect, body.strip().replace('`', '"')).parts();
        assertThat(parts.images() + " " + parts.embedded() + " " + parts.remote() + " " + parts.imageBytes() + " "
                        + parts.embeddedBytes())
                .isEqualTo(counts);
    }

    @Test
    void sees_tools_and_input_that_the_provider_keeps() {
        assertThat(read(Dialect.OPENAI_RESPONSES, "{\"previous_response_id\":\"r\"}")
                        .parts())
                .isEqualTo(new BodyParts(0, 0, 0, 0, 0, false, true));
        assertThat(chat("{\"tools\":[{}]}").parts()).isEqualTo(new BodyParts(0, 0, 0, 0, 0, true, false));
        assertThat(chat("{\"tools\":[]}").parts()).isEqualTo(BodyParts.NONE);
    }

    @Test
    void what_the_path_says_is_not_read_from_the_body() {
        Asked asked = read(Dialect.BEDROCK_CONVERSE, "{\"model\":5,\"stream\":\"yes\",\"model\":6}");
        assertThat(asked).isEqualTo(Asked.NOTHING);
    }

    @Test
    void ollama_streams_unless_told_not_to() {
        assertThat(read(Dialect.OLLAMA, "{\"model\":\"m\"}").stream()).isTrue();
        assertThat(read(Dialect.OLLAMA, "{\"model\":\"m\",\"stream\":false}").stream())
                .isFalse();
        assertThat(read(Dialect.OLLAMA, "{\"model\":\"m\",\"input\":\"x\"}").stream())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"a\",\"model\":\"a\"}",
                "{\"model\":\"a\",\"mod\\u0065l\":\"b\"}",
                "{\"Model\":\"a\"}",
                "{\"model\":\"a\",\"MODEL\":\"b\"}",
                "{\"stream\":true,\"\\u0073tream\":false}",
                "{\"\u017Ftream\":true}",
                "{\"stream\":\"yes\"}",
                "{\"stream\":1}",
                "{\"model\":5}",
                "{\"model\":[\"a\"]}",
                "{\"model\":\"\\ud800\"}",
                "{\"max_tokens\":1,\"x\":{},\"max_tokens\":2}",
                "{\"max_to\u212Aens\":1}",
                "{\"stream_options\":{},\"stream_options\":{}}",
                "{\"stream_options\":{\"include_usage\":true,\"include_usage\":false}}",
                "{\"stream_options\":{\"Include_Usage\":true}}",
                "{\"stream_options\":{\"include_usage\":1}}",
            })
    void refuses_what_two_readers_could_read_differently_and_names_the_member(String body) {
        assertThatThrownBy(() -> chat(body)).isInstanceOfSatisfying(CallRefused.class, refused -> {
            assertThat(refused.refusal().status()).isEqualTo(400);
            assertThat(refused.refusal().message())
                    .containsPattern("'(model|stream|max_tokens|stream_options(\\.include_usage)?)'");
        });
    }

    @Test
    void a_model_name_longer_than_any_model_has_is_refused() {
        assertThatThrownBy(() -> chat("{\"model\":\"" + "m".repeat(1030) + "\"}"))
                .hasMessageContaining("too long");
    }

    @Test
    void null_is_not_said_and_other_types_that_cannot_mislead_pass() {
        Asked asked = chat(
                "{\"model\":null,\"stream\":null,\"max_tokens\":null,\"stream_options\":\"x\",\"temperature\":{},\"seed\":1,\"seed\":2}");
        assertThat(asked).isEqualTo(Asked.NOTHING);
        assertThat(chat("{\"stream_options\":{\"include_usage\":true}}").includeUsage())
                .contains(true);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"stream\" : true , \"n\":1}#{\"stream\" : true,\"stream_options\":{\"include_usage\":true} , \"n\":1}",
                "{\"stream\":true}#{\"stream\":true,\"stream_options\":{\"include_usage\":true}}",
                "{\"stream_options\": null,\"stream\":true}#{\"stream_options\": {\"include_usage\":true},\"stream\":true}",
                "{\"stream\":true,\"stream_options\": { } }#{\"stream\":true,\"stream_options\": {\"include_usage\":true } }",
                "{\"stream\":true,\"stream_options\":{\"x\":1}}#{\"stream\":true,\"stream_options\":{\"include_usage\":true,\"x\":1}}",
                "{\"stream\":true,\"stream_options\":{\"x\":1,\"include_usage\": false }}#{\"stream\":true,\"stream_options\":{\"x\":1,\"include_usage\": true }}",
                "{\"stream\":true,\"stream_options\":{\"include_usage\":null}}#{\"stream\":true,\"stream_options\":{\"include_usage\":true}}",
            })
    void the_splice_asks_for_usage_and_leaves_every_other_byte(String bodies) {
        String[] pair = bodies.split("#", -1);
        byte[] framed = ("é" + pair[0] + "}").getBytes(UTF_8);
        Asked asked = AskReader.read(Dialect.OPENAI_CHAT, framed, 2, framed.length - 1);

        Asked.Splice splice = asked.splice().orElseThrow();
        assertThat(new String(Splices.apply(framed, 2, framed.length - 1, splice), UTF_8))
                .isEqualTo(pair[1]);
        assertThat(chat(pair[1]).includeUsage()).contains(true);
        byte[] alone = pair[0].getBytes(UTF_8);
        assertThat(Splices.apply(alone, chat(pair[0]).splice().orElseThrow()))
                .asString(UTF_8)
                .isEqualTo(pair[1]);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"stream\":false}",
                "{}",
                "{\"stream_options\":{}}",
                "{\"stream\":true,\"stream_options\":[]}",
                "{\"stream\":true,\"stream_options\":{\"include_usage\":true}}"
            })
    void nothing_is_spliced_where_nothing_can_be_asked(String body) {
        assertThat(chat(body).splice()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"OPENAI_CHAT", "OPENAI_COMPLETIONS"})
    void only_chat_and_completions_know_include_usage(Dialect dialect) {
        assertThat(read(dialect, "{\"stream\":true}").splice()).isEmpty();
    }

    @Test
    void a_refusal_says_where_and_never_shows_the_body() {
        assertThatThrownBy(() -> chat("{\"a\": secret}"))
                .hasMessageContaining("at byte 6")
                .hasMessageNotContaining("secret");
    }

    /** What is read here must be what any careful tree reader reads, or the body must be refused. */
    @Test
    void random_bodies_are_read_as_a_tree_reader_reads_them_or_refused() {
        String[] keys = {
            "model",
            "mod\\u0065l",
            "Model",
            "stream",
            "stre\\u0061m",
            "STREAM",
            "max_tokens",
            "max_token\\u0073",
            "x",
            "stream_options"
        };
        String[] values = {
            "\"a\"", "\"b\"", "true", "false", "null", "7", "{\"include_usage\":false}", "[]", "{\"model\":\"z\"}"
        };
        Random random = new Random(4);
        int read = 0;
        for (int round = 0; round < 20_000; round++) {
            StringBuilder body = new StringBuilder("{");
            for (int i = random.nextInt(4); i >= 0; i--) {
                body.append('"').append(keys[random.nextInt(keys.length)]).append("\":");
                body.append(values[random.nextInt(values.length)]).append(i > 0 ? "," : "}");
            }
            Optional<Asked> asked = tried(body.toString());
            if (asked.isPresent()) {
                read++;
                JsonNode tree = MAPPER.readTree(body.toString());
                assertThat(asked.get().model().orElse(null))
                        .as(body.toString())
                        .isEqualTo(tree.path("model").stringValue(null));
                assertThat(asked.get().stream()).isEqualTo(tree.path("stream").booleanValue(false));
                assertThat(asked.get().maxOutput().orElse(-1))
                        .isEqualTo(tree.path("max_tokens").asLong(-1));
                assertThat(body.toString()).doesNotContain("Model", "STREAM");
            }
        }
        assertThat(read).isGreaterThan(1_000);
    }

    private static Optional<Asked> tried(String body) {
        try {
            return Optional.of(chat(body));
        } catch (CallRefused refused) {
            return Optional.empty();
        }
    }

    private static Asked chat(String body) {
        return read(Dialect.OPENAI_CHAT, body);
    }

    private static Asked read(Dialect dialect, String body) {
        byte[] bytes = body.getBytes(UTF_8);
        byte[] within = new byte[bytes.length + 4];
        Arrays.fill(within, (byte) '"');
        System.arraycopy(bytes, 0, within, 0, bytes.length);
        return AskReader.read(dialect, within, 0, bytes.length);
    }
}
