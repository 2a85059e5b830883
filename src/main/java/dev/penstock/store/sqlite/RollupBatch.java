package dev.penstock.store.sqlite;

import dev.penstock.json.FlatObject;
import dev.penstock.record.CallRow;
import dev.penstock.record.Measures;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Sums calls in memory, by account and minute. */
final class RollupBatch {
    private static final long MINUTE_MILLIS = 60_000;
    private static final int DAY_MINUTES = 1_440;
    private static final int METADATA_REMEMBERED = 1_000;

    /** A span of one account. */
    record Of(Slice.Cube cube, String account, long minute) {}

    private final RollupNames names;
    /** What metadata says, because calls that follow each other often say the same. Emptied when it is full. */
    private final Map<String, Optional<FlatObject>> metadata = new HashMap<>();

    private Map<Of, Map<Slice, Measures>> sums = new HashMap<>();

    RollupBatch(RollupNames names) {
        this.names = names;
    }

    /** The minute a call is counted in, since 1970; always one of the day its row is kept in. */
    static long minuteOf(CallRow row) {
        long first = Days.of(row.createdAt()) * DAY_MINUTES;
        return Math.clamp(Math.floorDiv(row.createdAt(), MINUTE_MILLIS), first, first + DAY_MINUTES - 1);
    }

    /** Adds a call, or takes it back. */
    void add(CallRow row, int times) {
        String account = Plain.of(row.scope().account());
        String gateway = Plain.of(row.scope().gateway());
        long minute = minuteOf(row);
        String model = names.model(account, gateway, row.model());
        add(
                new Of(Slice.Cube.CALLS, account, minute),
                new Slice.OfCalls(gateway, row.provider(), model, row.status()),
                row,
                times);
        if (row.metadata() != null) {
            Of of = new Of(Slice.Cube.METADATA, account, minute);
            said(row.metadata()).ifPresent(entries -> {
                for (String key : entries.names()) {
                    String value = entries.plain(key).orElse("");
                    add(of, names.metadata(account, gateway, key, value), row, times);
                }
            });
        }
    }

    /** What was summed, which is the taker's; begins anew. */
    Map<Of, Map<Slice, Measures>> take() {
        Map<Of, Map<Slice, Measures>> taken = sums;
        sums = new HashMap<>();
        return taken;
    }

    private void add(Of of, Slice slice, CallRow row, int times) {
        sums.computeIfAbsent(of, first -> new HashMap<>())
                .computeIfAbsent(slice, first -> new Measures())
                .add(row, times);
    }

    private Optional<FlatObject> said(String json) {
        if (metadata.size() >= METADATA_REMEMBERED) {
            metadata.clear();
        }
        return metadata.computeIfAbsent(json, RollupBatch::parsed);
    }

    private static Optional<FlatObject> parsed(String json) {
        try {
            return Optional.of(FlatObject.parse(json));
        } catch (IllegalArgumentException nested) {
            return Optional.empty();
        }
    }
}
