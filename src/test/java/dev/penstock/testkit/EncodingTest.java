package dev.penstock.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;

final class EncodingTest {
    private static final List<byte[]> EVENTS = List.of(Bytes.of("data: 1\n\n"), Bytes.of("data: 2\n\n"));

    @Test
    void what_it_encodes_others_decode() throws IOException {
        byte[] source = Bytes.filled("penstock ", 200_000);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(Encoding.GZIP.encode(source))).readAllBytes())
                .isEqualTo(source);
        assertThat(new InflaterInputStream(new ByteArrayInputStream(Encoding.DEFLATE.encode(source))).readAllBytes())
                .isEqualTo(source);
        assertThat(new ZstdInputStream(new ByteArrayInputStream(Encoding.ZSTD.encode(source))).readAllBytes())
                .isEqualTo(source);
    }

    @Test
    void an_event_can_be_read_before_the_next_is_sent() throws IOException {
        byte[] first = Encoding.GZIP.encode(EVENTS).getFirst();
        assertThat(new GZIPInputStream(new ByteArrayInputStream(first)).readNBytes(9))
                .isEqualTo(EVENTS.getFirst());
    }

    @Test
    void stored_brotli_follows_the_format() {
        // Made by hand from RFC 7932: one bit window size, 20 bits of meta-block header, the bytes, the empty last
        // block.
        byte[] encoded = Encoding.BR.encode(Bytes.of("ab"));
        assertThat(encoded).isEqualTo(new byte[] {0x10, 0x00, 0x10, 'a', 'b', 0x03});
    }
}
