package dev.penstock.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the fake upstream saw of one request: the oracle a test asks. Filled by the connection's threads, read by the test. */
public final class ReceivedRequest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int BODY_KEPT = 128 * 1024 * 1024;
    private static final int WRITES_KEPT = 200_000;

    private final int connection;
    private final String requestLine;
    private final HeaderLines headers;
    private final long acceptedNanos;
    private final long headNanos = System.nanoTime();
    private final CompletableFuture<PeerClose> closed;
    private final CompletableFuture<Long> bodyComplete = new CompletableFuture<>();
    private final MessageDigest digest = sha256Digest();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final ConcurrentLinkedQueue<Written> writes = new ConcurrentLinkedQueue<>();
    private final AtomicLong bytesWritten = new AtomicLong();
    private final CompletableFuture<Long> answered = new CompletableFuture<>();
    /** Guarded by body. */
    private long bodyLength;

    ReceivedRequest(
            int connection,
            String requestLine,
            List<String> headerLines,
            long acceptedNanos,
            CompletableFuture<PeerClose> closed) {
        this.connection = connection;
        this.requestLine = requestLine;
        this.headers = new HeaderLines(headerLines);
        this.acceptedNanos = acceptedNanos;
        this.closed = closed;
    }

    /** One write of the answer: when it returned and how many bytes it took. */
    public record Written(long nanos, int bytes) {}

    /** The number of the connection it came on, from 1. */
    public int connection() {
        return connection;
    }

    public String requestLine() {
        return requestLine;
    }

    public String method() {
        return requestLine.substring(0, requestLine.indexOf(' '));
    }

    /** Path and query as sent. */
    public String target() {
        return requestLine.substring(requestLine.indexOf(' ') + 1, requestLine.lastIndexOf(' '));
    }

    public String path() {
        String target = target();
        int mark = target.indexOf('?');
        return mark < 0 ? target : target.substring(0, mark);
    }

    public HeaderLines headers() {
        return headers;
    }

    public Optional<String> header(String name) {
        return headers.first(name);
    }

    /** What has come of the body so far, decoded from chunks. */
    public byte[] body() {
        synchronized (body) {
            return body.toByteArray();
        }
    }

    public String bodyText() {
        return new String(body(), StandardCharsets.UTF_8);
    }

    public JsonNode json() {
        return JSON.readTree(body());
    }

    public long bodyLength() {
        synchronized (body) {
            return bodyLength;
        }
    }

    /** Of the whole body, in lower-case hex. */
    public String sha256() {
        awaitBody(Duration.ofSeconds(10));
        synchronized (body) {
            try {
                return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
            } catch (CloneNotSupportedException impossible) {
                throw new AssertionError(impossible);
            }
        }
    }

    public boolean bodyIsComplete() {
        return bodyComplete.isDone() && !bodyComplete.isCompletedExceptionally();
    }

    /** System.nanoTime() when the connection was accepted. */
    public long acceptedNanos() {
        return acceptedNanos;
    }

    /** System.nanoTime() when the head was read. */
    public long headNanos() {
        return headNanos;
    }

    /** Waits for the end of the body; System.nanoTime() of that moment. */
    public long awaitBody(Duration limit) {
        return await(bodyComplete, limit, "the body of " + requestLine);
    }

    /** Waits until the script's last byte was handed to the socket; System.nanoTime() of that moment. */
    public long awaitAnswered(Duration limit) {
        return await(answered, limit, "the whole answer to " + requestLine + " to be written");
    }

    public boolean isAnswered() {
        return answered.isDone();
    }

    /** Waits until the peer closed this request's connection, or we did. */
    public PeerClose awaitClosed(Duration limit) {
        return await(closed, limit, "the connection of " + requestLine + " to be closed");
    }

    /** How the connection ended, if it has. */
    public Optional<PeerClose> closed() {
        return Optional.ofNullable(closed.getNow(null));
    }

    /** Bytes of the answer that the socket has taken: where this stops, the peer has stopped reading. */
    public long bytesWritten() {
        return bytesWritten.get();
    }

    public List<Written> writes() {
        return List.copyOf(writes);
    }

    void bodyBytes(byte[] bytes, int offset, int length) {
        synchronized (body) {
            digest.update(bytes, offset, length);
            bodyLength += length;
            if (body.size() < BODY_KEPT) {
                body.write(bytes, offset, length);
            }
        }
    }

    void bodyEnded() {
        bodyComplete.complete(System.nanoTime());
    }

    void bodyBroken(Exception cause) {
        bodyComplete.completeExceptionally(cause);
    }

    void wrote(int bytes) {
        bytesWritten.addAndGet(bytes);
        if (writes.size() < WRITES_KEPT) {
            writes.add(new Written(System.nanoTime(), bytes));
        }
    }

    void answerEnded() {
        answered.complete(System.nanoTime());
    }

    CompletableFuture<Long> bodyComplete() {
        return bodyComplete;
    }

    private static <T> T await(CompletableFuture<T> future, Duration limit, String what) {
        try {
            return future.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError("Waited " + limit + " in vain for " + what, late);
        } catch (ExecutionException broken) {
            throw new AssertionError("Never came: " + what, broken.getCause());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while waiting for " + what, stop);
        }
    }

    private static MessageDigest sha256Digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Override
    public String toString() {
        return "#" + connection + " " + requestLine + " (" + bodyLength() + " bytes)";
    }
}
