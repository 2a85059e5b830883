package dev.penstock.upstream;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Looks names up for guarded calls, off the event loop, and remembers the answers for a short while: what is remembered
 * is what is connected to, so an answer that changes in between changes nothing. Calls that ask for the same name at the
 * same time share one lookup. Touched by one event loop only.
 */
final class Names {
    /** What names come to, and what the last answer was found to be. */
    static final class Found {
        private final List<InetAddress> addresses;
        private boolean reported;

        Found(List<InetAddress> addresses) {
            this.addresses = List.copyOf(addresses);
        }

        List<InetAddress> addresses() {
            return addresses;
        }

        /** Whether this answer is to be reported: once, not with every call. */
        boolean isNews() {
            boolean news = !reported;
            reported = true;
            return news;
        }
    }

    /** How long answers are remembered, and how many. */
    record Memory(Duration good, Duration bad, int most) {
        static final Memory USUAL = new Memory(Duration.ofSeconds(30), Duration.ofSeconds(3), 1_000);
    }

    private static final String THREADS = "penstock-names";
    private static final int THREAD_COUNT = 8;

    private final Vertx vertx;
    private final HostLookup lookup;
    private final Duration patience;
    private final Memory memory;
    private final WorkerExecutor threads;
    private final Map<String, Future<Found>> remembered = new HashMap<>();

    /** @param patience how long one lookup may take, the wait for a thread included */
    Names(Vertx vertx, HostLookup lookup, Duration patience, Memory memory) {
        this.vertx = vertx;
        this.lookup = lookup;
        this.patience = patience;
        this.memory = memory;
        this.threads = vertx.createSharedWorkerExecutor(THREADS, THREAD_COUNT);
    }

    /** All addresses of a name; fails where there are none, or none in time. */
    Future<Found> find(String host) {
        Future<Found> known = remembered.get(host);
        if (known != null) {
            return known;
        }
        // Completed on this loop, as the future of the lookup is.
        Promise<Found> answer = Promise.promise();
        threads.executeBlocking(() -> looked(host), false)
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .onSuccess(found -> answer.complete(Objects.requireNonNull(found)))
                .onFailure(answer::fail);
        Future<Found> asked = answer.future();
        if (remembered.size() >= memory.most) {
            return asked;
        }
        remembered.put(host, asked);
        asked.onComplete(done -> vertx.setTimer(
                (done.succeeded() ? memory.good : memory.bad).toMillis(), id -> remembered.remove(host, asked)));
        return asked;
    }

    private Found looked(String host) throws UnknownHostException {
        List<InetAddress> addresses = lookup.addresses(host);
        if (addresses.isEmpty()) {
            throw new UnknownHostException("no address");
        }
        return new Found(addresses);
    }
}
