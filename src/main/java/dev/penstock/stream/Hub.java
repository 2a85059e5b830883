package dev.penstock.stream;

import dev.penstock.call.ByteBudget;
import dev.penstock.call.Failure;
import dev.penstock.call.Framing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The answer of one upstream call as an append-only sequence, which any number of readers read from its beginning, each at
 * its own pace and on its own event loop. One writer, on one loop, which is held back only by the fastest reader. Bounded:
 * past its bound it forgets its beginning, nobody can join it any more, and who falls far behind is cut off.
 *
 * <p>A linked list whose next is written once: readers hold their place in it, and what all have passed is garbage.
 */
public final class Hub implements Sink {
    /** How far ahead of its fastest reader a writer may be. */
    private static final int WINDOW = 64 * 1024;

    /** How far a reader may be behind a hub that has forgotten its beginning. */
    private static final int LONGEST_LAG = 1024 * 1024;

    private static final int CLOSED = -1;

    private final LongSupplier nanos;
    private final ByteBudget budget;
    private final long most;

    /** Before the first event; null once the beginning is forgotten. */
    private volatile @Nullable Node root = new Node(Begun.BEGUN);

    /** Those who keep the upstream call alive; CLOSED once nobody can join. */
    private final AtomicInteger seats = new AtomicInteger(1);

    private final Set<HubReader> readers = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean freed = new AtomicBoolean();

    /** Those who need the beginning: the writer, and who may come back for it. */
    private final AtomicInteger holders = new AtomicInteger(1);

    /** Run when the beginning is forgotten although it is held. */
    private final Queue<Runnable> forgotten = new ConcurrentLinkedQueue<>();

    private volatile boolean written;
    private volatile boolean writerWaits;
    private volatile boolean overflown;
    private volatile long appended;
    private volatile Runnable drained = () -> {};
    private volatile Runnable deserted = () -> {};

    // The writer's own.
    private Node last;
    private long total;
    private long budgeted;
    private long openedNanos;
    private boolean lastIsNext;
    private @Nullable End end;
    private @Nullable Opened head;

    /** What happens in a hub, in order. */
    public sealed interface Event permits Begun, Opened, Piece, End {}

    /** The place before the first event. */
    enum Begun implements Event {
        BEGUN
    }

    /**
     * The head has come.
     *
     * @param length of the body, -1 where it is not known
     */
    public record Opened(int status, String contentType, Framing framing, long length) implements Event {}

    /**
     * Whole events, or some bytes of what has none.
     *
     * @param after how long after the head it came, in nanoseconds
     * @param isLast whether it completes what the client needs
     */
    public record Piece(byte[] bytes, int from, int length, long after, boolean isLast) implements Event {
        @Override
        public String toString() {
            return "Piece[" + length + "]";
        }
    }

    /** It ended, once. */
    public sealed interface End extends Event {
        /** With all it had. */
        record Whole() implements End {}

        /** Without. */
        record Failed(Failure failure, Again again) implements End {}
    }

    /** Whether a reader who has heard nothing yet may try for itself. */
    public enum Again {
        /** The failure would be its own, too. */
        NEVER,
        /** It may have better luck, once. */
        ONCE,
        /** The failure concerns nobody but the one who led. */
        ALWAYS
    }

    static final class Node {
        final Event event;
        volatile @Nullable Node next;

        Node(Event event) {
            this.event = event;
        }
    }

    /**
     * One seat is taken: the writer's own client's.
     *
     * @param budget the bound of all hubs together
     * @param most bytes of this one
     */
    public Hub(LongSupplier nanos, ByteBudget budget, long most) {
        this.nanos = nanos;
        this.budget = budget;
        this.most = most;
        this.last = Objects.requireNonNull(root);
    }

    /** One that has ended already: an answer that was kept. */
    public static Hub of(Opened head, Iterable<Piece> pieces) {
        Hub hub = new Hub(() -> 0, new ByteBudget(0), Long.MAX_VALUE);
        hub.add(head);
        pieces.forEach(hub::add);
        hub.add(new End.Whole());
        return hub;
    }

    // The writer's side, on its loop.

    public void open(Opened head) {
        openedNanos = nanos.getAsLong();
        this.head = head;
        add(head);
    }

    /** What is written next completes what clients need. */
    public void lastIsNext() {
        lastIsNext = true;
    }

    @Override
    public void write(Cut cut) {
        append(cut.bytes(), cut.from(), cut.length());
    }

