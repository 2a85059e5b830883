package dev.penstock.store.spool;

import dev.penstock.call.Credential;
import dev.penstock.call.Posting;
import dev.penstock.call.Scope;
import dev.penstock.record.Reservation;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A reservation as bytes, in the same segments as rows: its versions are negative, those of rows are positive. What is
 * given back when a process ends is not written.
 */
public final class ReservationCodec {
    private static final int VERSION = -1;

    private ReservationCodec() {}

    public static byte[] encode(Reservation reservation) {
        PayloadOut out = new PayloadOut();
        out.start(0);
        encode(reservation, out);
        return Arrays.copyOf(out.bytes(), out.size());
    }

    static void encode(Reservation reservation, PayloadOut out) {
        out.raw(VERSION);
        out.text(reservation.id());
        out.text(reservation.scope().account());
        out.text(reservation.scope().gateway());
        out.number(reservation.createdAt());
        out.number(reservation.attempt());
        out.text(reservation.provider());
        out.text(reservation.model());
        out.optional(reservation.tokenId());
        out.optional(reservation.keyAlias());
        out.text(reservation.credential().name());
        out.optional(reservation.session());
        out.optional(reservation.reservedNano());
        out.optional(reservation.priceVersion());
        out.number(reservation.configRevision());
        RowCodec.encode(lasting(reservation.postings()), out);
    }

    /** Whether the payload at this place is a reservation, of whatever version. */
    static boolean isReservation(byte[] bytes, int at) {
        return bytes[at] < 0;
    }

    /** The id alone, which is all most reservations are read for; empty where the bytes are of no version known here. */
    static Optional<String> id(byte[] bytes) {
        try {
            PayloadIn in = new PayloadIn(bytes);
            return in.raw() == VERSION ? Optional.of(in.text()) : Optional.empty();
        } catch (IndexOutOfBoundsException | IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /** Empty where the bytes are not of a version known here. */
    public static Optional<Reservation> decode(byte[] bytes) {
        try {
            PayloadIn in = new PayloadIn(bytes);
            return in.raw() == VERSION ? Optional.of(reservation(in)) : Optional.empty();
        } catch (IndexOutOfBoundsException | IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static Reservation reservation(PayloadIn in) {
        return new Reservation(
                in.text(),
                new Scope(in.text(), in.text()),
                in.number(),
                (int) in.number(),
                in.text(),
                in.text(),
                in.optionalText(),
                in.optionalText(),
                Credential.valueOf(in.text()),
                in.optionalText(),
                in.optionalNumber(),
                in.optionalText(),
                in.number(),
                RowCodec.postings(in));
    }

    private static List<Posting> lasting(List<Posting> postings) {
        for (Posting posting : postings) {
            if (posting.until() == 0) {
                return postings.stream().filter(one -> one.until() != 0).toList();
            }
        }
        return postings;
    }
}
