package dev.penstock.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Framing;
import dev.penstock.stream.Feeding.Event;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseCutterTest {
    private static final String MIXED = String.join(
            "",
            "\uFEFF: hello\n\nevent: a\r\ndata: 1\r\n\r\ndata:2\rdata:  3\r\r: ping\r\n\r\n",
            "id: 7\n\nevent: lost\n\ndata\n\ndata: grün 🦀\u2028x\nevent: b\n: inside\nretry: 5\n\n\n\n",
            "data: {\"a\":\"data: b\"}\n\n");

    @Test
    void reads_breaks_marks_names_comments_and_joined_lines_as_the_standard_says() {
        Feeding fed = feeding().feed(MIXED);

        assertThat(fed.events)
                .containsExactly(
                        new Event("a", "1"),
                        new Event("", "2\n 3"),
                        new Event("", ""),
                        new Event("b", "grün 🦀\u2028x"),
                        new Event("", "{\"a\":\"data: b\"}"));
        assertThat(fed.forwardedText()).isEqualTo(MIXED);
        assertThat(fed.cutter.whole()).isTrue();
    }

    @Test
    void any_split_gives_the_same_events_and_bytes() {
        byte[] bytes = MIXED.getBytes(UTF_8);
        List<Event> expected = feeding().feed(bytes).events;
        Random random = new Random(7);

        for (int first = 0; first <= bytes.length; first++) {
            Feeding fed = feeding().feedInPieces(bytes, first);
            assertThat(fed.events).isEqualTo(expected);
            assertThat(fed.forwardedText()).isEqualTo(MIXED);
        }
        for (int round = 0; round < 500; round++) {
            assertThat(feeding().feedAtRandom(bytes, random).events).isEqualTo(expected);
        }
        assertThat(feeding().feedByteByByte(bytes).events).isEqualTo(expected);
    }

    @Test
    void random_streams_read_as_the_reference_reads_them() {
        String[] pieces = {
            "data",
            "event",
            "id",
            ":",
            ": ",
            " ",
            "\n",
            "\n",
            "\r",
            "\r\n",
            "\n\n",
            "\r\n\r\n",
            "x",
            "{}",
            "\uFEFF",
            "é",
            "data: y\n"
        };
        Random random = new Random(11);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(24); i >= 0; i--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            byte[] bytes = text.toString().getBytes(UTF_8);
            Feeding fed = feeding().feedAtRandom(bytes, random);
            assertThat(fed.events.stream().map(e -> new ReferenceSse.Event(e.type(), e.data())))
                    .as(text.toString())
                    .isEqualTo(ReferenceSse.parse(bytes));
            assertThat(text.toString()).startsWith(fed.forwardedText());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"data: x\n\n", "data: x\r\n\r\n", "data: x\r\r", "data: x\r\n\n", "data: x\n\r"})
    void an_event_goes_out_with_the_last_byte_of_its_blank_line(String event) {
        assertThat(feeding().feed(event).events).containsExactly(new Event("", "x"));
    }

    @Test
    void an_event_ended_by_cr_waits_for_nothing_and_its_late_line_feed_is_no_event() {
        Feeding fed = feeding().feed("data: x\r\n\r");
        assertThat(fed.events).hasSize(1);
        assertThat(fed.cutter.pending()).isFalse();

        fed.feed("\n");
        assertThat(fed.events).hasSize(1);
        assertThat(fed.forwardedText()).isEqualTo("data: x\r\n\r\n");

        fed.feed("data: y\r").feed("\n").feed("\r").feed("\n");
        assertThat(fed.events).containsExactly(new Event("", "x"), new Event("", "y"));
        assertThat(fed.cutter.whole()).isTrue();
    }

    @Test
    void comments_and_blank_lines_go_out_at_once() {
        Feeding fed = feeding().feed(": keep-alive\n");
        assertThat(fed.forwardedText()).isEqualTo(": keep-alive\n");
        assertThat(fed.feed("\n: OPENROUTER PROCESSING\n\ndata: x").forwardedText())
                .isEqualTo(": keep-alive\n\n: OPENROUTER PROCESSING\n\n");
        assertThat(fed.cutter.pending()).isTrue();
    }

    @Test
    void a_read_of_whole_events_is_handed_on_without_a_copy() {
        byte[] bytes = "data: x\n\ndata: y\n\n".getBytes(UTF_8);
        Cut cut = cutter().feed(
                        bytes,
                        0,
                        bytes.length,
                        (type, data, from, length) -> assertThat(data).isSameAs(bytes));

        assertThat(cut.bytes()).isSameAs(bytes);
        assertThat(cut.length()).isEqualTo(bytes.length);
    }

    @Test
    void a_missing_blank_line_at_the_end_is_forgiven_where_the_caller_asks_for_it() {
        Feeding fed = feeding().feed("data: a\n\nevent: last\ndata: {\"type\":\"message_stop\" }");
        assertThat(fed.events).hasSize(1);
        assertThat(fed.cutter.whole()).isFalse();

        fed.finish();
        assertThat(fed.events).last().isEqualTo(new Event("last", "{\"type\":\"message_stop\" }"));
        assertThat(fed.forwardedText()).endsWith("\"message_stop\" }");
        assertThat(fed.cutter.whole()).isTrue();
    }

    @Test
    void what_is_no_event_stays_pending_at_the_end() {
        Feeding fed = feeding().feed("{\"error\":{\"code\":400}}\n").finish();

        assertThat(fed.events).isEmpty();
        assertThat(fed.forwardedText()).isEmpty();
        assertThat(fed.cutter.pending()).isTrue();
    }

    @Test
    void an_event_beyond_the_bound_is_refused_however_it_was_split() {
        byte[] fits = ("data: " + "x".repeat(56) + "\n\n").getBytes(UTF_8);
        byte[] tooLarge = ("data: ok\n\ndata: " + "x".repeat(57) + "\n\ndata: after\n\n").getBytes(UTF_8);
        assertThat(fits).hasSize(64);

        assertThat(bounded().feed(fits).flaw).isEmpty();
        assertThat(bounded().feedByteByByte(fits).flaw).isEmpty();
        for (int first = 0; first < tooLarge.length; first++) {
            Feeding fed = bounded().feedInPieces(tooLarge, first);
            assertThat(fed.flaw).isEqualTo(Optional.of(new Cut.Flaw.TooLarge(64)));
            assertThat(fed.events).containsExactly(new Event("", "ok"));
            assertThat(fed.forwardedText()).isEqualTo("data: ok\n\n");
            assertThat(fed.cutter.whole()).isFalse();
        }
    }

    @Test
    void an_endless_comment_is_refused_too() {
        assertThat(bounded().feedByteByByte((":" + "x".repeat(64)).getBytes(UTF_8)).flaw)
                .isPresent();
    }

    @Test
    void edits_change_and_drop_single_events_and_leave_the_rest() {
        String stream = ": c\n\ndata: keep\r\n\r\ndata: drop\r\n\r\ndata: swap\r\n\r\n: d\n\ndata: drop\r\n\r\n";
        EventEdit edit = (bytes, from, length) -> {
            String event = new String(bytes, from, length, UTF_8);
            if (event.contains("drop")) {
                return Optional.of(new byte[0]);
            }
            return event.contains("swap")
                    ? Optional.of(event.replace("swap", "new").getBytes(UTF_8))
                    : Optional.empty();
        };
        byte[] bytes = stream.getBytes(UTF_8);
        for (int first = 0; first <= bytes.length; first++) {
            Feeding fed = new Feeding(EventCutter.editing(1000, edit)).feedInPieces(bytes, first, 1);
            assertThat(fed.forwardedText()).isEqualTo(": c\n\ndata: keep\r\n\r\ndata: new\r\n\r\n: d\n\n");
            assertThat(fed.events).hasSize(4);
        }
        assertThat(new Feeding(EventCutter.editing(1000, edit))
                        .feedByteByByte(bytes)
                        .forwardedText())
                .isEqualTo(": c\n\ndata: keep\r\n\r\ndata: new\r\n\r\n: d\n\n");
    }

    private static Feeding feeding() {
        return new Feeding(cutter());
    }

    private static Feeding bounded() {
        return new Feeding(new SseCutter(64, EventEdit.NONE));
    }

    private static EventCutter cutter() {
        return EventCutter.of(Framing.SSE, EventCutter.MAX_EVENT).orElseThrow();
    }
}
