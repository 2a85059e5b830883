package dev.penstock.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A TCP proxy on loopback whose network can be made bad, each direction apart, while connections run. */
public final class FaultProxy implements AutoCloseable {
    private final int target;
    private final Set<FaultyLink> links = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile List<Toxic> towardsUpstream = List.of();
    private volatile List<Toxic> towardsClient = List.of();
    private volatile ServerSocket listener;
    private volatile Thread accepting;
    private final int port;

    private FaultProxy(int target) {
        this.target = target;
        listener = listen(0);
        port = listener.getLocalPort();
        accepting = Thread.ofVirtual().start(() -> accept(listener));
    }

    /** In front of this port of loopback. */
    public static FaultProxy to(int target) {
        return new FaultProxy(target);
    }

    public int port() {
        return port;
    }

    /** What happens to requests from now on, on open connections too. */
    public FaultProxy towardsUpstream(Toxic... toxics) {
        towardsUpstream = List.of(toxics);
        return this;
    }

    /** What happens to answers from now on, on open connections too. */
    public FaultProxy towardsClient(Toxic... toxics) {
        towardsClient = List.of(toxics);
        return this;
    }

    /** A good network again; what was held back passes. */
    public FaultProxy heal() {
        return towardsUpstream().towardsClient();
    }

    /** Refuses new connections and resets the open ones. */
    public void down() {
        try {
            listener.close();
            accepting.join();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        resetAll();
    }

    /** Listens again, on the same port. */
    public void up() {
        ServerSocket fresh = listen(port);
        listener = fresh;
        accepting = Thread.ofVirtual().start(() -> accept(fresh));
    }

    /** Resets every open connection, both sides. */
    public void resetAll() {
        links.forEach(FaultyLink::reset);
    }

    public int openConnections() {
        return links.size();
    }

    public int acceptedConnections() {
        return accepted.get();
    }

    @Override
    public void close() {
        down();
    }

    private void accept(ServerSocket from) {
        while (!from.isClosed()) {
            try {
                connected(from.accept());
            } catch (IOException refused) {
                // The listener was closed, or the upstream refused: the next client is welcome.
            }
        }
    }

    private void connected(Socket client) throws IOException {
        accepted.incrementAndGet();
        Socket upstream = new Socket();
        try {
            upstream.connect(Ports.loopback(target), 5_000);
        } catch (IOException refused) {
            client.setSoLinger(true, 0);
            client.close();
            throw refused;
        }
        FaultyLink link = new FaultyLink(client, upstream, () -> towardsUpstream, () -> towardsClient, links::remove);
        links.add(link);
        link.start();
    }

    private static ServerSocket listen(int port) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(Ports.loopback(port), 1024);
            return socket;
        } catch (IOException failed) {
            throw new UncheckedIOException("Cannot listen on port " + port, failed);
        }
    }
}
