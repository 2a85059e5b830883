package dev.penstock.record;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Reads the rows a {@link CallLog} kept. Blocks: not for event loops. */
public interface CallHistory {
    /** One page of rows, with their attempts and without their bodies, and how many match in all. */
    LogPage page(LogQuery query) throws IOException;

    /** One row with its attempts and, where they were kept, its bodies. */
    Optional<LoggedCall> read(LogScope scope, String id) throws IOException;

    /** The rows of one page. */
    default List<CallRow> list(LogQuery query) throws IOException {
        return page(query).calls().stream().map(LoggedCall::row).toList();
    }

    /** One row as {@link #read} gives it. */
    default Optional<CallRow> find(LogScope scope, String id) throws IOException {
        return read(scope, id).map(LoggedCall::row);
    }
}
