package dev.penstock.record;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Reads the rows a {@link CallLog} kept. Blocks: not for event loops. */
public interface CallHistory {
    /** One page of rows, with their attempts and without their bodies. */
    List<CallRow> list(LogQuery query) throws IOException;

    /** One row with its attempts and, where they were kept, its bodies. */
    Optional<CallRow> find(LogScope scope, String id) throws IOException;
}
