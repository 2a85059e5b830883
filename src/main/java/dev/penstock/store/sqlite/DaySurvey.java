package dev.penstock.store.sqlite;

import dev.penstock.call.Scope;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/**
 * What a day's file holds.
 *
 * @param logged how many rows may be found, by gateway
 * @param untidy whether deleted rows left something behind
 * @param hidden whether there are rows nobody can find
 */
record DaySurvey(Map<Scope, Long> logged, boolean untidy, boolean hidden) {
    static DaySurvey of(Connection connection) throws SQLException {
        Map<Scope, Long> logged = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(
                        "select account, gateway, count(*) from requests where state = 0 group by account, gateway")) {
            while (found.next()) {
                logged.put(new Scope(found.getString(1), found.getString(2)), found.getLong(3));
            }
        }
        return new DaySurvey(
                logged,
                isTrue(connection, "select exists(select 1 from erasures)"),
                isTrue(connection, "select exists(select 1 from requests where state <> 0)"));
    }

    private static boolean isTrue(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            return found.getBoolean(1);
        }
    }
}
