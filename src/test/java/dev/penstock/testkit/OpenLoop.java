package dev.penstock.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Load at a fixed rate of arrival: calls are sent when they are due, whether or not earlier ones were answered, and their
 * latency counts from when they were due. One thread sends, one reads.
 *
 * @param rate calls (or new streams) a second; 0 sends the next call when the last one was answered
 * @param connections most calls in flight; a due call waits for a free one, and its waiting counts
 * @param total how many calls
 * @param warmUp how many calls before them that do not count
 * @param events numbered events of each stream, 0 for plain JSON
 */
public record OpenLoop(
        LoadTarget target, int rate, int connections, long total, long warmUp, int events, Duration interval) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Plain calls for so long at so many a second. */
    public static OpenLoop json(LoadTarget target, int rate, Duration time) {
        return new OpenLoop(target, rate, 128, rate * time.toSeconds(), rate, 0, Duration.ZERO);
    }

    /** So many plain calls as fast as so many connections bring them. */
    public static OpenLoop closed(LoadTarget target, int connections, long total) {
        return new OpenLoop(target, 0, connections, total, total / 10, 0, Duration.ZERO);
    }

    /** So many streams at once, opened at this rate, each of so many events. */
    public static OpenLoop sse(LoadTarget target, int streams, int rate, int events, Duration interval) {
        return new OpenLoop(target, rate, streams, streams, 0, events, interval);
    }

    /** Streams one after another on the same connections, opened at this rate. */
    public OpenLoop repeated(long streams, long warmUpStreams) {
        return new OpenLoop(target, rate, connections, streams, warmUpStreams, events, interval);
    }

    /**
     * Arguments: {@code json PORT PATH TOKEN RATE SECONDS}, {@code closed PORT PATH TOKEN CONNECTIONS TOTAL} or {@code sse
     * PORT PATH TOKEN STREAMS RATE EVENTS INTERVAL-MILLIS TOTAL}; a token of - is none. Prints the report as one line of
     * JSON.
     */
    public static void main(String[] a) {
        LoadTarget target = LoadTarget.direct(Integer.parseInt(a[1])).path(a[2]);
        LoadTarget with = a[3].equals("-") ? target : target.token(a[3]);
        OpenLoop load = switch (a[0]) {
            case "json" -> json(with, Integer.parseInt(a[4]), Duration.ofSeconds(Long.parseLong(a[5])));
            case "closed" -> closed(with, Integer.parseInt(a[4]), Long.parseLong(a[5]));
            case "sse" ->
                sse(
                                with,
                                Integer.parseInt(a[4]),
                                Integer.parseInt(a[5]),
                                Integer.parseInt(a[6]),
                                Duration.ofMillis(Long.parseLong(a[7])))
                        .repeated(Long.parseLong(a[8]), 0);
            default -> throw new IllegalArgumentException("No such load: " + a[0] + "; json, closed or sse");
        };
        System.out.println(load.run().json());
    }

    /** Runs the load, warm-up first. */
    public LoadReport run() {
        if (warmUp > 0) {
            new Run(this, warmUp).call();
        }
        return new Run(this, total).call();
    }

    /** One run: its connections and what they brought. */
    private static final class Run {
        private final OpenLoop load;
        private final long total;
        private final byte[] request;
        private final LoadTally tally = new LoadTally();
        private final Set<LoadConnection> open = ConcurrentHashMap.newKeySet();
        /** Guarded by this. */
        private final Deque<LoadConnection> idle = new ArrayDeque<>();
        /** Due times of calls that found no free connection; guarded by this. */
        private final Deque<Long> waiting = new ArrayDeque<>();

        private final Selector selector;

        Run(OpenLoop load, long total) {
            this.load = load;
            this.total = total;
            this.request =
                    load.target.chat(load.events, load.interval.toMillis()).bytes();
            try {
                selector = Selector.open();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        LoadReport call() {
            try (selector) {
                int first = (int) Math.min(load.connections, load.events > 0 ? 0 : total);
                for (int i = 0; i < first; i++) {
                    idle.add(connect());
                }
                long start = System.nanoTime();
                Thread sender = Thread.ofPlatform().daemon().name("load-sends").start(() -> sendAll(start));
                readAll(sender);
                LoadReport report = tally.report(System.nanoTime() - start);
                for (LoadConnection connection : open) {
                    connection.channel().close();
                }
                return report;
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        private void sendAll(long start) {
            for (long i = 0; i < total; i++) {
                long due = load.rate == 0 ? System.nanoTime() : start + i * 1_000_000_000L / load.rate;
                for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
                    LockSupport.parkNanos(early);
                }
                while (load.rate == 0 && nothingIdle()) {
                    LockSupport.parkNanos(20_000);
                }
                send(due);
            }
        }

        private synchronized boolean nothingIdle() {
            return idle.isEmpty() && !waiting.isEmpty();
        }

        private void send(long due) {
            LoadConnection free;
            synchronized (this) {
                free = idle.poll();
                if (free == null && open.size() >= load.connections) {
                    waiting.add(due);
                    return;
                }
            }
            start(free, due);
        }

        private void start(@Nullable LoadConnection free, long due) {
            LoadConnection connection = free;
            try {
                if (connection == null) {
                    connection = connect();
                }
                connection.send(request, due);
            } catch (IOException refused) {
                failed(connection);
            }
        }

        private LoadConnection connect() throws IOException {
            LoadConnection connection = new LoadConnection(load.target.port(), load.events, tally);
            open.add(connection);
            connection.channel().register(selector, SelectionKey.OP_READ, connection);
            selector.wakeup();
            return connection;
        }

        private synchronized void failed(@Nullable LoadConnection connection) {
            if (connection == null) {
                tally.failed(0);
                tally.lost(load.events);
                return;
            }
            connection.broken();
            open.remove(connection);
            try {
                connection.channel().close();
            } catch (IOException gone) {
                // It is closed either way.
            }
        }

        private void readAll(Thread sender) throws IOException {
            ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
            long lastProgress = System.nanoTime();
            long answered = 0;
            long events = 0;
            while (sender.isAlive() || answered < total) {
                selector.select(key -> read(key, buffer), 100);
                if (tally.answered() > answered || tally.events > events) {
                    answered = tally.answered();
                    events = tally.events;
                    lastProgress = System.nanoTime();
                } else if (System.nanoTime() - lastProgress > PATIENCE.toNanos()) {
                    abandon();
                    return;
                }
            }
        }

        /** What was not answered in all that time never will be. */
        private void abandon() {
            open.forEach(LoadConnection::broken);
            synchronized (this) {
                waiting.forEach(due -> tally.failed(0));
                tally.lost((long) waiting.size() * load.events);
            }
        }

        private void read(SelectionKey key, ByteBuffer buffer) {
            LoadConnection connection = (LoadConnection) key.attachment();
            try {
                if (connection.read(buffer)) {
                    free(connection);
                }
            } catch (IOException broken) {
                failed(connection);
                key.cancel();
                replace();
            }
        }

        /** A call may wait for the place of the connection that broke. */
        private void replace() {
            Long due;
            synchronized (this) {
                due = waiting.poll();
            }
            if (due != null) {
                start(null, due);
            }
        }

        private void free(LoadConnection connection) {
            Long due;
            synchronized (this) {
                due = waiting.poll();
                if (due == null) {
                    idle.add(connection);
                    return;
                }
            }
            start(connection, due);
        }
    }
}
