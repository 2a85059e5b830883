package dev.penstock.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.SampleReservations;
import dev.penstock.testkit.SampleRows;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every call log keeps to. */
public abstract class CallLogContract {
    /** A new log. */
    protected abstract CallLog log() throws Exception;

    /** All rows it keeps, as a reader finds them some moments after the last append. */
    protected abstract List<CallRow> rows() throws Exception;

    @Test
    void keeps_what_was_appended() throws Exception {
        log().append(SampleRows.row(1));
        assertThat(rows()).containsExactly(SampleRows.row(1));
    }

    @Test
    void replaces_a_row_given_twice() throws Exception {
        CallLog log = log();
        log.append(SampleRows.row(1));
        log.append(SampleRows.row(2));
        CallRow changed = SampleRows.row(
                SampleRows.id(1), SampleRows.SCOPE, SampleRows.row(1).createdAt(), "gpt-5", "{}", null);
        log.append(changed);
        assertThat(rows()).containsExactlyInAnyOrder(changed, SampleRows.row(2));
    }

    @Test
    void keeps_many_rows_in_their_order() throws Exception {
        CallLog log = log();
        List<CallRow> many = java.util.stream.IntStream.range(0, 3_000)
                .mapToObj(SampleRows::row)
                .toList();
        many.forEach(log::append);
        assertThat(rows()).containsExactlyInAnyOrderElementsOf(many);
    }

    @Test
    void what_is_held_for_a_call_is_no_row_of_it() throws Exception {
        CallLog log = log();
        log.reserve(SampleReservations.of(1, 0));
        log.append(SampleRows.row(1));
        assertThat(rows()).containsExactly(SampleRows.row(1));
    }

    @Test
    void has_room_at_first() throws Exception {
        assertThat(log().hasRoom()).isTrue();
    }
}
