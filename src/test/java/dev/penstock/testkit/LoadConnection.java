package dev.penstock.testkit;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** One connection of a load: at most one call in flight. */
final class LoadConnection {
    private final LoadTally tally;
    private final LoadAnswer answer = new LoadAnswer(this::event);
    private final SocketChannel channel;
    private final int wantedEvents;

    /** Written by the thread that sends before the bytes leave, read by the one that reads after they came back. */
    private volatile long intendedNanos;

    private volatile boolean inFlight;
    private long nextEvent;
    private long lastArrival;

    LoadConnection(int port, int wantedEvents, LoadTally tally) throws IOException {
        this.tally = tally;
        this.wantedEvents = wantedEvents;
        channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.connect(Ports.loopback(port));
        channel.configureBlocking(false);
    }

    SocketChannel channel() {
        return channel;
    }

    void send(byte[] request, long intended) throws IOException {
        intendedNanos = intended;
        nextEvent = 0;
        lastArrival = Long.MIN_VALUE;
        inFlight = true;
        // The requests of a load fit a socket's buffer: it takes them whole or the connection is of no use.
        if (channel.write(ByteBuffer.wrap(request)) < request.length) {
            throw new IOException("The socket took only a part of the request");
        }
    }

    /** Reads what has come; true where the call in flight is over and the connection free. */
    boolean read(ByteBuffer buffer) throws IOException {
        buffer.clear();
        int read = channel.read(buffer);
        if (read < 0) {
            throw new IOException("The peer closed the connection");
        }
        buffer.flip();
        int status = answer.read(buffer);
        if (status < 0) {
            return false;
        }
        inFlight = false;
        if (status != 200) {
            tally.failed(status);
            return true;
        }
        tally.requests++;
        if (wantedEvents == 0) {
            tally.latency(System.nanoTime() - intendedNanos);
        } else {
            tally.lost(Math.max(0, wantedEvents - nextEvent));
        }
        return true;
    }

    /** The connection broke; what it still owed is lost. */
    void broken() {
        if (inFlight) {
            tally.failed(0);
            tally.lost(Math.max(0, wantedEvents - nextEvent));
            inFlight = false;
        }
    }

    private void event(long number, long writtenNanos) {
        long now = System.nanoTime();
        tally.events++;
        tally.delay(now - writtenNanos);
        if (number == 0) {
            tally.latency(now - intendedNanos);
        } else if (lastArrival > writtenNanos) {
            tally.held++;
        }
        lastArrival = now;
        if (number < nextEvent) {
            tally.reordered++;
        } else {
            tally.lost(number - nextEvent);
            nextEvent = number + 1;
        }
    }
}
