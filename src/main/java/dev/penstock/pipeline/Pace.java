package dev.penstock.pipeline;

import dev.penstock.cache.StoredReply;
import dev.penstock.stream.Hub;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How the pieces of a stream were spaced: for each its length and the milliseconds since the one before, 7 bits a byte. */
final class Pace {
    /** Beyond so many the rest is one piece: a replay is as true as it must be. */
    private static final int MOST = 4_096;

    private Pace() {}

    static byte[] of(Iterable<Hub.Piece> pieces) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long before = 0;
        int count = 0;
        for (Hub.Piece piece : pieces) {
            if (++count > MOST) {
                break;
            }
            long at = TimeUnit.NANOSECONDS.toMillis(piece.after());
            number(piece.length(), out);
            number(Math.max(0, at - before), out);
            before = Math.max(before, at);
        }
        return out.toByteArray();
    }

    /** The pieces of a kept answer; in one where its pace does not matter or is not known. */
    static List<Hub.Piece> pieces(StoredReply reply, boolean paced) {
        byte[] body = reply.body();
        List<Hub.Piece> pieces = new ArrayList<>();
        int from = 0;
        long after = 0;
        Reading reading = new Reading(paced ? reply.pace() : new byte[0]);
        while (reading.hasMore()) {
            int length = (int) Math.min(reading.number(), body.length - from);
            after += reading.number();
            if (length <= 0) {
                break;
            }
            boolean isLast = from + length == body.length;
            pieces.add(new Hub.Piece(body, from, length, TimeUnit.MILLISECONDS.toNanos(after), isLast));
            from += length;
        }
        if (from < body.length) {
            pieces.add(new Hub.Piece(body, from, body.length - from, TimeUnit.MILLISECONDS.toNanos(after), true));
        }
        return pieces;
    }

    private static void number(long value, ByteArrayOutputStream out) {
        long rest = value;
        while (rest > 0x7f) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private static final class Reading {
        private final byte[] bytes;
        private int at;

        Reading(byte[] bytes) {
            this.bytes = bytes;
        }

        boolean hasMore() {
            return at < bytes.length;
        }

        long number() {
            long value = 0;
            for (int shift = 0; at < bytes.length && shift < 63; shift += 7) {
                byte next = bytes[at++];
                value |= (long) (next & 0x7f) << shift;
                if (next >= 0) {
                    break;
                }
            }
            return value;
        }
    }
}
