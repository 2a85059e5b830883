package dev.penstock.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import dev.penstock.call.Failure;
import dev.penstock.stream.AnswerDecoder.Bounds;
import dev.penstock.stream.ContentCoding.Codec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AnswerDecoderTest {
    private static final byte[] TEXT = text();

    @ParameterizedTest
    @EnumSource
    void unpacks_however_the_bytes_arrive(Packing packing) {
        byte[] packed = packing.pack(TEXT);
        Random random = new Random(2);

        assertThat(unpack(packing.codec, packed, packed.length)).isEqualTo(TEXT);
        assertThat(unpack(packing.codec, packed, 1)).isEqualTo(TEXT);
        for (int round = 0; round < 20; round++) {
            assertThat(unpack(packing.codec, packed, 1 + random.nextInt(300))).isEqualTo(TEXT);
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_empty_text_and_no_bytes_at_all_are_empty(Packing packing) {
        assertThat(unpack(packing.codec, packing.pack(new byte[0]), 1)).isEmpty();
        assertThat(unpack(packing.codec, new byte[0], 1)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void data_that_ends_inside_is_broken_wherever_it_ends(Packing packing) {
        byte[] packed = packing.pack(Arrays.copyOf(TEXT, 300));
        for (int length = 1; length < packed.length; length++) {
            try (AnswerDecoder decoder = AnswerDecoder.of(packing.codec, Bounds.STREAM)) {
                Optional<Failure> met = decoder.feed(packed, 0, length, bytes -> {});
                assertThat(met).as("at %d", length).isEmpty();
                assertThat(decoder.end()).as("at %d", length).containsInstanceOf(Failure.Broken.class);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_is_not_packed_so_is_broken(Packing packing) {
        try (AnswerDecoder decoder = AnswerDecoder.of(packing.codec, Bounds.STREAM)) {
            byte[] plain = "{\"error\":\"this is no packed data at all, although a header says so\"}".getBytes(UTF_8);
            assertThat(decoder.feed(plain, 0, plain.length, bytes -> {})).containsInstanceOf(Failure.Broken.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_bomb_stops_at_the_cap_of_a_whole_body(Packing packing) {
        Bombed bombed = bomb(packing, Bounds.WHOLE);

        assertThat(bombed.unpacked).isLessThanOrEqualTo(32 << 20).isGreaterThan(31 << 20);
        assertThat(bombed.failure.orElseThrow().detail()).contains("33554432 bytes");
    }

    @ParameterizedTest
    @EnumSource
    void a_bomb_stops_at_the_ratio_of_a_stream(Packing packing) {
        Bombed bombed = bomb(packing, Bounds.STREAM);

        assertThat(bombed.unpacked).isLessThan(4 << 20).isGreaterThanOrEqualTo((1 << 20) - (32 << 10));
        assertThat(bombed.failure.orElseThrow().detail()).contains("100 times");
        assertThat(bombed.largestPiece).isLessThanOrEqualTo(64 << 10);
    }

    @Test
    void several_members_and_padding_are_one_body_but_other_bytes_behind_are_not() {
        byte[] one = Packing.GZIP.pack("one".getBytes(UTF_8));
        byte[] two = Packing.GZIP.pack("two".getBytes(UTF_8));

        assertThat(unpack(Codec.GZIP, join(one, two, new byte[5]), 1)).isEqualTo("onetwo".getBytes(UTF_8));
        assertThat(firstFailure(Codec.GZIP, join(one, "x".getBytes(UTF_8)))).isPresent();
        assertThat(firstFailure(Codec.DEFLATE, join(Packing.ZLIB.pack(TEXT), new byte[1])))
                .isPresent();
        assertThat(firstFailure(Codec.DEFLATE, join(Packing.RAW_DEFLATE.pack(TEXT), new byte[1])))
                .isPresent();
        assertThat(unpack(Codec.ZSTD, join(Zstd.compress(TEXT), Zstd.compress(TEXT)), 3))
                .isEqualTo(join(TEXT, TEXT));
    }

    @Test
    void every_optional_part_of_a_gzip_header_is_read() {
        byte[] member = Packing.GZIP.pack(TEXT);
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.writeBytes(new byte[] {0x1F, (byte) 0x8B, 8, 0x1F, 1, 2, 3, 4, 0, 3});
        header.writeBytes(new byte[] {3, 0, 'a', 'b', 'c'});
        header.writeBytes("name\0comment\0".getBytes(UTF_8));
        CRC32 crc = new CRC32();
        crc.update(header.toByteArray());
        header.write((int) crc.getValue());
        header.write((int) (crc.getValue() >> 8));
        byte[] full = join(header.toByteArray(), Arrays.copyOfRange(member, 10, member.length));

        assertThat(unpack(Codec.GZIP, full, 1)).isEqualTo(TEXT);
        full[11] ^= 1;
        full[14] ^= 1;
        assertThat(firstFailure(Codec.GZIP, full)).isPresent();
    }

    @Test
    void a_wrong_gzip_checksum_or_length_is_broken() {
        byte[] member = Packing.GZIP.pack(TEXT);
        for (int behind = 1; behind <= 8; behind++) {
            byte[] wrong = member.clone();
            wrong[member.length - behind] ^= 1;
            assertThat(firstFailure(Codec.GZIP, wrong).orElseThrow().detail()).contains("checksum");
        }
    }

    @Test
    void a_zstd_window_beyond_eight_megabytes_is_refused_before_it_is_allocated() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZstdOutputStreamNoFinalizer zstd = new ZstdOutputStreamNoFinalizer(out, 3)) {
            zstd.setLong(27);
            zstd.write(TEXT);
        }
        assertThat(firstFailure(Codec.ZSTD, out.toByteArray()).orElseThrow().detail())
                .contains("window");
    }

    @Test
    void a_closed_decoder_takes_no_more() {
        AnswerDecoder decoder = AnswerDecoder.of(Codec.ZSTD, Bounds.STREAM);
        decoder.close();
        decoder.close();
        assertThat(decoder.feed(TEXT, 0, 10, bytes -> {})).isPresent();
    }

    @Test
    void encodings_are_read_by_name_and_others_are_named_in_the_refusal() {
        assertThat(ContentCoding.of("")).isEqualTo(new ContentCoding.Identity());
        assertThat(ContentCoding.of(" Identity ")).isEqualTo(new ContentCoding.Identity());
        assertThat(ContentCoding.of("GZIP")).isEqualTo(new ContentCoding.Packed(Codec.GZIP));
        assertThat(ContentCoding.of("zstd")).isEqualTo(new ContentCoding.Packed(Codec.ZSTD));
        for (String other : List.of("br", "compress", "gzip, gzip", "gzip, gzip, gzip", "identity, br", "snappy")) {
            assertThat(ContentCoding.of(other))
                    .isInstanceOfSatisfying(
                            ContentCoding.Unreadable.class,
                            unreadable ->
                                    assertThat(unreadable.failure().detail()).contains(other));
        }
        assertThat(((ContentCoding.Unreadable) ContentCoding.of("x\r\ny" + "z".repeat(500)))
                        .failure()
                        .detail())
                .hasSizeLessThan(200)
                .doesNotContain("\r");
    }

    /** The ways a body can be packed. */
    enum Packing {
        GZIP(Codec.GZIP),
        ZLIB(Codec.DEFLATE),
        RAW_DEFLATE(Codec.DEFLATE),
        ZSTD(Codec.ZSTD);

        final Codec codec;

        Packing(Codec codec) {
            this.codec = codec;
        }

        byte[] pack(byte[] text) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (OutputStream packer = packer(out)) {
                packer.write(text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return out.toByteArray();
        }

        OutputStream packer(OutputStream out) throws IOException {
            return switch (this) {
                case GZIP -> new GZIPOutputStream(out);
                case ZLIB -> new DeflaterOutputStream(out);
                case RAW_DEFLATE -> new DeflaterOutputStream(out, new Deflater(-1, true));
                case ZSTD -> new ZstdOutputStreamNoFinalizer(out, 3);
            };
        }
    }

    /** What came of zeros without end. */
    private static final class Bombed {
        long unpacked;
        int largestPiece;
        Optional<Failure> failure = Optional.empty();
    }

    private static Bombed bomb(Packing packing, Bounds bounds) {
        Bombed bombed = new Bombed();
        byte[] packed = Bombs.zeros(packing);
        try (AnswerDecoder decoder = AnswerDecoder.of(packing.codec, bounds)) {
            for (int at = 0; at < packed.length && bombed.failure.isEmpty(); at += 16384) {
                bombed.failure = decoder.feed(packed, at, Math.min(16384, packed.length - at), bytes -> {
                    bombed.unpacked += bytes.length;
                    bombed.largestPiece = Math.max(bombed.largestPiece, bytes.length);
                });
            }
        }
        return bombed;
    }

    private static byte[] unpack(Codec codec, byte[] packed, int piece) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (AnswerDecoder decoder = AnswerDecoder.of(codec, Bounds.STREAM)) {
            for (int at = 0; at < packed.length; at += piece) {
                assertThat(decoder.feed(packed, at, Math.min(piece, packed.length - at), out::writeBytes))
                        .isEmpty();
            }
            assertThat(decoder.end()).isEmpty();
        }
        return out.toByteArray();
    }

    private static Optional<Failure> firstFailure(Codec codec, byte[] packed) {
        try (AnswerDecoder decoder = AnswerDecoder.of(codec, Bounds.STREAM)) {
            return decoder.feed(packed, 0, packed.length, bytes -> {}).or(decoder::end);
        }
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] text() {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            text.append("data: {\"n\":").append(random.nextInt(1000)).append(",\"s\":\"é🦀\"}\n\n");
        }
        return text.toString().getBytes(UTF_8);
    }
}
