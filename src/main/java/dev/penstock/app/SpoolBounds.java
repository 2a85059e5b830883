package dev.penstock.app;

import dev.penstock.config.Limits;
import dev.penstock.store.spool.SpoolLimits;

/** The spool's bounds as the operator set them. */
final class SpoolBounds {
    private SpoolBounds() {}

    static SpoolLimits of(Limits limits) {
        SpoolLimits usual = SpoolLimits.DEFAULT;
        return new SpoolLimits(
                usual.segmentBytes(),
                usual.segmentAge(),
                limits.spoolDiskBytes(),
                limits.spoolMemoryBytes(),
                usual.waitingBytes(),
                usual.batchRows(),
                usual.linger(),
                usual.forceEvery(),
                usual.closeWithin());
    }
}
