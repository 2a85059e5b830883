package dev.penstock.store.audit;

import dev.penstock.control.AuditTrail.Entry;
import dev.penstock.control.AuditTrail.Found;
import dev.penstock.control.AuditTrail.Kept;
import dev.penstock.control.AuditTrail.Wanted;
import dev.penstock.json.JsonMalformed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Reads a trail from its beginning and keeps what is asked for: never more than the page and what stands before it. */
final class AuditSearch {
    private final Wanted wanted;
    private final Deque<Kept> kept = new ArrayDeque<>();
    private long total;

    private AuditSearch(Wanted wanted) {
        this.wanted = wanted;
    }

    static Found in(List<Path> files, Wanted wanted) throws IOException {
        AuditSearch search = new AuditSearch(wanted);
        AuditFolder.read(files, (ignoredFile, ignoredLine, bytes, whole) -> {
            search.take(bytes, whole);
            return true;
        });
        List<Kept> found = List.copyOf(search.kept);
        List<Kept> ordered = wanted.newestFirst() ? found.reversed() : found;
        return new Found(ordered.stream().skip(wanted.skip()).toList(), search.total);
    }

    private void take(byte[] bytes, boolean whole) {
        Optional<Kept> line = whole ? parsed(bytes) : Optional.empty();
        if (line.isEmpty() || !fits(line.get().entry())) {
            return;
        }
        total++;
        long most = (long) wanted.skip() + wanted.limit();
        if (wanted.newestFirst()) {
            kept.addLast(line.get());
            if (kept.size() > most) {
                kept.removeFirst();
            }
        } else if (kept.size() < most) {
            kept.addLast(line.get());
        }
    }

    /** A damaged line is shown by the check of the chain, not here. */
    private static Optional<Kept> parsed(byte[] bytes) {
        try {
            return Optional.of(new AuditLine(bytes).kept());
        } catch (JsonMalformed | NoSuchElementException | DateTimeException damaged) {
            return Optional.empty();
        }
    }

    private boolean fits(Entry entry) {
        return wanted.account().map(entry.account()::equals).orElse(true)
                && wanted.action().map(entry.action()::equals).orElse(true)
                && wanted.actor().map(entry.actor().id()::equals).orElse(true)
                && entry.at() >= wanted.from()
                && entry.at() < wanted.until();
    }
}
