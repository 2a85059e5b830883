package dev.penstock.store.spool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Counted;
import dev.penstock.call.Credential;
import dev.penstock.call.Posting;
import dev.penstock.call.Scope;
import dev.penstock.record.Reservation;
import dev.penstock.testkit.SampleReservations;
import dev.penstock.testkit.SampleRows;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReservationCodecTest {
    private static final Posting LASTING = new Posting("a/é漢", Counted.TOKENS, -7, Long.MAX_VALUE, 5);
    private static final Posting OPEN = new Posting("a/open", Counted.OPEN_STREAMS, 0, 1, 0);

    @Test
    void gives_back_a_whole_reservation_without_what_ends_with_the_process() {
        byte[] encoded = ReservationCodec.encode(everything(List.of(OPEN, LASTING)));
        assertThat(ReservationCodec.decode(encoded)).contains(everything(List.of(LASTING)));
        assertThat(ReservationCodec.id(encoded)).contains("id");
    }

    @Test
    void is_no_row_and_no_row_is_one() {
        byte[] reservation = ReservationCodec.encode(SampleReservations.of(1, 0));
        byte[] row = RowCodec.encode(SampleRows.row(1));
        assertThat(RowCodec.decode(reservation)).isEmpty();
        assertThat(ReservationCodec.decode(row)).isEmpty();
        assertThat(ReservationCodec.id(row)).isEmpty();
        assertThat(ReservationCodec.isReservation(row, 0)).isFalse();
        assertThat(ReservationCodec.isReservation(reservation, 0)).isTrue();
    }

    @Test
    void is_small() {
        assertThat(ReservationCodec.encode(SampleReservations.of(1, 0)).length + Frame.HEAD)
                .isLessThan(300);
    }

    @Test
    void damaged_bytes_are_no_reservation_and_no_exception() {
        byte[] whole = ReservationCodec.encode(SampleReservations.of(1, 0));
        for (int length = 0; length < whole.length; length++) {
            assertThat(ReservationCodec.decode(Arrays.copyOf(whole, length))).isEmpty();
        }
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = whole.clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            assertThat(ReservationCodec.decode(damaged)).isNotNull();
            assertThat(ReservationCodec.id(damaged)).isNotNull();
        }
    }

    private static Reservation everything(List<Posting> postings) {
        return new Reservation(
                "id",
                new Scope("acme", "main"),
                -5,
                3,
                "p",
                "m",
                "t",
                "k",
                Credential.MANAGED,
                "run",
                0L,
                "v",
                Long.MAX_VALUE,
                postings);
    }
}
