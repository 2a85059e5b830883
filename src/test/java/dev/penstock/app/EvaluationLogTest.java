package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.admin.evaluations.EvaluationSource;
import dev.penstock.call.Reuse;
import dev.penstock.record.CallRow;
import dev.penstock.store.spool.RowCodec;
import dev.penstock.store.spool.SpooledRow;
import dev.penstock.store.sqlite.LogReader;
import dev.penstock.store.sqlite.SqliteStore;
import dev.penstock.testkit.ReusedRows;
import dev.penstock.testkit.SampleRows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationLogTest {
    @TempDir
    Path logs;

    @Test
    void evaluations_see_what_was_cached_and_that_it_cost_nothing() throws Exception {
        try (SqliteStore store = new SqliteStore(logs)) {
            store.store(
                    Stream.of(
                                    SampleRows.row(10),
                                    ReusedRows.row(20, ReusedRows.HIT),
                                    ReusedRows.row(30, ReusedRows.of(Reuse.Kind.COALESCED)))
                            .map(EvaluationLogTest::spooled)
                            .toList(),
                    true);
        }
        List<EvaluationSource.Entry> entries = new ArrayList<>();
        new EvaluationLog(new LogReader(logs)).read(SampleRows.SCOPE, 0, Long.MAX_VALUE, entries::add);
        assertThat(entries).extracting(EvaluationSource.Entry::cached).containsExactly(false, true, false);
        assertThat(entries).extracting(entry -> entry.costNano().orElseThrow()).containsExactly(531_000L, 0L, 0L);
        assertThat(entries).extracting(entry -> entry.tokensIn().orElseThrow()).containsExactly(1_012L, 0L, 0L);
    }

    private static SpooledRow spooled(CallRow row) {
        return new SpooledRow(row, RowCodec.encode(row), null);
    }
}
