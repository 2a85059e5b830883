package dev.penstock.admin.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.admin.ApiRefused;
import dev.penstock.call.Reuse;
import dev.penstock.call.Usage;
import dev.penstock.json.JsonText;
import dev.penstock.record.AttemptRow;
import dev.penstock.record.CallRow;
import dev.penstock.record.LogFilter;
import dev.penstock.record.LoggedCall;
import dev.penstock.testkit.PricedRows;
import dev.penstock.testkit.ReusedRows;
import dev.penstock.testkit.SampleRows;
import dev.penstock.testkit.SchemaCheck;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LogViewTest {
    private static final AttemptRow COUNTING = AttemptRow.counting(1, 0, List.of());

    @Test
    void a_hit_costs_nothing_and_says_what_it_saved() {
        JsonNode entry = listed(ReusedRows.row(1, ReusedRows.HIT, COUNTING));
        assertThat(entry.get("cached").asBoolean()).isTrue();
        assertThat(entry.get("cost").decimalValue()).isZero();
        assertThat(entry.get("tokens_in").asLong(-1)).isZero();
        assertThat(entry.get("tokens_out").asLong(-1)).isZero();
        assertThat(entry.get("attempt_count").asLong()).isZero();
        assertThat(entry.get("provider").asString()).isEqualTo("openai");
        assertThat(entry.get("token_id").asString()).isEqualTo("tok_main");
        assertThat(LogView.listed(LoggedCall.of(ReusedRows.row(1, ReusedRows.HIT)))
                        .text())
                .contains("\"reuse\":{\"kind\":\"hit\",\"of\":\"" + SampleRows.id(7)
                        + "\",\"saved_cost\":0.000531,\"saved_cost_nano\":531000,\"saved_ms\":800,"
                        + "\"tokens_in\":1012,\"tokens_out\":164}");
    }

    @Test
    void a_joined_call_is_not_cached_and_of_an_unknown_price_nothing_is_said() {
        JsonNode entry = listed(ReusedRows.row(1, new Reuse(Reuse.Kind.COALESCED, "first", null, 9_999, 1, 2)));
        assertThat(entry.get("cached").asBoolean()).isFalse();
        assertThat(entry.get("reuse").toString())
                .isEqualTo("{\"kind\":\"coalesced\",\"of\":\"first\",\"saved_ms\":9,\"tokens_in\":1,\"tokens_out\":2}");
        assertThat(listed(SampleRows.row(1)).has("reuse")).isFalse();
    }

    @Test
    void only_attempts_at_providers_are_shown() {
        AttemptRow failed = PricedRows.attempt(0, "m", Usage.NONE, 0L, null, null);
        CallRow stale = ReusedRows.row(1, ReusedRows.of(Reuse.Kind.STALE), failed, COUNTING);
        JsonNode whole = json(LogView.whole(LoggedCall.of(stale)), LogView.WHOLE);
        assertThat(whole.get("attempts")).hasSize(1);
        assertThat(whole.get("attempts").get(0).get("status").asInt()).isEqualTo(503);
    }

    @Test
    void calls_are_found_by_how_they_were_reused() {
        assertThat(Filters.condition(new FilterText("reuse", "eq", List.of("coalesced", "Hit"))))
                .isEqualTo(new LogFilter.ByText(
                        LogFilter.TextField.REUSE, LogFilter.Match.EQUALS, List.of("COALESCED", "HIT")));
        assertThat(Filters.keys()).contains("cached", "reuse");
        assertThatThrownBy(() -> Filters.condition(new FilterText("reuse", "gt", List.of("hit"))))
                .isInstanceOf(ApiRefused.class);
    }

    private static JsonNode listed(CallRow row) {
        return json(LogView.listed(LoggedCall.of(row)), LogView.LISTED);
    }

    private static JsonNode json(JsonText text, Map<String, Object> schema) {
        JsonMapper mapper = JsonMapper.shared();
        JsonNode value = mapper.readTree(text.text());
        assertThat(SchemaCheck.problems(mapper.valueToTree(schema), value)).isEmpty();
        return value;
    }
}
