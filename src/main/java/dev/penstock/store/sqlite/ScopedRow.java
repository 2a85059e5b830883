package dev.penstock.store.sqlite;

import dev.penstock.record.LogScope;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Finds single rows that may be found, of one scope only. */
final class ScopedRow implements AutoCloseable {
    private final PreparedStatement statement;
    private final List<String> owners;

    /** @param condition names the row, with one place for a value */
    ScopedRow(Connection connection, LogScope scope, String condition) throws SQLException {
        String whose = switch (scope) {
            case LogScope.Everything everything -> "";
            case LogScope.Account only -> " and account = ?";
            case LogScope.Gateway only -> " and account = ? and gateway = ?";
        };
        owners = switch (scope) {
            case LogScope.Everything everything -> List.of();
            case LogScope.Account only -> List.of(only.account());
            case LogScope.Gateway only ->
                List.of(only.scope().account(), only.scope().gateway());
        };
        boolean first = Schema.version(connection) < Schema.VERSION;
        statement = connection.prepareStatement("select " + StoredRow.columns(connection) + " from requests where "
                + condition + whose + (first ? "" : " and state = 0"));
    }

    Optional<StoredRow> find(Object value) throws SQLException {
        statement.setObject(1, value);
        for (int i = 0; i < owners.size(); i++) {
            statement.setString(i + 2, Plain.of(owners.get(i)));
        }
        try (ResultSet found = statement.executeQuery()) {
            return found.next() ? Optional.of(StoredRow.at(found)) : Optional.empty();
        }
    }

    @Override
    public void close() throws SQLException {
        statement.close();
    }
}
