package dev.penstock.store.spool;

/**
 * A reservation on its way to the store.
 *
 * @param id the call's
 * @param encoded as {@link ReservationCodec} wrote it
 */
public record SpooledReservation(String id, byte[] encoded) implements Spooled {
    @Override
    public String toString() {
        return "SpooledReservation[" + id + "]";
    }
}
