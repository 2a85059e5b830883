package dev.penstock.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Framing;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CutterCostTest {
    private static final int MEGABYTES_16 = 16 << 20;

    /** With one rescan a byte this would be 10^14 steps; with one pass it is well under a second. */
    @ParameterizedTest
    @EnumSource(names = {"SSE", "NDJSON", "JSON_ARRAY", "EVENT_STREAM"})
    void sixteen_megabytes_byte_by_byte_take_one_pass(Framing framing) {
        byte[] event = event(framing);
        EventCutter cutter = EventCutter.of(framing, EventCutter.MAX_EVENT).orElseThrow();
        int[] events = new int[1];
        int[] forwarded = new int[1];

        Assertions.assertTimeout(Duration.ofSeconds(20), () -> {
            for (int i = 0; i < event.length; i++) {
                Cut cut = cutter.feed(event, i, 1, (type, data, from, length) -> events[0]++);
                assertThat(cut.flaw().isPresent()).isFalse();
                forwarded[0] += cut.length();
            }
        });
        assertThat(events[0]).isEqualTo(1);
        assertThat(forwarded[0]).isEqualTo(event.length);
    }

    private static byte[] event(Framing framing) {
        byte[] event = new byte[MEGABYTES_16];
        Arrays.fill(event, (byte) 'x');
        return switch (framing) {
            case SSE -> ends(event, "data: ", "\n\n");
            case NDJSON -> ends(event, "\"", "\"\n");
            case JSON_ARRAY -> ends(event, "[\"", "\"]");
            case EVENT_STREAM -> EventStreamFrames.of("x", new byte[MEGABYTES_16 - 32]);
            case WHOLE, BYTES -> throw new IllegalArgumentException("No events in " + framing);
        };
    }

    private static byte[] ends(byte[] event, String first, String last) {
        System.arraycopy(first.getBytes(UTF_8), 0, event, 0, first.length());
        System.arraycopy(last.getBytes(UTF_8), 0, event, event.length - last.length(), last.length());
        return event;
    }
}
