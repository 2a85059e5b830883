package dev.penstock.stream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;

/** A quarter of a gigabyte of zeros, packed once for all tests. */
final class Bombs {
    private static final Map<AnswerDecoderTest.Packing, byte[]> PACKED = new EnumMap<>(AnswerDecoderTest.Packing.class);

    private static final int MEGABYTES = 256;

    private Bombs() {}

    static synchronized byte[] zeros(AnswerDecoderTest.Packing packing) {
        return PACKED.computeIfAbsent(packing, Bombs::pack);
    }

    private static byte[] pack(AnswerDecoderTest.Packing packing) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] zeros = new byte[1 << 20];
        try (OutputStream packer = packing.packer(out)) {
            for (int i = 0; i < MEGABYTES; i++) {
                packer.write(zeros);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
