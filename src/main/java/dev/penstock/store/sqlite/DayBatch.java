package dev.penstock.store.sqlite;

import dev.penstock.record.Reservation;
import dev.penstock.store.spool.ReservationCodec;
import dev.penstock.store.spool.RowsRefused;
import dev.penstock.store.spool.Spooled;
import dev.penstock.store.spool.SpooledReservation;
import dev.penstock.store.spool.SpooledRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a batch has for one day. */
record DayBatch(List<SpooledRow> rows, List<SpooledReservation> reservations) {
    private DayBatch() {
        this(new ArrayList<>(), new ArrayList<>());
    }

    /** By day; the rows as housekeeping lets them be stored. */
    static Map<Long, DayBatch> of(List<? extends Spooled> entries, Housekeeping housekeeping) throws RowsRefused {
        Map<Long, DayBatch> days = new TreeMap<>();
        List<SpooledRow> rows = new ArrayList<>(entries.size());
        for (Spooled entry : entries) {
            switch (entry) {
                case SpooledRow row -> rows.add(row);
                case SpooledReservation held ->
                    on(days, createdAt(held)).reservations.add(held);
            }
        }
        for (SpooledRow row : housekeeping.admitted(rows)) {
            on(days, row.row().createdAt()).rows.add(row);
        }
        return days;
    }

    private static DayBatch on(Map<Long, DayBatch> days, long time) {
        return days.computeIfAbsent(Days.of(time), day -> new DayBatch());
    }

    private static long createdAt(SpooledReservation held) throws RowsRefused {
        return ReservationCodec.decode(held.encoded())
                .map(Reservation::createdAt)
                .orElseThrow(
                        () -> new RowsRefused("A reservation that cannot be read", new IllegalArgumentException()));
    }
}
