package dev.penstock.store.sqlite;

import dev.penstock.control.Actor;
import dev.penstock.control.ControlState;
import dev.penstock.control.ControlStore;
import dev.penstock.control.Document;
import dev.penstock.control.Edit;
import dev.penstock.control.Key;
import dev.penstock.control.Kind;
import dev.penstock.control.Revision;
import dev.penstock.json.JsonTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * What the management API keeps, in one SQLite file. Every commit is synced: an answer to an operator must hold after a
 * power cut. Deleted content is overwritten, because it may have been a sealed key.
 */
public final class ControlFile implements ControlStore {
    private static final int SCHEMA_VERSION = 1;

    private static final List<String> SCHEMA = List.of(
            """
            create table documents(
                kind text not null, account text not null, gateway text not null, id text not null,
                created_at integer not null, modified_at integer not null, body text not null,
                primary key(kind, account, gateway, id)) without rowid""",
            """
            create table sealed(
                kind text not null, account text not null, gateway text not null, id text not null, bytes blob not null,
                primary key(kind, account, gateway, id)) without rowid""",
            """
            create table revisions(
                number integer primary key, at integer not null, actor_id text not null, actor_name text not null,
                account text not null, action text not null, object text not null)""",
            """
            create table revision_steps(
                number integer not null, step integer not null,
                kind text not null, account text not null, gateway text not null, id text not null,
                before_created_at integer, before_modified_at integer, before_body text,
                after_created_at integer, after_modified_at integer, after_body text,
                primary key(number, step)) without rowid""",
            "create index revisions_by_account on revisions(account, number)",
            "pragma user_version = " + SCHEMA_VERSION);

    private final Connection connection;

    private ControlFile(Connection connection) {
        this.connection = connection;
    }

