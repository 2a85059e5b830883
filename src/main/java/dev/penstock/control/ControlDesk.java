package dev.penstock.control;

import dev.penstock.control.AuditTrail.Entry;
import dev.penstock.control.AuditTrail.Head;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The one place where what is kept changes: decided on the newest state, written to the audit trail, committed, and in
 * force when {@link #change} returns. One change at a time; readers never wait. Blocks: not for event loops.
 */
public final class ControlDesk {
    /** Where the audit trail ended at the last change, so that cutting its end shows. */
    public static final Key AUDIT_HEAD = Key.ofInstallation(Kind.INSTALLATION, "audit-head");

    private final ControlStore store;
    private final AuditTrail audit;
    private final InstantSource clock;
    /** Guarded by this. */
    private Consumer<ControlState> taker;

    private volatile ControlState state;

    /** @param taker puts each new state in force; must not fail */
    public ControlDesk(ControlStore store, AuditTrail audit, InstantSource clock, Consumer<ControlState> taker)
            throws IOException {
        this.store = store;
        this.audit = audit;
        this.clock = clock;
        this.taker = taker;
        this.state = store.load();
    }

    /** From now on puts each new state in force there, beginning with the newest. */
    public synchronized void follow(Consumer<ControlState> next) {
        taker = next;
        next.accept(state);
    }

    public ControlState state() {
        return state;
    }

    public ControlStore store() {
        return store;
    }

    /**
     * Changes what is kept.
     *
     * @param decision sees the newest state; what it throws changes nothing
     * @throws AuditUnavailable where the change could not be written to the audit trail; then nothing happened
     */
    public synchronized <T> T change(Actor actor, Function<ControlState, Change<T>> decision) throws IOException {
        ControlState before = state;
        Change<T> change = decision.apply(before);
        if (change.edits().isEmpty()) {
            return change.result();
        }
        long now = clock.millis();
        long number = before.revision() + 1;
        Entry entry = new Entry(now, actor, change.account(), change.action(), change.object(), number);
        List<Edit> edits = new ArrayList<>(change.edits());
        edits.add(sealed(append(entry)));
        ControlState after = before.with(number, edits);
        commit(revision(entry, steps(change.edits(), before, after)), edits, entry);
        state = after;
        taker.accept(after);
        return change.result();
    }

    /** Notes what changes nothing that is kept here, such as the reading of a secret or the deletion of log rows. */
    public synchronized void note(Actor actor, String account, String action, String object) throws IOException {
        Edit.Seal head = sealed(append(new Entry(clock.millis(), actor, account, action, object, 0)));
        store.keep(head);
        state = state.with(state.revision(), List.of(head));
    }

    /** What was noted. */
    public AuditTrail.Found audit(AuditTrail.Wanted wanted) throws IOException {
        return audit.find(wanted);
    }

    /** The trail says what was tried; what then failed is said too, where that can be said at all. */
    private void commit(Revision revision, List<Edit> edits, Entry entry) throws IOException {
        try {
            store.commit(revision, edits);
        } catch (IOException failure) {
            try {
                audit.append(new Entry(
                        clock.millis(),
                        entry.actor(),
                        entry.account(),
                        entry.action() + ": failed",
                        entry.object(),
                        0));
            } catch (IOException alsoFailed) {
                failure.addSuppressed(alsoFailed);
            }
            throw failure;
        }
    }

    private static Revision revision(Entry entry, List<Revision.Step> steps) {
        return new Revision(
                entry.revision(), entry.at(), entry.actor(), entry.account(), entry.action(), entry.object(), steps);
    }

    private static Edit.Seal sealed(Head head) {
        return new Edit.Seal(AUDIT_HEAD, head.text().getBytes(StandardCharsets.US_ASCII));
    }

    private Head append(Entry entry) throws AuditUnavailable {
        try {
            return audit.append(entry);
        } catch (IOException failure) {
            throw new AuditUnavailable(failure);
        }
    }

    private static List<Revision.Step> steps(List<Edit> edits, ControlState before, ControlState after) {
        return edits.stream()
                .map(Edit::key)
                .filter(key -> key.kind().isConfiguration())
                .distinct()
                .map(key -> new Revision.Step(key, before.find(key), after.find(key)))
                .toList();
    }
}