    public void append(byte[] bytes, int from, int length) {
        if (length == 0 || end != null) {
            return;
        }
        bound(length);
        total += length;
        appended = total;
        // A small cut of a large read would hold all of it.
        boolean isSmall = bytes.length > 2 * length + 1_024;
        byte[] own = isSmall ? Arrays.copyOfRange(bytes, from, from + length) : bytes;
        add(new Piece(own, isSmall ? 0 : from, length, nanos.getAsLong() - openedNanos, lastIsNext));
        lastIsNext = false;
    }

    public void end(End how) {
        if (end == null) {
            end = how;
            written = true;
            add(how);
        }
    }

    /** Whether readers have been told the beginning of an answer. */
    public boolean isOpen() {
        return head != null;
    }

    public Optional<Opened> head() {
        return Optional.ofNullable(head);
    }

    @Override
    public boolean isFull() {
        boolean full = isAhead();
        writerWaits = full;
        // Between the look and the note the fastest may have caught up, and seen nobody wait.
        return full && isAhead();
    }

    @Override
    public void whenDrained(Runnable action) {
        drained = action;
    }

    /** @param action run on the loop of whoever leaves last */
    public void whenDeserted(Runnable action) {
        deserted = action;
    }

    /** Whether all of it is still here. */
    public boolean isComplete() {
        return !overflown;
    }

    /** All of it, in one piece. */
    public byte[] bytes() {
        byte[] all = new byte[Math.toIntExact(appended)];
        int at = 0;
        for (Piece piece : pieces()) {
            System.arraycopy(piece.bytes(), piece.from(), all, at, piece.length());
            at += piece.length();
        }
        return all;
    }

    /**
     * Keeps the beginning, until it is released once more.
     *
     * @param whenForgotten run, perhaps twice and on any loop, if it cannot be kept because all of it is too large
     */
    public void hold(Runnable whenForgotten) {
        holders.incrementAndGet();
        forgotten.add(whenForgotten);
        if (overflown) {
            whenForgotten.run();
        }
    }

    /** Lets go of the beginning: when the last has, nobody joins any more. What readers have not read stays until they have. */
    public void release() {
        if (holders.decrementAndGet() == 0) {
            root = null;
            free();
        }
    }

    /** Closes it to newcomers if nobody is in it; false where somebody is. */
    public boolean closeIfDeserted() {
        return seats.compareAndSet(0, CLOSED) || seats.get() == CLOSED;
    }

    /** All pieces so far; none where the beginning is forgotten. */
    public Iterable<Piece> pieces() {
        List<Piece> pieces = new ArrayList<>();
        for (Node node = root; node != null; node = node.next) {
            if (node.event instanceof Piece piece) {
                pieces.add(piece);
            }
        }
        return pieces;
    }

    // The readers' side, on any loop.

    /** Takes a seat; false where nobody can join any more. */
    public boolean join() {
        int taken = seats.get();
        while (taken != CLOSED && root != null) {
            if (seats.compareAndSet(taken, taken + 1)) {
                return true;
            }
            taken = seats.get();
        }
        return false;
    }

    /** Gives a seat back. */
    public void leave() {
        int left = seats.updateAndGet(taken -> taken == CLOSED ? CLOSED : taken - 1);
        if (left == 0) {
            deserted.run();
        }
        free();
    }

    /** Whether it has ended. */
    public boolean isWritten() {
        return written;
    }

    public int seats() {
        return Math.max(0, seats.get());
    }

    /** Where a reader begins; null where the beginning is forgotten. */
    @Nullable
    Node start(HubReader reader) {
        Node start = root;
        if (start != null) {
            readers.add(reader);
        }
        return start;
    }

    void stop(HubReader reader) {
        readers.remove(reader);
        proceed();
    }

    /** A reader has read on: the writer may, too. */
    void proceed() {
        if (writerWaits && !isAhead()) {
            writerWaits = false;
            drained.run();
        }
    }

    private boolean isAhead() {
        long fastest = -1;
        for (HubReader reader : readers) {
            fastest = Math.max(fastest, reader.taken());
        }
        return fastest >= 0 && appended - fastest > WINDOW;
    }

    private void add(Event event) {
        Node node = new Node(event);
        last.next = node;
        last = node;
        for (HubReader reader : readers) {
            reader.wake();
        }
    }

    /** Before so many bytes more: one large event is no lag of those who had all before it. */
    private void bound(int length) {
        if (overflown) {
            for (HubReader reader : readers) {
                if (appended - reader.taken() > LONGEST_LAG) {
                    reader.cutOff();
                }
            }
        } else if (appended + length <= most && budget.take(length)) {
            budgeted += length;
        } else {
            overflown = true;
            root = null;
            forgotten.forEach(Runnable::run);
        }
    }

    private void free() {
        if (holders.get() <= 0 && seats.get() <= 0 && freed.compareAndSet(false, true)) {
            budget.give(budgeted);
        }
    }
}
