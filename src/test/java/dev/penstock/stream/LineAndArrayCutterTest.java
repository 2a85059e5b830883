package dev.penstock.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Framing;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LineAndArrayCutterTest {
    private static final String ARRAY =
            "\uFEFF [ {\"a\":\"]},[{\\\"\\\\\"} ,\r\n[1,{\"b\":[]}], \"x\\\"]\" , -1.5e3,true ,null,{}\n]\n ";

    @Test
    void lines_are_events_and_blank_ones_keep_alive() {
        Feeding fed = feeding(Framing.NDJSON).feed("{\"a\":1}\r\n\n\n{\"b\"").feed(":2}\n{\"c\":3}");

        assertThat(data(fed)).containsExactly("{\"a\":1}", "{\"b\":2}");
        assertThat(fed.forwardedText()).isEqualTo("{\"a\":1}\r\n\n\n{\"b\":2}\n");
        assertThat(fed.cutter.whole()).isFalse();

        fed.finish();
        assertThat(data(fed)).endsWith("{\"c\":3}");
        assertThat(fed.cutter.whole()).isTrue();
    }

    @Test
    void a_line_beyond_the_bound_is_refused_however_it_was_split() {
        byte[] bytes = ("{}\n" + "x".repeat(40) + "\n{}\n").getBytes(UTF_8);
        for (int first = 0; first < bytes.length; first++) {
            Feeding fed = new Feeding(new NdjsonCutter(40)).feedInPieces(bytes, first);
            assertThat(data(fed)).containsExactly("{}");
            assertThat(fed.flaw).isPresent();
        }
    }

    @Test
    void an_array_is_cut_behind_its_elements() {
        Feeding fed = feeding(Framing.JSON_ARRAY).feed(ARRAY);

        assertThat(data(fed))
                .containsExactly(
                        "{\"a\":\"]},[{\\\"\\\\\"}", "[1,{\"b\":[]}]", "\"x\\\"]\"", "-1.5e3", "true", "null", "{}");
        assertThat(fed.forwardedText()).isEqualTo(ARRAY);
        assertThat(fed.cutter.whole()).isTrue();
    }

    @Test
    void any_split_of_an_array_gives_the_same_elements_and_what_was_sent_ends_behind_one() {
        byte[] bytes = ARRAY.getBytes(UTF_8);
        List<Feeding.Event> expected = feeding(Framing.JSON_ARRAY).feed(bytes).events;
        Random random = new Random(3);
        for (int round = 0; round < 300; round++) {
            Feeding fed = feeding(Framing.JSON_ARRAY).feedAtRandom(bytes, random);
            assertThat(fed.events).isEqualTo(expected);
            assertThat(fed.forwardedText()).isEqualTo(ARRAY);
        }
        Feeding half = feeding(Framing.JSON_ARRAY).feed("[{\"a\":1}\n,\n{\"b\"");
        assertThat(half.forwardedText()).isEqualTo("[{\"a\":1}");
    }

    @Test
    void an_array_is_whole_only_with_its_closing_bracket() {
        Feeding fed = feeding(Framing.JSON_ARRAY).feed("[{\"a\":1}\n");
        assertThat(fed.cutter.whole()).isFalse();
        assertThat(fed.finish().cutter.whole()).isFalse();

        assertThat(feeding(Framing.JSON_ARRAY).feed("[{\"a\":1}").cutter.whole())
                .isFalse();
        assertThat(feeding(Framing.JSON_ARRAY).cutter.whole()).isFalse();
        assertThat(feeding(Framing.JSON_ARRAY).feed("[]").cutter.whole()).isTrue();
    }

    @Test
    void one_object_instead_of_an_array_is_one_element() {
        Feeding fed = feeding(Framing.JSON_ARRAY).feed("{\"error\":").feed("{\"code\":400}}\n");

        assertThat(data(fed)).containsExactly("{\"error\":{\"code\":400}}");
        assertThat(fed.cutter.whole()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>", "[1 2]", "[,1]", "[1,]", "[]x", "data: {}", "{}{}", "[}"})
    void what_is_no_array_is_malformed(String text) {
        Feeding fed = feeding(Framing.JSON_ARRAY).feedByteByByte(text.getBytes(UTF_8));

        assertThat(fed.flaw).containsInstanceOf(Cut.Flaw.Malformed.class);
        assertThat(fed.cutter.whole()).isFalse();
    }

    @Test
    void random_arrays_are_cut_as_a_tree_reader_reads_them() {
        JsonMapper mapper = JsonMapper.builder().build();
        Random random = new Random(5);
        for (int round = 0; round < 2_000; round++) {
            String json = RandomJson.array(random);
            Feeding fed = feeding(Framing.JSON_ARRAY).feedAtRandom(json.getBytes(UTF_8), random);
            JsonNode tree = mapper.readTree(json);
            assertThat(fed.events.stream()
                            .map(event -> mapper.readTree(event.data()))
                            .toList())
                    .as(json)
                    .isEqualTo(tree.valueStream().toList());
            assertThat(fed.forwardedText()).isEqualTo(json);
        }
    }

    private static List<String> data(Feeding fed) {
        return fed.events.stream().map(Feeding.Event::data).toList();
    }

    private static Feeding feeding(Framing framing) {
        return new Feeding(EventCutter.of(framing, EventCutter.MAX_EVENT).orElseThrow());
    }
}
