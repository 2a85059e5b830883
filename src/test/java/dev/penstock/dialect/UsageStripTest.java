package dev.penstock.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.dialect.UsageStrip.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageStripTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: [DONE]\n\n",
                "data: {\"id\":\"\",\"choices\":[],\"prompt_filter_results\":[{}]}\n\n",
                "data: {\"choices\":[{\"delta\":{\"content\":\"the \\\"usage\\\" of\"}}]}\n\n",
                "data: {\"choices\":[{\"usage\":{\"a\":1}}]}\n\n",
                "data: {\"x_groq\":{\"usage\":{\"a\":1}},\"choices\":[{}]}\n\n",
                "data: {\"usage\":{},\ndata: \"choices\":[]}\n\n",
                "data: {\"usage\": broken\n\n",
                ": \"usage\"\ndata: {}\n\n",
                "id: \"usage\"\n\n",
                "data: \"usage\"\n\n"
            })
    void events_without_a_usage_of_their_own_stay(String event) {
        assertThat(strip(event)).isEqualTo(event);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"id\":\"x\",\"choices\":[],\"usage\":{\"prompt_tokens\":1}}\n\n",
                "data:{\"usage\":{\"prompt_tokens\":1},\"choices\":[ ]}\r\n\r\n",
                "\uFEFFevent: m\ndata: {\"choices\":[],\"usage\":{}}\n\n"
            })
    void the_chunk_that_exists_for_the_usage_goes(String event) {
        assertThat(strip(event)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {
                "{\"choices\":[{}],\"usage\":null}#{\"choices\":[{}]}",
                "{\"choices\":[{}] , \"usage\" : {\"a\":{\"usage\":1}} , \"x\":\"é\"}#{\"choices\":[{}]  , \"x\":\"é\"}",
                "{\"usage\":null,\"choices\":[{}]}#{\"choices\":[{}]}",
                "{ \"usage\" : null , \"choices\":[{}]}#{  \"choices\":[{}]}",
                "{\"usage\":null}#{}",
                "{\"usage\":{}}#{}",
                "{\"choices\":[],\"usage\":null}#{\"choices\":[]}",
                "{\"usage\":1,\"usage\":2}#{}",
                "{\"usage\":1,\"a\":\"\\\"usage\\\":\",\"usage\":{}}#{\"a\":\"\\\"usage\\\":\"}",
            })
    void elsewhere_only_the_member_is_cut_out(String json, String expected) {
        assertThat(strip("event: x\r\n: c\r\ndata: " + json + "\r\nid: 4\r\n\r\n"))
                .isEqualTo("event: x\r\n: c\r\ndata: " + expected + "\r\nid: 4\r\n\r\n");
        assertThat(strip("data:" + json + "\n\n")).isEqualTo("data:" + expected + "\n\n");
        assertThat(strip("data:" + json + "\r\r")).isEqualTo("data:" + expected + "\r\r");
    }

    @Test
    void an_unchanged_event_is_kept_and_not_copied() {
        assertThat(verdict("data: {\"choices\":[]}\n\n")).isInstanceOf(Verdict.Keep.class);
    }

    private static String strip(String event) {
        return switch (verdict(event)) {
            case Verdict.Keep keep -> event;
            case Verdict.Drop drop -> "";
            case Verdict.Replaced replaced -> new String(replaced.bytes(), UTF_8);
        };
    }

    private static Verdict verdict(String event) {
        byte[] bytes = ("##" + event + "\"usage\":{}").getBytes(UTF_8);
        return UsageStrip.of(bytes, 2, event.getBytes(UTF_8).length);
    }
}
