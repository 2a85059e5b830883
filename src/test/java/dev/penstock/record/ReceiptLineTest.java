package dev.penstock.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.CostLine;
import dev.penstock.call.Usage;
import dev.penstock.testkit.PricedRows;
import dev.penstock.testkit.SampleRows;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReceiptLineTest {
    @Test
    void units_stand_at_their_prices() {
        assertThat(ReceiptLine.of(
                        SampleRows.row(1),
                        List.of(
                                CostLine.of("input", 812, 2_500_000_000L),
                                CostLine.of("cache_read", 200, 250_000_000L),
                                new CostLine("output", 164, 10_000_000_000L, 1, 2))))
                .isEqualTo("v=2026-11-20; in=812@2.5; cache_read=200@0.25; out=164@10*1/2; cost=0.000531");
    }

    @Test
    void without_lines_units_stand_alone() {
        assertThat(ReceiptLine.of(SampleRows.row(1)))
                .isEqualTo("v=2026-11-20; in=812; cache_read=200; out=164; cost=0.000531");
    }

    @Test
    void nothing_a_header_cannot_carry_is_in_it() {
        AttemptRow attempt = PricedRows.attempt(0, "m", Usage.of(1, 1), null, "a b;c\r\nx: y", null);
        assertThat(ReceiptLine.of(PricedRows.row(null, attempt))).isEqualTo("v=a_b_c__x__y; in=1; out=1; cost=unknown");
    }

    @Test
    void a_call_that_used_nothing_says_so() {
        AttemptRow attempt = PricedRows.attempt(0, "m", Usage.NONE, 0L, null, null);
        assertThat(ReceiptLine.of(PricedRows.row(0L, attempt))).isEqualTo("usage=none; cost=0");
    }
}
