package dev.penstock.store.sqlite;

import dev.penstock.call.Usage;
import dev.penstock.record.CallRow;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import org.jspecify.annotations.Nullable;

/** Binds a row to a statement, in the order of {@link Schema#COLUMNS}. */
final class RowBinding {
    private final PreparedStatement statement;

    RowBinding(PreparedStatement statement) {
        this.statement = statement;
    }

    void bind(CallRow row, byte[] detail, @Nullable Long body) throws SQLException {
        Usage usage = row.usage();
        text(1, row.id());
        statement.setLong(2, row.createdAt());
        text(3, row.scope().account());
        text(4, row.scope().gateway());
        text(5, row.eventId().equals(row.id()) ? null : row.eventId());
        text(6, row.tokenId());
        text(7, row.provider());
        text(8, row.model());
        statement.setInt(9, row.step());
        statement.setInt(10, row.status());
        text(11, row.outcome().name());
        text(12, row.failure());
        statement.setInt(13, row.stream() ? 1 : 0);
        statement.setInt(14, row.cached() ? 1 : 0);
        statement.setInt(15, row.tries().size());
        statement.setLong(16, row.durationMicros());
        number(17, row.firstByteMicros());
        number(18, row.tokensIn());
        number(19, usage.cacheRead());
        number(20, cacheWrite(usage));
        number(21, row.tokensOut());
        number(22, usage.outputReasoning());
        number(23, row.costNano());
        number(24, row.providerCostNano());
        text(25, row.metadata());
        number(26, body);
        statement.setBytes(27, detail);
        statement.setInt(28, row.logged() ? Schema.LOGGED : Schema.COUNTED);
    }

    private static @Nullable Long cacheWrite(Usage usage) {
        if (usage.cacheWrite5m() == null && usage.cacheWrite1h() == null) {
            return null;
        }
        return Usage.orZero(usage.cacheWrite5m()) + Usage.orZero(usage.cacheWrite1h());
    }

    private void number(int index, @Nullable Long value) throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.INTEGER);
        } else {
            statement.setLong(index, value);
        }
    }

    private void text(int index, @Nullable String value) throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.VARCHAR);
        } else {
            statement.setString(index, Plain.of(value));
        }
    }
}
