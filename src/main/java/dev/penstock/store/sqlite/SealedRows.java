package dev.penstock.store.sqlite;

import dev.penstock.vault.Sealed;
import dev.penstock.vault.SealedThings;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the vault sealed in the control store. The table also holds the hashes of tokens and the end of the audit trail,
 * which are no secrets sealed by the vault and are left alone.
 */
public final class SealedRows implements SealedThings {
    private static final String CHECK = "key-check";
    private static final String INSTALLATION = "INSTALLATION///";
    private static final String PLACE = " where kind = ? and account = ? and gateway = ? and id = ?";

    private final Connection connection;

    /** Held by whoever uses the connection. */
    private final Object lock;

    SealedRows(Connection connection, Object lock) {
        this.connection = connection;
        this.lock = lock;
    }

    @Override
    public Optional<Sealed> check() throws IOException {
        return own(CHECK);
    }

    @Override
    public boolean replaceCheck(Optional<Sealed> old, Sealed next) throws IOException {
        return old.isPresent() ? replace(INSTALLATION + CHECK, old.get(), next) : keepOwn(CHECK, next);
    }

    /** What the installation keeps for itself under this name. */
    public Optional<Sealed> own(String name) throws IOException {
        return inTransaction(() -> {
            try (PreparedStatement select = connection.prepareStatement("select bytes from sealed" + PLACE)) {
                bind(select, 1, INSTALLATION + name);
                try (ResultSet rows = select.executeQuery()) {
                    return rows.next() ? Optional.of(Sealed.of(rows.getBytes(1))) : Optional.empty();
                }
            }
        });
    }

    /** Keeps it under a name that is still free; false where it is not. */
    public boolean keepOwn(String name, Sealed sealed) throws IOException {
        return inTransaction(() -> {
            try (PreparedStatement insert =
                    connection.prepareStatement("insert or ignore into sealed values(?, ?, ?, ?, ?)")) {
                bind(insert, 1, INSTALLATION + name);
                insert.setBytes(5, sealed.bytes());
                return insert.executeUpdate() == 1;
            }
        });
    }

    @Override
    public List<Thing> after(String id, int most) throws IOException {
        return inTransaction(() -> {
            try (PreparedStatement select = connection.prepareStatement("""
                    select kind, account, gateway, id, bytes from sealed
                    where (kind, account, gateway, id) > (?, ?, ?, ?)
                    and kind <> 'TOKEN' and not (kind = 'INSTALLATION' and id in ('audit-head', 'key-check'))
                    order by kind, account, gateway, id limit ?""")) {
                bind(select, 1, id.isEmpty() ? "///" : id);
                select.setInt(5, most);
                List<Thing> things = new ArrayList<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        things.add(new Thing(id(rows), Sealed.of(rows.getBytes(5))));
                    }
                }
                return List.copyOf(things);
            }
        });
    }

    @Override
    public boolean replace(String id, Sealed old, Sealed next) throws IOException {
        return inTransaction(() -> {
            try (PreparedStatement update =
                    connection.prepareStatement("update sealed set bytes = ?" + PLACE + " and bytes = ?")) {
                update.setBytes(1, next.bytes());
                bind(update, 2, id);
                update.setBytes(6, old.bytes());
                return update.executeUpdate() == 1;
            }
        });
    }

    /** Kind, account, gateway and id; only the last may hold a slash. */
    private static String id(ResultSet rows) throws SQLException {
        return String.join("/", rows.getString(1), rows.getString(2), rows.getString(3), rows.getString(4));
    }

    private static void bind(PreparedStatement statement, int from, String id) throws SQLException {
        String[] parts = id.split("/", 4);
        for (int i = 0; i < parts.length; i++) {
            statement.setString(from + i, parts[i]);
        }
    }

    private interface Work<T> {
        T run() throws SQLException;
    }

    private <T> T inTransaction(Work<T> work) throws IOException {
        synchronized (lock) {
            try {
                T result = work.run();
                connection.commit();
                return result;
            } catch (SQLException failure) {
                throw ControlFile.told(rolledBack(failure));
            }
        }
    }

    private SQLException rolledBack(SQLException because) {
        try {
            connection.rollback();
        } catch (SQLException failure) {
            because.addSuppressed(failure);
        }
        return because;
    }
}