    /** Opens the file, or makes it. */
    public static ControlFile open(Path path) throws IOException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "on");
        config.setBusyTimeout(5_000);
        try {
            boolean isNew = !Files.exists(path) || Files.size(path) == 0;
            Connection connection = config.createConnection("jdbc:sqlite:" + path);
            ControlFile file = new ControlFile(connection);
            if (isNew) {
                file.create();
            }
            file.refuseLaterVersions(path);
            connection.setAutoCommit(false);
            return file;
        } catch (SQLException failure) {
            throw told(failure);
        }
    }

    private void create() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("begin");
            for (String sql : SCHEMA) {
                statement.execute(sql);
            }
            statement.execute("commit");
        }
    }

    private void refuseLaterVersions(Path path) throws SQLException, IOException {
        try (Statement statement = connection.createStatement();
                ResultSet version = statement.executeQuery("pragma user_version")) {
            if (version.getInt(1) > SCHEMA_VERSION) {
                throw new IOException(path.getFileName() + " was written by a later version of Penstock (format "
                        + version.getInt(1) + ", this one reads up to " + SCHEMA_VERSION + "); run that version");
            }
        }
    }

    @Override
    public synchronized ControlState load() throws IOException {
        List<Edit> all = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet rows = statement.executeQuery("select * from documents")) {
                while (rows.next()) {
                    all.add(new Edit.Put(new Document(
                            key(rows),
                            tree(rows.getString("body")),
                            rows.getLong("created_at"),
                            rows.getLong("modified_at"))));
                }
            }
            try (ResultSet rows = statement.executeQuery("select * from sealed")) {
                while (rows.next()) {
                    all.add(new Edit.Seal(key(rows), rows.getBytes("bytes")));
                }
            }
            try (ResultSet last = statement.executeQuery("select coalesce(max(number), 0) from revisions")) {
                return ControlState.EMPTY.with(last.getLong(1), all);
            }
        } catch (SQLException failure) {
            throw told(failure);
        }
    }

    @Override
    public synchronized void commit(Revision revision, List<Edit> edits) throws IOException {
        try {
            for (Edit edit : edits) {
                apply(edit);
            }
            keep(revision);
            connection.commit();
        } catch (SQLException | RuntimeException failure) {
            rollback(failure);
            throw failure instanceof SQLException sql ? told(sql) : new IOException(failure);
        }
    }

    @Override
    public synchronized void keep(Edit.Seal seal) throws IOException {
        try {
            apply(seal);
            connection.commit();
        } catch (SQLException failure) {
            rollback(failure);
            throw told(failure);
        }
    }

    private void rollback(Exception because) {
        try {
            connection.rollback();
        } catch (SQLException failure) {
            because.addSuppressed(failure);
        }
    }

    private void apply(Edit edit) throws SQLException {
        switch (edit) {
            case Edit.Put put -> {
                Document document = put.document();
                run(
                        "insert or replace into documents values(?, ?, ?, ?, ?, ?, ?)",
                        put.key(),
                        document.createdAt(),
                        document.modifiedAt(),
                        document.body().toString());
            }
            case Edit.Remove remove -> {
                String where = " where kind = ? and account = ? and gateway = ? and id = ?";
                run("delete from documents" + where, remove.key());
                run("delete from sealed" + where, remove.key());
            }
            case Edit.Seal seal ->
                run("insert or replace into sealed values(?, ?, ?, ?, ?)", seal.key(), seal.sealed());
        }
    }

    private void run(String sql, Key key, Object... more) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int at = bind(statement, 1, key);
            for (Object one : more) {
                statement.setObject(at++, one);
            }
            statement.executeUpdate();
        }
    }

    private static int bind(PreparedStatement statement, int from, Key key) throws SQLException {
        statement.setString(from, key.kind().name());
        statement.setString(from + 1, key.account());
        statement.setString(from + 2, key.gateway());
        statement.setString(from + 3, key.id());
        return from + 4;
    }

    private void keep(Revision revision) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("insert into revisions values(?, ?, ?, ?, ?, ?, ?)")) {
            insert.setLong(1, revision.number());
            insert.setLong(2, revision.at());
            insert.setString(3, revision.actor().id());
            insert.setString(4, revision.actor().name());
            insert.setString(5, revision.account());
            insert.setString(6, revision.action());
            insert.setString(7, revision.object());
            insert.executeUpdate();
        }
        try (PreparedStatement insert =
                connection.prepareStatement("insert into revision_steps values(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            int index = 0;
            for (Revision.Step step : revision.steps()) {
                insert.setLong(1, revision.number());
                insert.setInt(2, index++);
                int at = bind(insert, 3, step.key());
                at = bind(insert, at, step.before().orElse(null));
                bind(insert, at, step.after().orElse(null));
                insert.executeUpdate();
            }
        }
    }

    private static int bind(PreparedStatement insert, int at, @Nullable Document document) throws SQLException {
        insert.setObject(at, document == null ? null : document.createdAt());
        insert.setObject(at + 1, document == null ? null : document.modifiedAt());
        insert.setString(at + 2, document == null ? null : document.body().toString());
        return at + 3;
    }

    @Override
    public synchronized List<Revision> revisions(Optional<String> account, long before, int limit) throws IOException {
        String sql = "select * from revisions where number < ?" + (account.isPresent() ? " and account = ?" : "")
                + " order by number desc limit ?";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            int at = 1;
            select.setLong(at++, before);
            if (account.isPresent()) {
                select.setString(at++, account.get());
            }
            select.setInt(at, limit);
            try (ResultSet rows = select.executeQuery()) {
                List<Revision> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(revision(rows));
                }
                return List.copyOf(found);
            }
        } catch (SQLException failure) {
            throw told(failure);
        }
    }

    @Override
    public synchronized Optional<Revision> revision(long number) throws IOException {
        try (PreparedStatement select = connection.prepareStatement("select * from revisions where number = ?")) {
            select.setLong(1, number);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? Optional.of(revision(rows)) : Optional.empty();
            }
        } catch (SQLException failure) {
            throw told(failure);
        }
    }

    private Revision revision(ResultSet rows) throws SQLException, IOException {
        long number = rows.getLong("number");
        return new Revision(
                number,
                rows.getLong("at"),
                new Actor(rows.getString("actor_id"), rows.getString("actor_name")),
                rows.getString("account"),
                rows.getString("action"),
                rows.getString("object"),
                steps(number));
    }

    private List<Revision.Step> steps(long number) throws SQLException, IOException {
        try (PreparedStatement select =
                connection.prepareStatement("select * from revision_steps where number = ? order by step")) {
            select.setLong(1, number);
            try (ResultSet rows = select.executeQuery()) {
                List<Revision.Step> steps = new ArrayList<>();
                while (rows.next()) {
                    Key key = key(rows);
                    steps.add(new Revision.Step(key, document(rows, key, "before_"), document(rows, key, "after_")));
                }
                return steps;
            }
        }
    }

    private static Optional<Document> document(ResultSet rows, Key key, String prefix)
            throws SQLException, IOException {
        String body = rows.getString(prefix + "body");
        return body == null
                ? Optional.empty()
                : Optional.of(new Document(
                        key, tree(body), rows.getLong(prefix + "created_at"), rows.getLong(prefix + "modified_at")));
    }

    private static Key key(ResultSet rows) throws SQLException {
        return new Key(
                Kind.valueOf(rows.getString("kind")),
                rows.getString("account"),
                rows.getString("gateway"),
                rows.getString("id"));
    }

    private static JsonTree tree(String body) throws IOException {
        try {
            return JsonTree.read(body);
        } catch (RuntimeException damaged) {
            throw new IOException("A document of the control store cannot be read", damaged);
        }
    }

    @Override
    public synchronized void close() {
        try (connection) {
            connection.setAutoCommit(true);
            try (Statement statement = connection.createStatement()) {
                statement.execute("pragma wal_checkpoint(truncate)");
            }
        } catch (SQLException failure) {
            org.slf4j.LoggerFactory.getLogger(ControlFile.class).warn("Closing the control store: {}", name(failure));
        }
    }

    /** Names the code only: messages of SQLite may quote what was stored. */
    static IOException told(SQLException failure) {
        return new IOException("The control store answers " + name(failure));
    }

    private static String name(SQLException failure) {
        return failure instanceof org.sqlite.SQLiteException own
                ? own.getResultCode().name()
                : "an error";
    }
}
