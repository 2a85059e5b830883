package dev.penstock.store.sqlite;

import static dev.penstock.record.RollupDimension.OTHER;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The names one day tells apart, of those that callers choose: models, metadata keys and their values. What comes once
 * there are too many is {@link dev.penstock.record.RollupDimension#OTHER}, and stays so: a name once known is never
 * forgotten within its day, so that what a call added can always be taken back from where it was added.
 */
final class RollupNames {
    static final String TABLE =
            "create table rollup_names(account text, gateway text, dimension text, name text, primary key("
                    + "account, gateway, dimension, name)) without rowid";

    private static final int MOST_NAMES = 1_000;
    private static final int MOST_KEYS = 50;
    /** Of all gateways together, so that memory is bounded. */
    private static final int MOST_IN_ALL = 100_000;

    private static final int LONGEST = 200;
    private static final String MODEL = "model";
    private static final String KEYS = "keys";
    private static final String VALUE = "value of ";

    private record Of(String account, String gateway, String dimension) {}

    private record Added(Of of, String name) {}

    private final Map<Of, Set<String>> known = new HashMap<>();
    private final List<Added> added = new ArrayList<>();
    private int count;

    String model(String account, String gateway, String model) {
        return kept(new Of(account, gateway, MODEL), model, MOST_NAMES);
    }

    Slice metadata(String account, String gateway, String key, String value) {
        String keptKey = kept(new Of(account, gateway, KEYS), key, MOST_KEYS);
        String keptValue =
                keptKey.equals(OTHER) ? OTHER : kept(new Of(account, gateway, VALUE + keptKey), value, MOST_NAMES);
        return new Slice.OfMetadata(gateway, keptKey, keptValue);
    }

    void load(Connection connection) throws SQLException {
        known.clear();
        added.clear();
        count = 0;
        try (Statement statement = connection.createStatement();
                ResultSet names =
                        statement.executeQuery("select account, gateway, dimension, name from rollup_names")) {
            while (names.next()) {
                Of of = new Of(names.getString(1), names.getString(2), names.getString(3));
                known.computeIfAbsent(of, first -> new HashSet<>()).add(names.getString(4));
                count++;
            }
        }
    }

    /** Stores what was added since the last time. */
    void store(PreparedStatement insert) throws SQLException {
        for (Added name : added) {
            insert.setString(1, name.of.account);
            insert.setString(2, name.of.gateway);
            insert.setString(3, name.of.dimension);
            insert.setString(4, name.name);
            insert.executeUpdate();
        }
        added.clear();
    }

    private String kept(Of of, String whole, int most) {
        String name = Plain.of(whole.length() <= LONGEST ? whole : whole.substring(0, LONGEST - 1) + "…");
        Set<String> names = known.computeIfAbsent(of, first -> new HashSet<>());
        if (names.contains(name)) {
            return name;
        }
        if (names.size() >= most || count >= MOST_IN_ALL) {
            return OTHER;
        }
        names.add(name);
        added.add(new Added(of, name));
        count++;
        return name;
    }
}
