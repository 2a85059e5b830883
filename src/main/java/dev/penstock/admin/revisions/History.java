package dev.penstock.admin.revisions;

import dev.penstock.control.ControlState;
import dev.penstock.control.ControlStore;
import dev.penstock.control.Document;
import dev.penstock.control.Key;
import dev.penstock.control.Revision;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What one account's configuration was after a revision, found by undoing what came later, the newest first. */
final class History {
    private static final int AT_ONCE = 200;

    private final ControlStore store;

    History(ControlStore store) {
        this.store = store;
    }

    /**
     * The objects that have changed since, each as it was then; those that are not here are now as they were.
     *
     * @param now the newest state
     */
    Map<Key, Optional<Document>> changedSince(ControlState now, String account, long number) throws IOException {
        Map<Key, Optional<Document>> then = new TreeMap<>();
        long before = now.revision() + 1;
        while (before > number + 1) {
            List<Revision> page = store.revisions(Optional.of(account), before, AT_ONCE);
            for (Revision revision : page) {
                if (revision.number() <= number) {
                    return then;
                }
                revision.steps().forEach(step -> then.put(step.key(), step.before()));
            }
            if (page.isEmpty()) {
                return then;
            }
            before = page.getLast().number();
        }
        return then;
    }
}
