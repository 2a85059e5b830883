package dev.penstock.testkit;

import dev.penstock.record.CallLog;
import dev.penstock.record.CallRow;
import dev.penstock.record.Reservation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A call log that keeps its rows in memory. Any thread may use it. */
public final class MemoryCallLog implements CallLog {
    private final Map<String, CallRow> rows = new LinkedHashMap<>();
    private final List<Reservation> reservations = new ArrayList<>();
    private boolean full;

    @Override
    public synchronized boolean reserve(Reservation reservation) {
        reservations.add(reservation);
        return true;
    }

    @Override
    public synchronized void append(CallRow row) {
        rows.put(row.id(), row);
    }

    @Override
    public synchronized boolean hasRoom() {
        return !full;
    }

    /** Says from now on that there is no room. */
    public synchronized void fill() {
        full = true;
    }

    /** All there ever were, those of ended calls too. */
    public synchronized List<Reservation> reservations() {
        return List.copyOf(reservations);
    }

    /** In the order their ids first came. */
    public synchronized List<CallRow> rows() {
        return List.copyOf(rows.values());
    }
}
