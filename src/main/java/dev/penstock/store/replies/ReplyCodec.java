package dev.penstock.store.replies;

import dev.penstock.cache.CacheKey;
import dev.penstock.cache.StoredReply;
import dev.penstock.call.Framing;
import dev.penstock.call.Scope;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** An answer as bytes: a CRC-32C of all that follows, the version, then its parts in their order. */
final class ReplyCodec {
    private static final int CHECKSUM = Integer.BYTES;
    private static final int VERSION = 1;
    private static final int ABSENT = -1;

    private ReplyCodec() {}

    static byte[] encode(StoredReply reply) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512 + reply.body().length);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(0);
            out.writeByte(VERSION);
            out.write(reply.key().bytes());
            for (String text : new @Nullable String[] {
                reply.scope().account(),
                reply.scope().gateway(),
                reply.provider(),
                reply.model(),
                reply.endpoint(),
                reply.customKey(),
                reply.metadata(),
                reply.contentType(),
                reply.framing().name()
            }) {
                write(out, text == null ? null : text.getBytes(StandardCharsets.UTF_8));
            }
            write(out, reply.body());
            write(out, reply.pace());
            write(out, reply.fingerprint());
            write(out, reply.callId().getBytes(StandardCharsets.UTF_8));
            out.writeLong(reply.askedAt());
            out.writeLong(reply.storedAt());
            out.writeLong(reply.expiresAt());
            out.writeLong(reply.keptUntil());
            Long cost = reply.costNano();
            out.writeBoolean(cost != null);
            out.writeLong(cost == null ? 0 : cost);
            out.writeLong(reply.tokensIn());
            out.writeLong(reply.tokensOut());
            out.writeLong(reply.durationMicros());
        } catch (IOException impossible) {
            throw new IllegalStateException("Memory refused to be written", impossible);
        }
        byte[] encoded = bytes.toByteArray();
        ByteBuffer.wrap(encoded).putInt(checksum(encoded));
        return encoded;
    }

    /** Empty where these are not the bytes of an answer as they were written. */
    static Optional<StoredReply> decode(byte[] encoded) {
        if (encoded.length < CHECKSUM + 1 || ByteBuffer.wrap(encoded).getInt() != checksum(encoded)) {
            return Optional.empty();
        }
        try (DataInputStream in =
                new DataInputStream(new ByteArrayInputStream(encoded, CHECKSUM, encoded.length - CHECKSUM))) {
            return in.readByte() == VERSION ? Optional.of(read(in)) : Optional.empty();
        } catch (IOException | IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /** Parts stand in the order of the record's. */
    private static StoredReply read(DataInputStream in) throws IOException {
        return new StoredReply(
                CacheKey.of(in.readNBytes(CacheKey.BYTES)),
                new Scope(text(in), text(in)),
                text(in),
                text(in),
                text(in),
                textOrNull(in),
                textOrNull(in),
                text(in),
                Framing.valueOf(text(in)),
                bytes(in),
                bytes(in),
                bytes(in),
                text(in),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                costOrNull(in),
                in.readLong(),
                in.readLong(),
                in.readLong());
    }

    private static @Nullable Long costOrNull(DataInputStream in) throws IOException {
        boolean isKnown = in.readBoolean();
        long cost = in.readLong();
        return isKnown ? (Long) cost : null;
    }

    private static void write(DataOutputStream out, byte @Nullable [] bytes) throws IOException {
        out.writeInt(bytes == null ? ABSENT : bytes.length);
        if (bytes != null) {
            out.write(bytes);
        }
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("A part of " + length + " bytes");
        }
        return in.readNBytes(length);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }

    private static @Nullable String textOrNull(DataInputStream in) throws IOException {
        in.mark(Integer.BYTES);
        if (in.readInt() == ABSENT) {
            return null;
        }
        in.reset();
        return text(in);
    }

    private static int checksum(byte[] encoded) {
        CRC32C sum = new CRC32C();
        sum.update(encoded, CHECKSUM, encoded.length - CHECKSUM);
        return (int) sum.getValue();
    }
}
