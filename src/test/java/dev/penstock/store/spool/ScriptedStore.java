package dev.penstock.store.spool;

import dev.penstock.record.CallRow;
import dev.penstock.record.Reservation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A store in memory that can be told to stall, or to refuse single rows. */
final class ScriptedStore implements RowStore {
    private final Map<String, CallRow> rows = new LinkedHashMap<>();
    private final Map<String, Integer> visits = new LinkedHashMap<>();
    private final Set<String> refused = new HashSet<>();
    private final Set<String> undurable = new HashSet<>();
    private final Map<String, Reservation> reservations = new LinkedHashMap<>();
    private final List<Integer> rowsWhenCaughtUp = new ArrayList<>();
    private boolean stalled;

    @Override
    public synchronized void store(List<? extends Spooled> given, boolean durably)
            throws StoreUnavailable, RowsRefused {
        if (stalled) {
            throw new StoreUnavailable("stalled", new IOException());
        }
        if (given.stream().anyMatch(one -> refused.contains(id(one)))) {
            throw new RowsRefused("refused", new IOException());
        }
        for (Spooled one : given) {
            switch (one) {
                case SpooledRow row -> take(row);
                case SpooledReservation reservation ->
                    reservations.put(
                            reservation.id(),
                            ReservationCodec.decode(reservation.encoded()).orElseThrow());
            }
        }
        reservations.keySet().removeAll(rows.keySet());
        if (durably) {
            undurable.clear();
        }
    }

    private void take(SpooledRow row) {
        visits.merge(row.row().id(), 1, Integer::sum);
        rows.put(row.row().id(), RowCodec.decode(row.encoded(), row.bodies()).orElseThrow());
        undurable.add(row.row().id());
    }

    private static String id(Spooled one) {
        return switch (one) {
            case SpooledRow row -> row.row().id();
            case SpooledReservation reservation -> reservation.id();
        };
    }

    @Override
    public void close() {}

    @Override
    public synchronized void caughtUp() {
        rowsWhenCaughtUp.add(rows.size());
    }

    /** How many rows there were each time it was told that it has caught up. */
    synchronized List<Integer> rowsWhenCaughtUp() {
        return List.copyOf(rowsWhenCaughtUp);
    }

    /** Those without a row. */
    synchronized List<Reservation> open() {
        return List.copyOf(reservations.values());
    }

    synchronized void stall(boolean now) {
        stalled = now;
    }

    synchronized void refuse(String id) {
        refused.add(id);
    }

    synchronized List<CallRow> rows() {
        return List.copyOf(rows.values());
    }

    synchronized int size() {
        return rows.size();
    }

    /** Whether a power cut now could take the row from the store. */
    synchronized boolean couldLose(String id) {
        return !rows.containsKey(id) || undurable.contains(id);
    }

    /** How often the row given most often was stored. */
    synchronized int mostVisits() {
        return visits.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }
}
