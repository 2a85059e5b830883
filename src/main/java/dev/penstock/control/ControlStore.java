package dev.penstock.control;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Keeps the state and its revisions so that they survive the process. Blocks: not for event loops. */
public interface ControlStore extends AutoCloseable {
    ControlState load() throws IOException;

    /** All of it, durably, or after an exception none of it. */
    void commit(Revision revision, List<Edit> edits) throws IOException;

    /** Durably keeps one sealed value that is no part of any revision. */
    void keep(Edit.Seal seal) throws IOException;

    /** Revisions before a number, the newest first. An empty account means those of all. */
    List<Revision> revisions(Optional<String> account, long before, int limit) throws IOException;

    Optional<Revision> revision(long number) throws IOException;

    @Override
    void close();
}
