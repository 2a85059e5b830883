package dev.penstock.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * A chat provider as cheap as one thread can be: a fixed 1 KB answer, or a stream of as many events as the prompt asks for
 * ("events=20 interval=50 ."), each with its number and the time it was written.
 */
public final class BenchUpstream implements AutoCloseable {
    private final Selector selector;
    private final ServerSocketChannel listener;
    private final PriorityQueue<BenchPeer> due = new PriorityQueue<>(Comparator.comparingLong(BenchPeer::dueNanos));

    private BenchUpstream(int port) {
        try {
            selector = Selector.open();
            listener = ServerSocketChannel.open();
            listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            listener.bind(Ports.loopback(port), 16_384);
            listener.configureBlocking(false);
            listener.register(selector, SelectionKey.OP_ACCEPT);
        } catch (IOException failed) {
            throw new UncheckedIOException("Cannot listen on port " + port, failed);
        }
    }

    /** Listens and serves on a thread of its own. */
    public static BenchUpstream start(int port) {
        BenchUpstream upstream = new BenchUpstream(port);
        Thread.ofPlatform().daemon().name("bench-upstream").start(upstream::serve);
        return upstream;
    }

    /** Arguments: the port. Serves until it is killed. */
    public static void main(String[] arguments) {
        BenchUpstream upstream = new BenchUpstream(Integer.parseInt(arguments[0]));
        System.out.println("listening on " + upstream.port());
        upstream.serve();
    }

    public int port() {
        return listener.socket().getLocalPort();
    }

    @Override
    public void close() {
        try {
            listener.close();
            selector.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void serve() {
        try {
            while (selector.isOpen()) {
                turn();
            }
        } catch (ClosedSelectorException closed) {
            // Closing the upstream ends its thread.
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void turn() throws IOException {
        BenchPeer next = due.peek();
        if (next == null) {
            selector.select(this::ready);
        } else {
            long millis = Math.ceilDiv(next.dueNanos() - System.nanoTime(), 1_000_000);
            if (millis > 0) {
                selector.select(this::ready, millis);
            } else {
                selector.selectNow(this::ready);
            }
        }
        long now = System.nanoTime();
        for (BenchPeer peer = due.peek(); peer != null && peer.dueNanos() <= now; peer = due.peek()) {
            due.remove();
            if (peer.sendEvent()) {
                due.add(peer);
            }
        }
    }

    private void ready(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                accept();
                return;
            }
            BenchPeer peer = (BenchPeer) key.attachment();
            if (key.isWritable()) {
                peer.flush();
            }
            if (key.isReadable() && peer.read()) {
                due.add(peer);
            }
        } catch (IOException gone) {
            due.remove((BenchPeer) key.attachment());
            key.cancel();
        }
    }

    private void accept() throws IOException {
        for (SocketChannel channel = listener.accept(); channel != null; channel = listener.accept()) {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            key.attach(new BenchPeer(channel, key));
        }
    }
}
