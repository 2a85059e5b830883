package dev.penstock.store.sqlite;

import dev.penstock.record.Histogram;
import dev.penstock.record.Measure;
import dev.penstock.record.Measures;
import dev.penstock.store.spool.PayloadIn;
import dev.penstock.store.spool.PayloadOut;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Sums as bytes: a version, the number of slices, then for each its names, a mask of the measures that are not zero,
 * these, and two histograms of bucket distances and counts. Any number of pieces for one span add up.
 */
final class RollupPiece {
    private static final int VERSION = 1;
    private static final int MOST = 1 << 24;
    private static final Measure[] MEASURES = Measure.values();

    private RollupPiece() {}

    /** Without the slices that came to nothing. */
    static byte[] encode(Map<Slice, Measures> slices, PayloadOut out) {
        out.start(0);
        out.raw(VERSION);
        out.number(slices.values().stream().filter(sums -> !sums.isNothing()).count());
        slices.forEach((slice, sums) -> {
            if (!sums.isNothing()) {
                encode(slice, out);
                encode(sums, out);
            }
        });
        return Arrays.copyOf(out.bytes(), out.size());
    }

    /** Gives each slice with its sums, which are the taker's. */
    static void decode(Slice.Cube cube, byte[] bytes, BiConsumer<Slice, Measures> taker) throws SQLException {
        try {
            PayloadIn in = new PayloadIn(bytes);
            if (in.raw() != VERSION) {
                throw new SQLException("Roll-ups of a layout from a later version");
            }
            for (int rest = in.count(MOST); rest > 0; rest--) {
                taker.accept(slice(cube, in), measures(in));
            }
        } catch (IndexOutOfBoundsException | IllegalArgumentException malformed) {
            throw new SQLException("Roll-ups that cannot be read", malformed);
        }
    }

    static void merge(Slice.Cube cube, byte[] bytes, Map<Slice, Measures> into) throws SQLException {
        decode(cube, bytes, (slice, sums) -> into.merge(slice, sums, RollupPiece::sum));
    }

    static Map<Slice, Measures> decode(Slice.Cube cube, byte[] bytes) throws SQLException {
        Map<Slice, Measures> slices = new HashMap<>();
        merge(cube, bytes, slices);
        return slices;
    }

    static Measures sum(Measures kept, Measures more) {
        kept.add(more);
        return kept;
    }

    private static void encode(Slice slice, PayloadOut out) {
        out.text(slice.gateway());
        switch (slice) {
            case Slice.OfCalls calls -> {
                out.text(calls.provider());
                out.text(calls.model());
                out.number(calls.status());
            }
            case Slice.OfMetadata metadata -> {
                out.text(metadata.key());
                out.text(metadata.value());
            }
        }
    }

    private static Slice slice(Slice.Cube cube, PayloadIn in) {
        return switch (cube) {
            case CALLS -> new Slice.OfCalls(in.text(), in.text(), in.text(), (int) in.number());
            case METADATA -> new Slice.OfMetadata(in.text(), in.text(), in.text());
        };
    }

    private static void encode(Measures sums, PayloadOut out) {
        long mask = 0;
        for (Measure measure : MEASURES) {
            mask |= sums.of(measure) == 0 ? 0 : 1L << measure.number();
        }
        out.number(mask);
        for (Measure measure : MEASURES) {
            if (sums.of(measure) != 0) {
                out.number(sums.of(measure));
            }
        }
        encode(sums.duration(), out);
        encode(sums.firstByte(), out);
    }

    private static Measures measures(PayloadIn in) {
        Measures sums = new Measures();
        for (long mask = in.number(); mask != 0; mask &= mask - 1) {
            sums.add(MEASURES[Long.numberOfTrailingZeros(mask)], in.number());
        }
        histogram(in, sums.duration());
        histogram(in, sums.firstByte());
        return sums;
    }

    private static void encode(Histogram histogram, PayloadOut out) {
        out.number(histogram.size());
        int[] last = {0};
        histogram.forEach((bucket, count) -> {
            out.number(bucket - last[0]);
            out.number(count);
            last[0] = bucket;
        });
    }

    private static void histogram(PayloadIn in, Histogram into) {
        int bucket = 0;
        for (int rest = in.count(MOST); rest > 0; rest--) {
            bucket += (int) in.number();
            into.addAt(bucket, in.number());
        }
    }
}
