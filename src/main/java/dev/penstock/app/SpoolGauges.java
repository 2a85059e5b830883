package dev.penstock.app;

import dev.penstock.record.metrics.CallMetrics;
import dev.penstock.store.spool.Spool;

/** The spool's counters as metrics. */
final class SpoolGauges {
    private SpoolGauges() {}

    static void register(CallMetrics metrics, Spool spool) {
        metrics.gauge(
                "penstock_spool_appended",
                "Rows appended",
                () -> spool.counters().appended());
        metrics.gauge(
                "penstock_spool_written",
                "Rows in the log",
                () -> spool.counters().written());
        metrics.gauge(
                "penstock_spool_pending_bytes",
                "Bytes of rows not in the log yet",
                () -> spool.counters().pendingBytes());
        metrics.gauge(
                "penstock_spool_body_bytes",
                "Bytes of bodies not in the log yet",
                () -> spool.counters().heldBodyBytes());
        metrics.gauge(
                "penstock_spool_dropped_bodies",
                "Calls whose bodies were dropped",
                () -> spool.counters().droppedBodies());
        metrics.gauge(
                "penstock_spool_lost_rows",
                "Rows the disk refused",
                () -> spool.counters().lost());
        metrics.gauge(
                "penstock_spool_quarantined_rows",
                "Rows the log refused",
                () -> spool.counters().quarantined());
        metrics.gauge(
                "penstock_spool_write_errors",
                "Failed writes of rows",
                () -> spool.counters().writeErrors());
        metrics.gauge(
                "penstock_spool_fsync_errors",
                "Failed forced writes",
                () -> spool.counters().fsyncErrors());
    }
}
