package dev.penstock.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Listens on every address of this machine and notes at which one somebody connected; says nothing and closes. */
public final class Trap implements AutoCloseable {
    private final ServerSocket listener;
    private final List<InetAddress> reached = new CopyOnWriteArrayList<>();

    public Trap() {
        try {
            listener = new ServerSocket(0, 4096);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Thread.ofVirtual().name("trap").start(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Our own address of each connection, in the order they came. */
    public List<InetAddress> reached() {
        return List.copyOf(reached);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try (Socket socket = listener.accept()) {
                reached.add(socket.getLocalAddress());
            } catch (IOException closed) {
                // The next look at the listener ends the loop, or the connection was gone already.
            }
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
