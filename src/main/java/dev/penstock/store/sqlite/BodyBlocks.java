package dev.penstock.store.sqlite;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import dev.penstock.record.CallRow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Packs bodies into blocks and compresses each block as one zstd frame. A row finds its bodies by an address: the
 * block's number shifted left by 18, plus the offset in the block, where stand u8 flags (1: request complete, 2:
 * response complete), u32 request length, request, u32 response length, response.
 */
final class BodyBlocks implements AutoCloseable {
    private static final int OFFSET_BITS = 18;
    private static final int BLOCK = 128 << 10;
    /** More than two bodies can be; a damaged length must not take all memory. */
    private static final long LARGEST_BLOCK = 256L << 20;

    /** In blocks of this size it packs as level 3 does in half of it, for four fifths of the CPU. */
    private static final int LEVEL = 1;

    private static final int HEADS = 9;
    private static final int REQUEST_COMPLETE = 1;
    private static final int RESPONSE_COMPLETE = 2;

    private final ZstdCompressCtx context = new ZstdCompressCtx().setLevel(LEVEL);
    private final byte[] compressed = new byte[(int) Zstd.compressBound(BLOCK)];
    private byte[] block = new byte[BLOCK];
    private int size;

    static long blockOf(long address) {
        return address >>> OFFSET_BITS;
    }

    /** The lowest address in a block. */
    static long firstOf(long block) {
        return block << OFFSET_BITS;
    }

    /** A stored block with nothing in it but the bodies at these addresses, which stay good. */
    static byte[] only(byte[] stored, List<Long> living) {
        byte[] block =
                Zstd.decompress(stored, (int) Objects.checkIndex(Zstd.getFrameContentSize(stored), LARGEST_BLOCK));
        byte[] kept = new byte[block.length];
        ByteBuffer from = ByteBuffer.wrap(block);
        for (long address : living) {
            int begin = (int) (address & ((1 << OFFSET_BITS) - 1));
            from.position(begin + 1);
            from.position(from.position() + Integer.BYTES + from.getInt(from.position()));
            from.position(from.position() + Integer.BYTES + from.getInt(from.position()));
            System.arraycopy(block, begin, kept, begin, from.position() - begin);
        }
        return Zstd.compress(kept, LEVEL);
    }

    /** Whether the open block must be stored before these bodies. Large ones get a block of their own. */
    boolean isFullFor(CallRow.Bodies bodies) {
        return size > 0 && (long) size + length(bodies) > BLOCK;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Adds bodies to the open block, which will be stored under this number; returns their address. */
    long add(CallRow.Bodies bodies, long number) {
        long address = number << OFFSET_BITS | size;
        int end = Math.toIntExact(size + length(bodies));
        if (end > block.length) {
            block = Arrays.copyOf(block, end);
        }
        ByteBuffer.wrap(block, size, end - size)
                .put((byte) ((bodies.requestComplete() ? REQUEST_COMPLETE : 0)
                        | (bodies.responseComplete() ? RESPONSE_COMPLETE : 0)))
                .putInt(bodies.request().length)
                .put(bodies.request())
                .putInt(bodies.response().length)
                .put(bodies.response());
        size = end;
        return address;
    }

    /** Compresses the open block and opens the next. */
    void store(PreparedStatement insert, long number) throws SQLException {
        insert.setLong(1, number);
        insert.setBytes(2, compress());
        insert.executeUpdate();
        clear();
    }

    void clear() {
        size = 0;
        if (block.length > BLOCK) {
            block = new byte[BLOCK];
        }
    }

    static CallRow.Bodies read(byte[] stored, long address) throws IOException {
        try {
            long length = Zstd.getFrameContentSize(stored);
            byte[] block = Zstd.decompress(stored, (int) Objects.checkIndex(length, LARGEST_BLOCK));
            ByteBuffer from = ByteBuffer.wrap(block);
            from.position((int) (address & ((1 << OFFSET_BITS) - 1)));
            int flags = from.get();
            byte[] request = part(from);
            byte[] response = part(from);
            return new CallRow.Bodies(
                    request, (flags & REQUEST_COMPLETE) != 0, response, (flags & RESPONSE_COMPLETE) != 0);
        } catch (RuntimeException malformed) {
            throw new IOException("Bodies at address " + address + " cannot be read", malformed);
        }
    }

    @Override
    public void close() {
        context.close();
    }

    private byte[] compress() {
        byte[] into = size <= BLOCK ? compressed : new byte[(int) Zstd.compressBound(size)];
        int length = context.compressByteArray(into, 0, into.length, block, 0, size);
        return Arrays.copyOf(into, length);
    }

    private static byte[] part(ByteBuffer from) {
        int length = from.getInt();
        byte[] part = new byte[Objects.checkIndex(length, from.remaining() + 1)];
        from.get(part);
        return part;
    }

    private static long length(CallRow.Bodies bodies) {
        return (long) HEADS + bodies.request().length + bodies.response().length;
    }
}
