package dev.penstock.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.SampleRows;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LogLineTest {
    private static final String HOSTILE =
            "x\r\nforged 200\u001b[31mred\u001b]0;title\u0007\u2028\u202Eevil\u0000\u009b5m${jndi:ldap://h}\uD800\"\\";

    private static CallRow hostile() {
        return SampleRows.row(HOSTILE, SampleRows.SCOPE, SampleRows.NOON, HOSTILE, HOSTILE, null);
    }

    @Test
    void a_call_is_one_readable_line() {
        assertThat(LogLine.of(SampleRows.row(1), false))
                .startsWith("2026-11-22 12:00:00.000     200  openai/gpt-5-mini")
                .contains("1012(200c)→164(40r)", "0.000531", "812ms", "403ms", "whole", SampleRows.id(1));
    }

    @Test
    void columns_stand_below_their_headings() {
        String line = LogLine.of(SampleRows.row(1), false);
        assertThat(line.indexOf("openai/")).isEqualTo(LogLine.heading().indexOf("TARGET"));
        assertThat(line.indexOf("whole")).isEqualTo(LogLine.heading().indexOf("ENDING"));
        assertThat(line.indexOf(SampleRows.id(1))).isEqualTo(LogLine.heading().indexOf("ID"));
    }

    @Test
    void costs_keep_every_digit_and_unknown_is_no_zero() {
        assertThat(LogLine.cost(1L)).isEqualTo("0.000000001");
        assertThat(LogLine.cost(0L)).isEqualTo("0.00");
        assertThat(LogLine.cost(12_500_000_000L)).isEqualTo("12.50");
        assertThat(LogLine.cost(1_000_000_000_000L)).isEqualTo("1000.00");
        assertThat(LogLine.cost((Long) null)).isEqualTo("–");
    }

    @Test
    void durations_have_the_unit_they_need() {
        assertThat(LogLine.duration(999)).isEqualTo("999µs");
        assertThat(LogLine.duration(812_345)).isEqualTo("812ms");
        assertThat(LogLine.duration(61_250_000)).isEqualTo("61.2s");
    }

    @Test
    void hostile_fields_cannot_forge_or_colour_lines() {
        assertThat(LogLine.of(hostile(), false)).matches("[^\\p{Cntrl}\\u2028\\u2029\\u202E\\u009B\\uD800]*");
        assertThat(LogLine.of(hostile(), true).replace("\u001b[32m", "").replace("\u001b[0m", ""))
                .doesNotContain("\u001b");
        assertThat(String.join("", LogSheet.of(hostile(), false)))
                .matches("[^\\p{Cntrl}\\u2028\\u2029\\u202E\\u009B\\uD800]*");
    }

    @Test
    void colours_only_where_they_are_asked_for() {
        assertThat(LogLine.of(SampleRows.row(1), false)).doesNotContain("\u001b");
        assertThat(LogLine.of(SampleRows.row(1), true)).startsWith("\u001b[32m").endsWith("\u001b[0m");
    }

    @Test
    void json_is_one_line_that_reads_back_as_it_was() {
        String line = LogJson.of(hostile());
        assertThat(line).matches("[\\x20-\\x7E]*");
        JsonNode json = JsonMapper.shared().readTree(line);
        assertThat(json.get("model").stringValue()).isEqualTo(HOSTILE);
        assertThat(json.get("metadata").stringValue()).isEqualTo(HOSTILE);
        assertThat(json.get("cost").decimalValue()).isEqualByComparingTo("0.000531");
        assertThat(json.get("cost_nano").longValue()).isEqualTo(531_000);
        assertThat(json.get("tokens_in").longValue()).isEqualTo(1_012);
        assertThat(json.get("duration").longValue()).isEqualTo(812);
        assertThat(json.get("created_at").stringValue()).isEqualTo("2026-11-22T12:00:00Z");
        assertThat(json.get("success").booleanValue()).isTrue();
        assertThat(json.get("attempts").get(0).get("usage").get("input").longValue())
                .isEqualTo(812);
    }

    @Test
    void json_shows_bodies_where_there_are_any() {
        JsonNode json = JsonMapper.shared().readTree(LogJson.of(SampleRows.withBodies(1, 64)));
        assertThat(json.get("request").stringValue()).hasSize(64);
        assertThat(json.get("response_complete").booleanValue()).isFalse();
    }
}
