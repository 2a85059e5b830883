package dev.penstock.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A port whose connects are never answered: its queue is full and nobody accepts. Linux drops further SYNs. */
public final class BlackHole implements AutoCloseable {
    private final ServerSocket listener;
    private final List<Socket> fillers = new ArrayList<>();

    private BlackHole() {
        try {
            listener = new ServerSocket();
            listener.bind(Ports.loopback(0), 1);
            boolean room = true;
            for (int i = 0; room && i < 16; i++) {
                room = fill();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public static BlackHole open() {
        return new BlackHole();
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Takes a place in the queue; false where there is none left. */
    private boolean fill() throws IOException {
        Socket filler = new Socket();
        try {
            filler.connect(Ports.loopback(port()), 200);
            fillers.add(filler);
            return true;
        } catch (IOException full) {
            filler.close();
            return false;
        }
    }

    @Override
    public void close() {
        try {
            for (Socket filler : fillers) {
                filler.close();
            }
            listener.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
