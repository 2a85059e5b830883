package dev.penstock.testkit;

import dev.penstock.vault.Sealed;
import dev.penstock.vault.SealedThings;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Sealed things in memory. Can die at a chosen write, before it or right behind it, and lives on when told so. */
public final class MemoryThings implements SealedThings {
    private final TreeMap<String, Sealed> things = new TreeMap<>();
    private Optional<Sealed> check = Optional.empty();
    private int writes;
    private int diesAt = Integer.MAX_VALUE;
    private boolean keepsLastWrite;

    public synchronized void put(String id, Sealed sealed) {
        things.put(id, sealed);
    }

    public synchronized Map<String, Sealed> all() {
        return Map.copyOf(things);
    }

    public synchronized Sealed sealed(String id) {
        return Objects.requireNonNull(things.get(id));
    }

    /** How many writes there were. */
    public synchronized int writes() {
        return writes;
    }

    /** From this write on, counted from 0, nothing works any more; the write itself may still have happened. */
    public synchronized void dieAt(int write, boolean keepingIt) {
        diesAt = writes + write;
        keepsLastWrite = keepingIt;
    }

    public synchronized void revive() {
        diesAt = Integer.MAX_VALUE;
    }

    @Override
    public synchronized Optional<Sealed> check() throws IOException {
        alive();
        return check;
    }

    @Override
    public synchronized boolean replaceCheck(Optional<Sealed> old, Sealed next) throws IOException {
        return write(check.equals(old), () -> check = Optional.of(next));
    }

    @Override
    public synchronized List<Thing> after(String id, int most) throws IOException {
        alive();
        return things.tailMap(id, false).entrySet().stream()
                .limit(most)
                .map(entry -> new Thing(entry.getKey(), entry.getValue()))
                .toList();
    }

    @Override
    public synchronized boolean replace(String id, Sealed old, Sealed next) throws IOException {
        return write(old.equals(things.get(id)), () -> things.put(id, next));
    }

    private boolean write(boolean fits, Runnable change) throws IOException {
        alive();
        boolean dies = writes == diesAt;
        if (fits && (!dies || keepsLastWrite)) {
            change.run();
        }
        if (dies) {
            diesAt = -1;
        }
        alive();
        writes++;
        return fits;
    }

    private void alive() throws IOException {
        if (diesAt < 0) {
            throw new IOException("killed");
        }
    }
}
