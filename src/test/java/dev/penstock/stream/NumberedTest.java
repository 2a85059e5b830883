package dev.penstock.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Each event with data gets the next number, however its bytes come and whatever its line breaks. */
class NumberedTest {
    private static final String STREAM = String.join(
            "",
            ": hello\n\n",
            "data: 1\n\n",
            "event: a\r\nid: own\r\ndata: 2\r\n\r\n",
            ": ping\n\n",
            "data: 3\r\r",
            "event: lost\n\n",
            "data\n\n",
            "data: 5\ndata: more\n\n");
    private static final String NUMBERED = String.join(
            "",
            ": hello\n\n",
            "data: 1\nid: 1\n\n",
            "event: a\r\nid: own\r\ndata: 2\r\nid: 2\r\n\r\n",
            ": ping\n\n",
            "data: 3\rid: 3\r\r",
            "event: lost\n\n",
            "data\nid: 4\n\n",
            "data: 5\ndata: more\nid: 5\n\n");

    private static String passed(String stream, long had, Random random) {
        Numbered numbered = new Numbered(1_000, had);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] bytes = stream.getBytes(UTF_8);
        int at = 0;
        while (at < bytes.length) {
            int length = Math.min(1 + random.nextInt(9), bytes.length - at);
            write(numbered.passing(bytes, at, length), out);
            at += length;
        }
        write(numbered.rest(), out);
        return out.toString(UTF_8);
    }

    private static void write(Cut cut, ByteArrayOutputStream out) {
        out.write(cut.bytes(), cut.from(), cut.length());
    }

    @Test
    void numbers_what_has_data() {
        for (int seed = 0; seed < 200; seed++) {
            // Where a read ends between CR and LF the number's line takes the CR alone: another break, the same lines.
            assertThat(lines(passed(STREAM, 0, new Random(seed)))).isEqualTo(lines(NUMBERED));
        }
    }

    private static String lines(String text) {
        return text.replace("\r\n", "\n").replace('\r', '\n');
    }

    @Test
    void leaves_out_what_was_had() {
        for (int seed = 0; seed < 200; seed++) {
            assertThat(passed(STREAM, 4, new Random(seed)))
                    .contains("data: 5\ndata: more\nid: 5\n\n")
                    .doesNotContain("data: 1", "data: 2", "data: 3", "id: 4");
        }
        assertThat(passed("data: 1\n\ndata: 2\n\n", 9, new Random(0))).isEmpty();
    }

    @Test
    void a_last_event_gets_the_blank_line_it_lacks() {
        for (String last : new String[] {"data: 2", "data: 2\n"}) {
            assertThat(passed("data: 1\n\n" + last, 0, new Random(1)))
                    .isEqualTo("data: 1\nid: 1\n\ndata: 2\nid: 2\n\n");
            assertThat(passed("data: 1\n\n" + last, 2, new Random(1))).isEmpty();
        }
    }
}
