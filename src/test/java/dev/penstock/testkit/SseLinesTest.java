package dev.penstock.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SseLinesTest {
    @Test
    void dispatches_events_and_keeps_comments_and_the_rest_apart() {
        SseLines sse = SseLines.parse(
                Bytes.of(": ping\n\nevent: a\ndata: 1\ndata:2\n\r\ndata: 3\r\rid: 7\ndata:  4\n\nevent: b\ndata: 5\n"));
        assertThat(sse.data()).containsExactly("1\n2", "3", " 4");
        assertThat(sse.events().getFirst().name()).isEqualTo(Optional.of("a"));
        assertThat(sse.events().get(1).name()).isEmpty();
        assertThat(sse.events().getLast().id()).isEqualTo(Optional.of("7"));
        assertThat(sse.comments()).containsExactly(" ping");
        assertThat(sse.partial()).isEqualTo(Bytes.of("event: b\ndata: 5\n"));
        assertThat(sse.problems()).isEmpty();
    }

    @Test
    void takes_a_carriage_return_and_its_line_feed_for_one_line_end() {
        SseLines sse = SseLines.parse(Bytes.of("event: c\r\ndata: 6\r\ndata: 7\r\n\r\n"));
        assertThat(sse.data()).containsExactly("6\n7");
        assertThat(sse.events().getFirst().name()).isEqualTo(Optional.of("c"));
        assertThat(sse.problems()).isEmpty();
    }

    @Test
    void names_what_a_strict_reader_objects_to() {
        assertThat(SseLines.parse(Bytes.of("{\"error\":1}\n\n")).problems())
                .containsExactly("Unknown field: {\"error\"");
        assertThat(SseLines.parse(Bytes.of("event: lonely\n\n")).problems())
                .containsExactly("Event without data: lonely");
        assertThat(SseLines.parse(new byte[] {'d', 'a', 't', 'a', ':', (byte) 0xc3, '\n', '\n'})
                        .problems())
                .hasSize(1);
        assertThat(SseLines.parse(Bytes.of("\ufeffdata: 1\n\n")).problems()).hasSize(1);
    }

    @Test
    void does_not_depend_on_how_the_bytes_are_cut() {
        for (long seed = 0; seed < 500; seed++) {
            doesNotDependOnTheCut(seed);
        }
    }

    private static void doesNotDependOnTheCut(long seed) {
        byte[] stream = Bytes.of("event: ä\r\ndata: 1\r\n\r\n: c\rdata: 2\rdata: 😀\r\rdata: rest");
        SseLines whole = SseLines.parse(stream);
        SseLines cut = new SseLines();
        List<byte[]> pieces = Cutter.seeded(seed, 5).cut(stream);
        pieces.forEach(cut::feed);
        assertThat(cut.data()).isEqualTo(whole.data()).containsExactly("1", "2\n😀");
        assertThat(cut.partial()).isEqualTo(whole.partial());
    }
}
