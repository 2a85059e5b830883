package dev.penstock.store.audit;

import dev.penstock.control.AuditTrail.Head;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Walks a whole trail and names the first line that is not as it was written. */
public final class AuditCheck {
    private Head head = AuditLine.GENESIS;
    private Optional<Bad> bad = Optional.empty();
    private Optional<String> hashAtKnown = Optional.empty();
    private final Optional<Head> known;

    private AuditCheck(Optional<Head> known) {
        this.known = known;
    }

    /**
     * The first line that is wrong.
     *
     * @param entry the number that belongs there
     */
    public record Bad(String file, long line, long entry, String why) {}

    /**
     * What was found.
     *
     * @param entries those that are good, up to the first that is not
     */
    public record Verdict(long entries, Optional<Bad> bad) {}

    /**
     * Checks a trail.
     *
     * @param folder the data folder's "audit"
     * @param known where the control store says the trail was at the last change; nothing where it does not say
     */
    public static Verdict of(Path folder, Optional<Head> known) throws IOException {
        AuditCheck check = new AuditCheck(known);
        AuditFolder files = new AuditFolder(folder);
        AuditFolder.read(files.files(), check::take);
        return new Verdict(check.head.count(), check.bad.or(() -> check.end(files)));
    }

    private boolean take(Path file, long line, byte[] bytes, boolean whole) {
        AuditLine next = new AuditLine(bytes);
        Optional<String> problem = whole ? next.problemAfter(head) : Optional.of("is unfinished");
        if (problem.isPresent()) {
            bad = Optional.of(new Bad(file.getFileName().toString(), line, head.count() + 1, problem.get()));
            return false;
        }
        head = new Head(head.count() + 1, next.hash());
        if (known.isPresent() && known.get().count() == head.count()) {
            hashAtKnown = Optional.of(head.hash());
            if (!known.get().hash().equals(head.hash())) {
                bad = Optional.of(new Bad(
                        file.getFileName().toString(),
                        line,
                        head.count(),
                        "is not the entry that was written: the chain was made anew"));
                return false;
            }
        }
        return true;
    }

    /** A chain whose end was cut is whole in itself; only what was kept elsewhere shows it. */
    private Optional<Bad> end(AuditFolder files) {
        return known.filter(end -> end.count() > 0 && hashAtKnown.isEmpty())
                .map(end -> new Bad(
                        files.current().getFileName().toString(),
                        0,
                        head.count() + 1,
                        "is missing: the trail ends before it, though entry " + end.count() + " was written"));
    }
}
