package dev.penstock.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

/** Bytes between the network's buffers and arrays, copied only where they must be. */
public final class Bytes {
    private Bytes() {}

    /** A buffer over a part of an array; the array must not change any more. */
    public static Buffer buffer(byte[] bytes, int from, int length) {
        return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes, from, length));
    }

    /** The bytes of a buffer: its own array where it fills it whole. */
    public static byte[] array(Buffer buffer) {
        ByteBuf inner = ((BufferInternal) buffer).getByteBuf();
        if (inner.hasArray() && inner.arrayOffset() == 0 && inner.readerIndex() == 0) {
            byte[] own = inner.array();
            if (own.length == inner.readableBytes()) {
                return own;
            }
        }
        return buffer.getBytes();
    }
}
