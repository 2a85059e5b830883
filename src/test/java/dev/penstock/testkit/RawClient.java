package dev.penstock.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A client that sends exactly the bytes it is told and sees exactly those that come. For one thread, save for {@link
 * #reset()}, {@link #finish()} and {@link #close()}.
 */
public final class RawClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Socket socket;
    private final List<Read> reads = new ArrayList<>();
    private final ByteArrayOutputStream raw = new ByteArrayOutputStream();
    private final Deque<SseEvent> events = new ArrayDeque<>();
    /** Read from the socket, not yet decoded. */
    private byte[] ahead = new byte[0];

    private ResponseDecoder decoder = new ResponseDecoder(false);
    private SseLines sse = new SseLines();
    private RawResponse.@Nullable Ended ended;

    private RawClient(Socket socket) {
        this.socket = socket;
    }

    /** One read of the socket: when it returned and how many bytes it brought. */
    public record Read(long nanos, int bytes) {}

    public static RawClient connect(int port) {
        return connect(Ports.loopback(port), 0);
    }

    /** @param receiveBuffer SO_RCVBUF in bytes, small where the test is a slow reader; 0 for the system's choice */
    public static RawClient connect(InetSocketAddress address, int receiveBuffer) {
        try {
            Socket socket = new Socket();
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.setTcpNoDelay(true);
            socket.connect(address, 5_000);
            return new RawClient(socket);
        } catch (IOException failed) {
            throw new UncheckedIOException("Cannot connect to " + address, failed);
        }
    }

    /** One request on a connection of its own. */
    public static RawResponse exchange(int port, RawRequest request) {
        try (RawClient client = connect(port)) {
            return client.send(request).response();
        }
    }

    public RawClient send(RawRequest request) {
        decoder = new ResponseDecoder(request.method().equals("HEAD"));
        return send(request.bytes());
    }

    public RawClient send(String text) {
        return send(Bytes.of(text));
    }

    public RawClient send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException broken) {
            throw new UncheckedIOException("The peer takes no more bytes", broken);
        }
    }

    /** Sends in pieces with a pause after each; the number of bytes sent when the peer would take no more. */
    public long sendSlowly(byte[] bytes, Cutter cutter, Duration between) {
        long sent = 0;
        for (byte[] piece : cutter.cut(bytes)) {
            try {
                socket.getOutputStream().write(piece);
            } catch (IOException broken) {
                return sent;
            }
            sent += piece.length;
            LockSupport.parkNanos(between.toNanos());
        }
        return sent;
    }

    /** The next answer, as far as it comes. */
    public RawResponse response() {
        return response(PATIENCE);
    }

    public RawResponse response(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!decoder.isOver() && pump(deadline)) {
            // Every turn decodes what one read brought.
        }
        RawResponse response = decoder.response(
                decoder.isGarbled()
                        ? RawResponse.Ended.GARBLED
                        : decoder.isOver() ? RawResponse.Ended.FRAMING : endedOr(RawResponse.Ended.TIME_OUT));
        next();
        return response;
    }

    /** Status and headers of the answer as soon as they are there; its body can still be read. */
    public RawResponse head(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!decoder.hasHead() && pump(deadline)) {
            // Every turn decodes what one read brought.
        }
        return decoder.response(endedOr(decoder.hasHead() ? RawResponse.Ended.FRAMING : RawResponse.Ended.TIME_OUT));
    }

    /** The next event of the answer as it arrives; empty where the answer ended or nothing came in time. */
    public Optional<SseEvent> event(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        feedEvents();
        while (events.isEmpty() && !decoder.isOver() && pump(deadline)) {
            feedEvents();
        }
        return Optional.ofNullable(events.poll());
    }

    /** Reads until this has come in one piece; what was read can still be decoded. */
    public void awaitText(String wanted, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!Bytes.text(raw()).contains(wanted)) {
            if (!pump(deadline)) {
                throw new AssertionError("Never came: " + wanted + ", but " + Bytes.text(raw()));
            }
        }
    }

    /** What the event reader has seen so far: comments, problems, an unfinished event. */
    public SseLines sse() {
        return sse;
    }

    /** Reads until the peer ends the connection; the raw bytes of the whole connection. */
    public byte[] readUntilClose(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (ended == null && pump(deadline)) {
            // The bytes gather in raw.
        }
        return raw.toByteArray();
    }

    /** How the peer ended the connection, waiting for it; TIME_OUT where it did not. */
    public RawResponse.Ended awaitEnd(Duration limit) {
        readUntilClose(limit);
        return endedOr(RawResponse.Ended.TIME_OUT);
    }

    /** Everything that was read so far, undecoded. */
    public byte[] raw() {
        return raw.toByteArray();
    }

    /** Every read so far. */
    public List<Read> reads() {
        return List.copyOf(reads);
    }

    /** Whether something has come that was not read yet. */
    public boolean hasBytes() {
        try {
            return socket.getInputStream().available() > 0;
        } catch (IOException gone) {
            throw new UncheckedIOException("Cannot look at the connection", gone);
        }
    }

    public int localPort() {
        return socket.getLocalPort();
    }

    /** Goes away at once: the peer sees a reset. */
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** Ends the sending side only: the peer sees an orderly end and can still answer. */
    public void finish() {
        try {
            socket.shutdownOutput();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** Goes away in order; as {@link #close()}, for tests that do so in the middle. */
    public void hangUp() {
        close();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** Decodes what is there or reads once; false where nothing more will come before the deadline. */
    private boolean pump(long deadline) {
        if (ahead.length > 0 && !decoder.isOver()) {
            int taken = decoder.feed(ahead, 0, ahead.length);
            ahead = Arrays.copyOfRange(ahead, taken, ahead.length);
            return true;
        }
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        if (ended != null || millis <= 0) {
            return false;
        }
        try {
            socket.setSoTimeout((int) Math.min(millis, Integer.MAX_VALUE));
            byte[] buffer = new byte[64 * 1024];
            int read = socket.getInputStream().read(buffer);
            if (read < 0) {
                ended = RawResponse.Ended.FIN;
                return false;
            }
            reads.add(new Read(System.nanoTime(), read));
            raw.write(buffer, 0, read);
            ahead = Bytes.join(ahead, Arrays.copyOf(buffer, read));
            return true;
        } catch (SocketTimeoutException late) {
            return false;
        } catch (IOException broken) {
            ended = RawResponse.Ended.RST;
            return false;
        }
    }

    private void feedEvents() {
        events.addAll(sse.feed(decoder.fresh()).take());
    }

    private void next() {
        decoder = new ResponseDecoder(false);
        sse = new SseLines();
        events.clear();
    }

    private RawResponse.Ended endedOr(RawResponse.Ended other) {
        return ended == null ? other : ended;
    }
}
