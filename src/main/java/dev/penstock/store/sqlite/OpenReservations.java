package dev.penstock.store.sqlite;

import dev.penstock.record.Reservation;
import dev.penstock.store.spool.ReservationCodec;
import dev.penstock.store.spool.SpooledReservation;
import dev.penstock.store.spool.SpooledRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What is held for calls of a day that have no row yet. They are as many as there are calls under way. */
final class OpenReservations implements AutoCloseable {
    private static final String TABLE = "create table if not exists reservations("
            + "id text not null, attempt integer not null, data blob not null, primary key(id, attempt)) without rowid";

    private final Connection connection;
    private final PreparedStatement insert;
    private final PreparedStatement select;
    private final PreparedStatement delete;
    private final PreparedStatement row;
    /** The calls there are reservations of, so that a row of any other asks nothing of the table. */
    private final Set<String> calls = new HashSet<>();

    private boolean loaded;

    /** Outside a transaction. */
    OpenReservations(Connection connection) throws SQLException {
        this.connection = connection;
        try (Statement statement = connection.createStatement()) {
            statement.execute(TABLE);
        }
        insert = connection.prepareStatement("insert or replace into reservations values(?, ?, ?)");
        select = connection.prepareStatement("select data from reservations where id = ? order by attempt");
        delete = connection.prepareStatement("delete from reservations where id = ?");
        row = connection.prepareStatement("select 1 from requests where id = ?");
    }

    /** Adds what is held in a file, if it keeps reservations at all; how many there are. */
    static int read(Connection connection, PostingSums into) throws SQLException {
        int count = 0;
        try (Statement statement = connection.createStatement()) {
            try (ResultSet table = statement.executeQuery("select 1 from sqlite_schema where name = 'reservations'")) {
                if (!table.next()) {
                    return 0;
                }
            }
            try (ResultSet found = statement.executeQuery("select data from reservations")) {
                while (found.next()) {
                    ReservationCodec.decode(found.getBytes(1))
                            .ifPresent(reservation -> into.add(reservation.postings(), 1));
                    count++;
                }
            }
        }
        return count;
    }

    /** Takes those in that have no row, behind the rows of the same transaction, and lets go of those that have one. */
    void apply(Collection<SpooledRow> rows, Collection<SpooledReservation> reservations) throws SQLException {
        load();
        for (SpooledRow ended : rows) {
            String id = Plain.of(ended.row().id());
            if (calls.remove(id)) {
                delete.setString(1, id);
                delete.executeUpdate();
            }
        }
        for (SpooledReservation reservation : reservations) {
            hold(reservation);
        }
    }

    /** Forgets what it remembers of the table, because it is as it was. */
    void rolledBack() {
        loaded = false;
    }

    boolean areNone() throws SQLException {
        load();
        return calls.isEmpty();
    }

    /** The reservations of some calls, each call's together. */
    List<List<Reservation>> some(int most) throws SQLException {
        load();
        List<List<Reservation>> some = new ArrayList<>();
        for (String call : calls) {
            List<Reservation> held = of(call);
            if (!held.isEmpty()) {
                some.add(held);
            }
            if (some.size() == most) {
                break;
            }
        }
        return some;
    }

    @Override
    public void close() throws SQLException {
        try (insert;
                select;
                delete;
                row) {
            loaded = false;
        }
    }

    private void load() throws SQLException {
        if (loaded) {
            return;
        }
        calls.clear();
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("select distinct id from reservations")) {
            while (found.next()) {
                calls.add(found.getString(1));
            }
        }
        loaded = true;
    }

    private void hold(SpooledReservation spooled) throws SQLException {
        String id = Plain.of(spooled.id());
        int attempt = ReservationCodec.decode(spooled.encoded())
                .map(Reservation::attempt)
                .orElseThrow(() -> new IllegalArgumentException("A reservation that cannot be read"));
        row.setString(1, id);
        try (ResultSet found = row.executeQuery()) {
            if (found.next()) {
                return;
            }
        }
        insert.setString(1, id);
        insert.setInt(2, attempt);
        insert.setBytes(3, spooled.encoded());
        insert.executeUpdate();
        calls.add(id);
    }

    private List<Reservation> of(String call) throws SQLException {
        List<Reservation> held = new ArrayList<>();
        select.setString(1, call);
        try (ResultSet found = select.executeQuery()) {
            while (found.next()) {
                ReservationCodec.decode(found.getBytes(1)).ifPresent(held::add);
            }
        }
        return held;
    }
}
