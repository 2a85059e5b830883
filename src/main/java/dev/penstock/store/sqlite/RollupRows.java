package dev.penstock.store.sqlite;

import dev.penstock.record.CallRow;
import dev.penstock.record.LogScope;
import dev.penstock.record.Measures;
import dev.penstock.record.RollupDimension;
import dev.penstock.record.RollupFilter;
import dev.penstock.record.RollupQuery;
import dev.penstock.store.spool.RowCodec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** Reads what one day's file says to a query, within one transaction, so that no sum is read half changed. */
final class RollupRows {
    private static final int DAY_MINUTES = RollupLevel.DAY.minutes();

    private final RollupQuery query;
    private final RollupGroups groups;
    private final Slice.Cube cube;

    RollupRows(RollupQuery query, RollupGroups groups) {
        this.query = query;
        this.groups = groups;
        this.cube = query.metadataKey().isPresent() ? Slice.Cube.METADATA : Slice.Cube.CALLS;
    }

    /** Adds what the range has of a day. */
    void read(Connection connection, long day) throws SQLException {
        long from = Math.max(groups.from(), day * DAY_MINUTES);
        long to = Math.min(groups.to(), (day + 1) * DAY_MINUTES);
        if (from >= to) {
            return;
        }
        connection.setAutoCommit(false);
        if (!RollupTables.exist(connection)) {
            sumRows(connection, from, to);
            return;
        }
        RollupPlan plan;
        try (Statement statement = connection.createStatement();
                ResultSet state = statement.executeQuery("select hours, day from rollup_state")) {
            plan = RollupPlan.of(query.granularity(), from, to, state.getLong(1), state.getInt(2) != 0);
        }
        for (RollupPlan.Part part : plan.parts()) {
            read(connection, part);
        }
    }

    private void read(Connection connection, RollupPlan.Part part) throws SQLException {
        Optional<String> account = account();
        String sql =
                "select start, account, data from rollups where level = ? and cube = ? and start >= ? and start < ?"
                        + (account.isPresent() ? " and account = ?" : "");
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setInt(1, part.level().number());
            select.setInt(2, cube.number());
            select.setLong(3, part.from());
            select.setLong(4, part.to());
            if (account.isPresent()) {
                select.setString(5, account.get());
            }
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next() && !groups.areTooMany()) {
                    long start = rows.getLong(1);
                    String of = rows.getString(2);
                    RollupPiece.decode(cube, rows.getBytes(3), (slice, sums) -> add(start, of, slice, sums));
                }
            }
        }
    }

    /** A file from before there were roll-ups, that was not written since. */
    private void sumRows(Connection connection, long from, long to) throws SQLException {
        RollupBatch batch = new RollupBatch(new RollupNames());
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select detail from requests order by created_at")) {
            while (rows.next()) {
                Optional<CallRow> row = RowCodec.decode(rows.getBytes(1));
                row.ifPresent(there -> batch.add(there, 1));
            }
        }
        batch.take().forEach((of, slices) -> {
            boolean wanted = of.cube() == cube && of.minute() >= from && of.minute() < to;
            if (wanted && account().map(of.account()::equals).orElse(true)) {
                slices.forEach((slice, sums) -> add(of.minute(), of.account(), slice, sums));
            }
        });
    }

    private Optional<String> account() {
        return switch (query.scope()) {
            case LogScope.Everything everything -> Optional.empty();
            case LogScope.Account only -> Optional.of(Plain.of(only.account()));
            case LogScope.Gateway only -> Optional.of(Plain.of(only.scope().account()));
        };
    }

    private void add(long minute, String account, Slice slice, Measures sums) {
        if (isInScope(slice) && isOfKey(slice) && isAccepted(account, slice)) {
            groups.add(minute, account, slice, sums);
        }
    }

    private boolean isInScope(Slice slice) {
        return !(query.scope() instanceof LogScope.Gateway only)
                || slice.gateway().equals(Plain.of(only.scope().gateway()));
    }

    private boolean isOfKey(Slice slice) {
        return !(slice instanceof Slice.OfMetadata metadata)
                || query.metadataKey().orElseThrow().equals(metadata.key());
    }

    private boolean isAccepted(String account, Slice slice) {
        for (RollupFilter filter : query.filters()) {
            RollupDimension dimension = filter.dimension();
            if (!filter.accepts(RollupGroups.name(account, slice, dimension))) {
                return false;
            }
        }
        return true;
    }
}
