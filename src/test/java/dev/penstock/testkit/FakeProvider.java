package dev.penstock.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * An upstream on loopback that answers by script and remembers every request. Which script: the first rule that matches
 * (in the order they were made), else the next of the queue, else the one for everything else, else a 599.
 */
public final class FakeProvider implements AutoCloseable {
    private final ServerSocket listener;
    private final Options options;
    private final Thread accepting;
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<Script> queue = new ConcurrentLinkedQueue<>();
    private final List<ReceivedRequest> received = new CopyOnWriteArrayList<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final Set<FakeConnection> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile @Nullable Script otherwise;

    private FakeProvider(Options options) {
        this.options = options;
        try {
            listener = new ServerSocket();
            listener.setReuseAddress(true);
            if (options.receiveBuffer > 0) {
                listener.setReceiveBufferSize(options.receiveBuffer);
            }
            listener.bind(Ports.loopback(options.port), 4096);
        } catch (IOException failed) {
            throw new UncheckedIOException("Cannot listen on port " + options.port, failed);
        }
        accepting = Thread.ofVirtual().name("fake-accepts").start(this::accept);
    }

    /**
     * How a fake listens.
     *
     * @param port 0 for any that is free
     * @param sendBuffer SO_SNDBUF of its connections in bytes, 0 for the system's choice; small where a test watches
     *     back-pressure
     * @param tls the server's side of TLS, null for clear text
     */
    public record Options(
            int port,
            int sendBuffer,
            int receiveBuffer,
            @Nullable SSLContext tls) {
        public static final Options ANY = new Options(0, 0, 0, null);

        public Options port(int wanted) {
            return new Options(wanted, sendBuffer, receiveBuffer, tls);
        }

        public Options sendBuffer(int bytes) {
            return new Options(port, bytes, receiveBuffer, tls);
        }

        public Options receiveBuffer(int bytes) {
            return new Options(port, sendBuffer, bytes, tls);
        }

        public Options tls(SSLContext context) {
            return new Options(port, sendBuffer, receiveBuffer, context);
        }
    }

    private record Rule(
            Predicate<ReceivedRequest> matches, Function<ReceivedRequest, Script> script, boolean beforeBody) {}

    public static FakeProvider start() {
        return start(Options.ANY);
    }

    public static FakeProvider start(Options options) {
        return new FakeProvider(options);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Scheme, host and port, such as http://127.0.0.1:4711. */
    public String origin() {
        return (options.tls == null ? "http" : "https") + "://127.0.0.1:" + port();
    }

    /** Answers of the next requests that no rule takes, first come, first served. */
    public FakeProvider enqueue(Script... scripts) {
        queue.addAll(Arrays.asList(scripts));
        return this;
    }

    public FakeProvider when(Predicate<ReceivedRequest> matches, Script script) {
        return answering(matches, request -> script);
    }

    /** The path without its query. */
    public FakeProvider onPath(String path, Script script) {
        return when(request -> request.path().equals(path), script);
    }

    /** Answers as soon as the head is read, without waiting for the body. */
    public FakeProvider onHead(Predicate<ReceivedRequest> matches, Script script) {
        rules.add(new Rule(matches, request -> script, true));
        return this;
    }

    public FakeProvider answering(Function<ReceivedRequest, Script> script) {
        return answering(request -> true, script);
    }

    public FakeProvider answering(Predicate<ReceivedRequest> matches, Function<ReceivedRequest, Script> script) {
        rules.add(new Rule(matches, script, false));
        return this;
    }

    /** What everything gets that no rule and no queue serves. */
    public FakeProvider otherwise(Script script) {
        otherwise = script;
        return this;
    }

    /** Forgets rules, queue, requests and violations; connections stay. */
    public void forget() {
        rules.clear();
        queue.clear();
        received.clear();
        violations.clear();
        otherwise = null;
    }

    /** Every request whose head was read, in that order. */
    public List<ReceivedRequest> requests() {
        return List.copyOf(received);
    }

    /** The request of this index, from 0; waits for it. */
    public ReceivedRequest awaitRequest(int index, Duration limit) {
        return Await.value(
                "request " + index + " at the fake provider",
                limit,
                () -> received.size() > index ? Optional.of(received.get(index)) : Optional.empty());
    }

    /** The first request; waits ten seconds for it. */
    public ReceivedRequest awaitRequest() {
        return awaitRequest(0, Duration.ofSeconds(10));
    }

    public int openConnections() {
        return open.size();
    }

    public int acceptedConnections() {
        return accepted.get();
    }

    /** What requests did against HTTP; a gateway leaves this empty. */
    public List<String> violations() {
        return List.copyOf(violations);
    }

    /** Resets nothing, closes every open connection in order: as a provider does with idle ones. */
    public void closeConnections() {
        open.forEach(FakeConnection::close);
    }

    /** Stops listening: connects are refused from now on; open connections live on. */
    public void stopAccepting() {
        try {
            listener.close();
            // The thread that waits in accept is the one that really closes the socket.
            accepting.join(Duration.ofSeconds(5));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stopAccepting();
        closeConnections();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                connected(listener.accept());
            } catch (IOException refused) {
                // Closed, or a client that left during its hand-shake: the next one is welcome.
            }
        }
    }

    private void connected(Socket wire) throws IOException {
        wire.setTcpNoDelay(true);
        if (options.sendBuffer > 0) {
            wire.setSendBufferSize(options.sendBuffer);
        }
        SSLContext tls = options.tls;
        Socket socket = tls == null ? wire : tls.getSocketFactory().createSocket(wire, null, true);
        FakeConnection connection = new FakeConnection(this, accepted.incrementAndGet(), wire, socket);
        open.add(connection);
        if (listener.isClosed()) {
            connection.close();
            return;
        }
        connection.start();
    }

    Optional<Script> earlyScriptFor(ReceivedRequest request) {
        return rules.stream()
                .filter(rule -> rule.beforeBody && rule.matches.test(request))
                .findFirst()
                .map(rule -> rule.script.apply(request));
    }

    Script scriptFor(ReceivedRequest request) {
        Optional<Rule> rule = rules.stream()
                .filter(candidate -> !candidate.beforeBody && candidate.matches.test(request))
                .findFirst();
        if (rule.isPresent()) {
            return rule.get().script.apply(request);
        }
        Script queued = queue.poll();
        if (queued != null) {
            return queued;
        }
        Script rest = otherwise;
        return rest != null ? rest : Script.json(599, "{\"error\":\"no script for " + request.method() + "\"}");
    }

    void received(ReceivedRequest request) {
        received.add(request);
    }

    void violated(String message) {
        violations.add(message);
    }

    void connectionEnded(FakeConnection connection) {
        open.remove(connection);
    }
}
