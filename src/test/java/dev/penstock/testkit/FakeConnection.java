package dev.penstock.testkit;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * One connection of a fake provider: one thread reads without pause, so that a peer's going is seen at once, and one
 * plays the scripts in the order of the requests.
 */
final class FakeConnection {
    private static final Duration GOODBYE = Duration.ofSeconds(2);
    /** How long a write that is under way may take to tell a reset from an orderly end. */
    private static final Duration VERDICT = Duration.ofMillis(200);

    private final FakeProvider provider;
    private final int number;
    private final Socket wire;
    private final Socket socket;
    private final long acceptedNanos = System.nanoTime();
    private final CompletableFuture<PeerClose> closed = new CompletableFuture<>();
    /** Bounded: a peer that pipelines more is not served. */
    private final LinkedBlockingQueue<Optional<ReceivedRequest>> requests = new LinkedBlockingQueue<>(10_000);
    /** The request being read; touched by the reading thread only. */
    private Optional<ReceivedRequest> current = Optional.empty();
    /** Whether the answering thread stands in a write; stays true where that write failed. */
    private volatile boolean writing;

    /**
     * @param wire the TCP socket
     * @param socket the socket to talk through: the same, or TLS on top of it
     */
    FakeConnection(FakeProvider provider, int number, Socket wire, Socket socket) {
        this.provider = provider;
        this.number = number;
        this.wire = wire;
        this.socket = socket;
    }

    void start() {
        Thread.ofVirtual().name("fake-reads-" + number).start(this::read);
        Thread.ofVirtual().name("fake-answers-" + number).start(this::answer);
    }

    CompletableFuture<PeerClose> closed() {
        return closed;
    }

    private void read() {
        try {
            RequestReader reader = new RequestReader(socket.getInputStream());
            RequestReader.Head head = reader.head();
            while (head != null) {
                take(reader, head);
                head = reader.head();
            }
            finished();
        } catch (RequestReader.Violation violation) {
            refuse(violation);
        } catch (EOFException early) {
            finished();
        } catch (IOException broken) {
            ended(PeerClose.How.RST);
        } finally {
            current.ifPresent(request -> request.bodyBroken(new EOFException("The connection ended before the body")));
            requests.offer(Optional.empty());
        }
    }

    /**
     * The system tells a reset once: to whichever of the two threads asks first. Where a write is under way it may have
     * been told, and then the reader sees what looks like an orderly end.
     */
    private void finished() {
        long deadline = System.nanoTime() + VERDICT.toNanos();
        while (writing && !closed.isDone() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(100_000);
        }
        ended(PeerClose.How.FIN);
    }

    private void take(RequestReader reader, RequestReader.Head head) throws IOException, RequestReader.Violation {
        ReceivedRequest request =
                new ReceivedRequest(number, head.requestLine(), head.headers().lines(), acceptedNanos, closed);
        current = Optional.of(request);
        provider.received(request);
        requests.offer(current);
        if (request.header("expect").filter("100-continue"::equalsIgnoreCase).isPresent()) {
            socket.getOutputStream().write(Bytes.of("HTTP/1.1 100 Continue\r\n\r\n"));
        }
        reader.body(head, request);
        request.bodyEnded();
    }

    private void refuse(RequestReader.Violation violation) {
        provider.violated("#" + number + " " + violation.getMessage());
        try {
            socket.getOutputStream()
                    .write(Bytes.of("HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"));
            socket.shutdownOutput();
            // Closing with bytes unread would reset the connection and take the 400 with it.
            wire.setSoTimeout((int) GOODBYE.toMillis());
            socket.getInputStream().skipNBytes(64 * 1024 * 1024L);
        } catch (IOException gone) {
            // The peer has left, as it was told to.
        }
        close();
    }

    private void answer() {
        try {
            Optional<ReceivedRequest> request = requests.take();
            boolean open = true;
            while (open && request.isPresent()) {
                open = answer(request.get());
                request = open ? requests.take() : request;
            }
        } catch (IOException gone) {
            ended(PeerClose.How.RST);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    /** Plays one answer; false where the connection is done for. */
    private boolean answer(ReceivedRequest request) throws IOException, InterruptedException {
        Optional<Script> early = provider.earlyScriptFor(request);
        if (early.isEmpty() && !bodyCame(request)) {
            return false;
        }
        Script script = early.orElseGet(() -> provider.scriptFor(request));
        for (Step step : script.steps()) {
            if (step instanceof Step.End(Step.Ending ending)) {
                request.answerEnded();
                return end(ending);
            }
            if (!play(step, request)) {
                return false;
            }
        }
        return true;
    }

    private static boolean bodyCame(ReceivedRequest request) throws InterruptedException {
        try {
            request.bodyComplete().get();
            return true;
        } catch (ExecutionException broken) {
            return false;
        }
    }

    private boolean play(Step step, ReceivedRequest request) throws IOException, InterruptedException {
        return switch (step) {
            case Step.Write(byte[] bytes) -> {
                write(bytes, request);
                yield true;
            }
            case Step.Pause(Duration time) -> stillOpenAfter(time);
            case Step.Gate(Stepper stepper) -> stepper.pass(closed);
            case Step.Passed(Stepper stepper) -> {
                stepper.wrote();
                yield true;
            }
            case Step.Repeat(byte[] bytes, Duration between) -> {
                while (stillOpenAfter(between)) {
                    write(bytes, request);
                }
                yield false;
            }
            case Step.End end -> throw new IllegalStateException("Played already: " + end);
        };
    }

    private void write(byte[] bytes, ReceivedRequest request) throws IOException {
        if (bytes.length > 0) {
            writing = true;
            socket.getOutputStream().write(bytes);
            writing = false;
            request.wrote(bytes.length);
        }
    }

    private boolean end(Step.Ending ending) throws IOException, InterruptedException {
        return switch (ending) {
            case KEEP_ALIVE -> true;
            case STALL -> {
                stillOpenAfter(Duration.ofDays(1));
                yield false;
            }
            case RST -> {
                ended(PeerClose.How.OURSELVES);
                wire.setSoLinger(true, 0);
                wire.close();
                yield false;
            }
            case FIN -> {
                socket.shutdownOutput();
                stillOpenAfter(GOODBYE);
                yield false;
            }
        };
    }

    private boolean stillOpenAfter(Duration time) throws InterruptedException {
        if (time.isZero()) {
            return !closed.isDone();
        }
        try {
            closed.get(time.toNanos(), TimeUnit.NANOSECONDS);
            return false;
        } catch (TimeoutException stillOpen) {
            return true;
        } catch (ExecutionException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private void ended(PeerClose.How how) {
        if (closed.complete(new PeerClose(how, System.nanoTime()))) {
            provider.connectionEnded(this);
        }
    }

    /** Closes from our side, if the peer has not. */
    void close() {
        ended(PeerClose.How.OURSELVES);
        try {
            socket.close();
            wire.close();
        } catch (IOException gone) {
            // It is closed either way.
        }
    }
}
