package dev.penstock.record;

import dev.penstock.call.Scope;
import java.io.IOException;
import java.util.Optional;

/** Changes what a {@link CallLog} kept. Blocks until the change is stored: not for event loops. */
public interface LogKeeper {
    /** Puts what is said of a call beside its row; the row as it then is, empty where the gateway has no such row. */
    Optional<LoggedCall> annotate(Scope scope, String id, Annotation annotation) throws IOException;

    /** Deletes one row; false where the gateway has no such row. */
    boolean delete(Scope scope, String id) throws IOException;

    /** Deletes the rows of one page; how many there were. */
    long delete(LogQuery query) throws IOException;

    /** Deletes all rows of a gateway or an account; how many there were. */
    long erase(LogScope scope) throws IOException;
}
