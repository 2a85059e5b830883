package dev.penstock.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Counted;
import dev.penstock.call.Posting;
import dev.penstock.call.Settlement;
import dev.penstock.call.Usage;
import dev.penstock.testkit.PricedRows;
import dev.penstock.testkit.SampleRows;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowInvariantsTest {
    @Test
    void a_good_row_breaks_nothing() {
        assertThat(RowInvariants.broken(SampleRows.row(1))).isEmpty();
        assertThat(RowInvariants.broken(row(10L, 10L, null, Settlement.SETTLED, 10L, Usage.of(1, 1))))
                .isEmpty();
    }

    @Test
    void attempts_that_do_not_add_up_are_told() {
        CallRow row = PricedRows.row(
                3L,
                PricedRows.attempt(0, "m", Usage.NONE, 1L, "v", null),
                PricedRows.attempt(1, "m", Usage.of(1, 1), 1L, "v", null));
        assertThat(RowInvariants.broken(row)).singleElement().asString().contains("attempts' costs");
    }

    @Test
    void an_attempt_of_unknown_cost_makes_the_whole_unknown() {
        AttemptRow unknown = PricedRows.attempt(0, "m", Usage.of(1, 1), null, "v", null);
        AttemptRow known = PricedRows.attempt(1, "m", Usage.of(1, 1), 1L, "v", null);
        assertThat(RowInvariants.broken(PricedRows.row(null, unknown, known))).isEmpty();
        assertThat(RowInvariants.broken(PricedRows.row(1L, unknown, known))).isNotEmpty();
    }

    @Test
    void usage_without_a_source_and_parts_beyond_the_whole_are_told() {
        Usage odd = new Usage(1L, null, null, null, 5L, 6L, 2L, null, null, null, null, Map.of("x", -1L), null);
        assertThat(RowInvariants.broken(row(0L, 0L, null, Settlement.SETTLED, 0L, odd)))
                .contains(
                        "the call has a count below 0",
                        "the call has more reasoning than output",
                        "the call has more audio and image than input");
    }

    @Test
    void a_posting_is_the_greater_of_cost_and_provider_cost() {
        assertThat(RowInvariants.broken(row(5L, 5L, 9L, Settlement.SETTLED, 9L, Usage.of(1, 1))))
                .isEmpty();
        assertThat(RowInvariants.broken(row(5L, 5L, 9L, Settlement.SETTLED, 5L, Usage.of(1, 1))))
                .singleElement()
                .asString()
                .contains("posts a cost of 5 where 9 is due");
        assertThat(RowInvariants.broken(row(5L, 5L, null, Settlement.RELEASED, 5L, Usage.of(1, 1))))
                .hasSize(1);
        assertThat(RowInvariants.broken(row(5L, 5L, null, Settlement.SETTLED, -5L, Usage.of(1, 1))))
                .hasSize(2);
    }

    @Test
    void a_corrected_row_is_not_held_to_postings_that_stay() {
        CallRow row = row(5L, 5L, null, Settlement.SETTLED, 5L, Usage.of(1, 1)).repriced(7L, "w");
        assertThat(RowInvariants.broken(row)).isEmpty();
    }

    private static CallRow row(
            @Nullable Long cost,
            @Nullable Long attempts,
            @Nullable Long charged,
            Settlement settlement,
            long posted,
            Usage usage) {
        AttemptRow attempt = PricedRows.attempt(0, "m", usage, attempts, "v", null)
                .with(null, 20L, charged, settlement, List.of(new Posting("a/g/r", Counted.COST, 1, posted, 2)));
        return PricedRows.row(cost, attempt);
    }
}
