package dev.penstock.health;

import dev.penstock.health.LaneState.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lanes of one kind by name. Looking one up takes no lock and makes nothing, which a map with keys of four parts cannot
 * do; each slot holds an immutable array that is replaced as a whole.
 */
final class LaneTable {
    private static final int SLOTS = 4096;
    private static final int MOST = 10_000;
    private static final int LOOKED_THROUGH = 16;
    private static final Lane[] EMPTY = {};

    private final AtomicReferenceArray<Lane[]> slots = new AtomicReferenceArray<>(SLOTS);
    private final AtomicInteger size = new AtomicInteger();
    private final Ground ground;
    private final Kind kind;
    private final Function<LaneName, LongAdder> ejections;

    /** @param ejections where a provider's lanes count together */
    LaneTable(Ground ground, Kind kind, Function<LaneName, LongAdder> ejections) {
        this.ground = ground;
        this.kind = kind;
        this.ejections = ejections;
        for (int i = 0; i < SLOTS; i++) {
            slots.set(i, EMPTY);
        }
    }

    Lane find(String account, String place, String provider, String name) {
        long identity = LaneName.identity(kind, account, place, provider, name);
        int slot = (int) (identity & (SLOTS - 1));
        Lane found = in(slots.get(slot), identity, account, place, provider, name);
        if (found == null) {
            return added(slot, identity, new LaneName(kind, account, place, provider, name));
        }
        found.use();
        return found;
    }

    private static @Nullable Lane in(
            Lane[] lanes, long identity, String account, String place, String provider, String name) {
        for (Lane lane : lanes) {
            LaneName known = lane.name();
            if (lane.identity() == identity && known != null && known.is(account, place, provider, name)) {
                return lane;
            }
        }
        return null;
    }

    private Lane added(int slot, long identity, LaneName name) {
        if (size.incrementAndGet() > MOST && !makesRoom(slot)) {
            size.decrementAndGet();
            return new Lane(ground, null, identity, new LongAdder());
        }
        Lane fresh = new Lane(ground, name, identity, ejections.apply(name));
        while (true) {
            Lane[] before = slots.get(slot);
            Lane other = in(before, identity, name.account(), name.place(), name.provider(), name.name());
            if (other != null) {
                size.decrementAndGet();
                return other;
            }
            Lane[] after = Arrays.copyOf(before, before.length + 1);
            after[before.length] = fresh;
            if (slots.compareAndSet(slot, before, after)) {
                return fresh;
            }
        }
    }

    /**
     * Drops one of which little would be lost: whoever makes up names of models by the thousand must not keep those of
     * others from being known.
     */
    private boolean makesRoom(int from) {
        for (int i = 0; i < LOOKED_THROUGH; i++) {
            int slot = (from + i) & (SLOTS - 1);
            for (Lane lane : slots.get(slot)) {
                if (lane.isUnused()) {
                    return drop(slot, lane);
                }
            }
        }
        return false;
    }

    /**
     * Drops lanes that were idle for so long. A call that looked one up in this very moment still ends on it, beside the
     * one the next call finds: of what is long idle, nothing is lost by that.
     */
    void sweep(long longEnough) {
        long now = ground.now();
        for (int slot = 0; slot < SLOTS; slot++) {
            for (Lane lane : slots.get(slot)) {
                if (lane.isIdle(now, longEnough)) {
                    drop(slot, lane);
                }
            }
        }
    }

    private boolean drop(int slot, Lane lane) {
        while (true) {
            Lane[] before = slots.get(slot);
            Lane[] after = Arrays.stream(before).filter(other -> other != lane).toArray(Lane[]::new);
            if (slots.compareAndSet(slot, before, after)) {
                size.addAndGet(after.length - before.length);
                return after.length < before.length;
            }
        }
    }

    List<Lane> all() {
        List<Lane> all = new ArrayList<>();
        for (int slot = 0; slot < SLOTS; slot++) {
            all.addAll(Arrays.asList(slots.get(slot)));
        }
        return all;
    }
}
