package dev.penstock.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Framing;
import dev.penstock.stream.Feeding.Event;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class EventStreamCutterTest {
    private static final HexFormat HEX = HexFormat.of();

    @Test
    void reads_the_published_example_frame() {
        // From AWS's own test suite: one header "content-type: application/json" and a payload.
        byte[] frame =
                HEX.parseHex("0000003d0000002007fd83960c636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e"
                        + "7b27666f6f273a27626172277d8d9c08b1");
        Feeding fed = feeding().feed(frame);

        assertThat(fed.events).containsExactly(new Event("", "{'foo':'bar'}"));
        assertThat(fed.forwarded.toByteArray()).isEqualTo(frame);
    }

    @Test
    void names_events_exceptions_and_errors_whatever_headers_stand_beside() {
        byte[] stream = join(
                frame(
                        "{\"role\":\"assistant\"}",
                        string(":event-type", "messageStart"),
                        string(":message-type", "event")),
                frame("{}", string(":exception-type", "throttlingException"), string(":message-type", "exception")),
                frame(
                        "",
                        "0174" + "00",
                        "0162" + "01",
                        "0163" + "0205",
                        "0164" + "030001",
                        "0165" + "0400000001",
                        "0166" + "050000000000000001",
                        "0167" + "060002ffff",
                        "0168" + "080000000000000001",
                        "0169" + "09" + "00".repeat(16),
                        string(":error-code", "InternalError")));
        List<Event> expected = List.of(
                new Event("messageStart", "{\"role\":\"assistant\"}"),
                new Event("throttlingException", "{}"),
                new Event("InternalError", ""));
        Random random = new Random(1);

        assertThat(feeding().feed(stream).events).isEqualTo(expected);
        for (int first = 0; first <= stream.length; first++) {
            Feeding fed = feeding().feedInPieces(stream, first);
            assertThat(fed.events).isEqualTo(expected);
            assertThat(fed.forwarded.toByteArray()).isEqualTo(stream);
        }
        assertThat(feeding().feedByteByByte(stream).events).isEqualTo(expected);
        assertThat(feeding().feedAtRandom(stream, random).events).isEqualTo(expected);
    }

    @Test
    void any_flipped_bit_is_seen_and_nothing_behind_it_is_guessed() {
        byte[] good = frame("{\"a\":1}", string(":event-type", "x"));
        byte[] bad = frame("{\"b\":2}", string(":event-type", "y"));
        for (int bit = 0; bit < bad.length * 8; bit++) {
            byte[] flipped = bad.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Feeding fed = feeding().feed(join(good, flipped, good));
            assertThat(fed.events).containsExactly(new Event("x", "{\"a\":1}"));
            assertThat(fed.forwarded.toByteArray()).isEqualTo(good);
            assertThat(fed.flaw).containsInstanceOf(Cut.Flaw.Malformed.class);
        }
    }

    @Test
    void impossible_lengths_and_headers_are_malformed_although_their_checksums_are_right() {
        assertThat(feeding().feed(prelude(15, 0)).flaw).containsInstanceOf(Cut.Flaw.Malformed.class);
        assertThat(feeding().feed(prelude(40, 25)).flaw).containsInstanceOf(Cut.Flaw.Malformed.class);
        assertThat(feeding().feed(prelude(0xFFFF_FFFF, 0)).flaw)
                .isEqualTo(Optional.of(new Cut.Flaw.TooLarge(EventCutter.MAX_EVENT)));
        for (String header :
                List.of("01", "0161", "016107", "01610700", "0161070005" + "61", "016163", "00", "01610a00")) {
            assertThat(feeding().feed(frame("{}", header)).flaw)
                    .as(header)
                    .containsInstanceOf(Cut.Flaw.Malformed.class);
        }
    }

    @Test
    void a_frame_beyond_the_bound_is_refused_at_its_prelude() {
        Feeding fed = new Feeding(new EventStreamCutter(100)).feed(prelude(101, 0));

        assertThat(fed.flaw).isEqualTo(Optional.of(new Cut.Flaw.TooLarge(100)));
    }

    @Test
    void a_frame_that_is_not_all_there_stays_pending() {
        byte[] frame = frame("{}", string(":event-type", "x"));
        Feeding fed = feeding().feedInPieces(frame, frame.length - 1);
        assertThat(fed.cutter.whole()).isTrue();

        Feeding cut = feeding().feed(Arrays.copyOf(frame, frame.length - 1)).finish();
        assertThat(cut.events).isEmpty();
        assertThat(cut.cutter.pending()).isTrue();
        assertThat(cut.cutter.whole()).isFalse();
    }

    private static byte[] prelude(int total, int headers) {
        ByteBuffer prelude = ByteBuffer.allocate(12).putInt(total).putInt(headers);
        return prelude.putInt(crc(prelude)).array();
    }

    private static byte[] frame(String payload, String... headersInHex) {
        byte[] headers = HEX.parseHex(String.join("", headersInHex));
        byte[] data = payload.getBytes(UTF_8);
        int total = 16 + headers.length + data.length;
        ByteBuffer frame = ByteBuffer.allocate(total)
                .put(prelude(total, headers.length))
                .put(headers)
                .put(data);
        return frame.putInt(crc(frame)).array();
    }

    private static String string(String name, String value) {
        return HEX.toHexDigits((byte) name.length()) + HEX.formatHex(name.getBytes(UTF_8)) + "07"
                + HEX.toHexDigits((short) value.length()) + HEX.formatHex(value.getBytes(UTF_8));
    }

    private static int crc(ByteBuffer bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes.duplicate().flip());
        return (int) crc.getValue();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static Feeding feeding() {
        return new Feeding(
                EventCutter.of(Framing.EVENT_STREAM, EventCutter.MAX_EVENT).orElseThrow());
    }
}
