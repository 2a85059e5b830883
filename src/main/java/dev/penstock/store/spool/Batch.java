package dev.penstock.store.spool;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rows and reservations gathered for one visit to the store, and how far their segments are read with them. */
final class Batch {
    /** Beyond this a batch is full whatever its rows, so that large rows do not gather in memory. */
    private static final long FULL_BYTES = 4 << 20;

    private final int mostRows;
    private final List<SpooledRow> rows = new ArrayList<>();
    private final List<SpooledReservation> reservations = new ArrayList<>();
    private final Map<Segment, Long> reached = new LinkedHashMap<>();
    private final List<HeldBodies> bodies = new ArrayList<>();
    private long bytes;

    Batch(int mostRows) {
        this.mostRows = mostRows;
    }

    boolean hasRoom() {
        return rows.size() < mostRows && bytes < FULL_BYTES;
    }

    boolean isEmpty() {
        return reached.isEmpty();
    }

    List<SpooledRow> rows() {
        return rows;
    }

    /** The rows, and the reservations whose row is not among them. */
    List<Spooled> entries() {
        List<Spooled> entries = new ArrayList<>(rows);
        if (!reservations.isEmpty()) {
            Set<String> ended = HashSet.newHashSet(rows.size());
            rows.forEach(row -> ended.add(row.row().id()));
            reservations.stream()
                    .filter(reservation -> !ended.contains(reservation.id()))
                    .forEach(entries::add);
        }
        return entries;
    }

    Map<Segment, Long> reached() {
        return reached;
    }

    List<HeldBodies> bodies() {
        return bodies;
    }

    void add(SpooledRow row) {
        rows.add(row);
        bytes += row.encoded().length;
    }

    void add(SpooledReservation reservation) {
        reservations.add(reservation);
        bytes += reservation.encoded().length;
    }

    void add(HeldBodies held) {
        bodies.add(held);
        bytes += held.bytes();
    }

    void reach(Segment segment, long upTo) {
        reached.put(segment, upTo);
    }

    /** Whether a segment needs nothing more once this batch is stored. */
    boolean finishesSegment() {
        return reached.entrySet().stream().anyMatch(entry -> entry.getKey().isFinishedAt(entry.getValue()));
    }
}
