package dev.penstock.record;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * How often values of which size came: 32 buckets of equal width for each power of two, only those that hold something.
 * The middle of a bucket is within 1/64 (1.6 %) of every value in it; values below 64 are exact. Histograms add up and
 * subtract without loss. One thread's.
 */
public final class Histogram {
    private static final int SUB_BITS = 5;
    private static final int SUBS = 1 << SUB_BITS;

    /** Ascending. */
    private int[] buckets = new int[4];

    private long[] counts = new long[4];
    private int size;

    /** What is done with each bucket, in ascending order. */
    public interface Visit {
        void bucket(int bucket, long count);
    }

    public void add(long value, long times) {
        addAt(bucketOf(Math.max(0, value)), times);
    }

    /** Adds to a bucket as another histogram told it; a bucket that comes to hold nothing goes. */
    public void addAt(int bucket, long times) {
        int at = size > 0 && buckets[size - 1] < bucket ? -size - 1 : Arrays.binarySearch(buckets, 0, size, bucket);
        if (at < 0) {
            insert(-at - 1, bucket, times);
        } else if ((counts[at] += times) == 0) {
            size--;
            System.arraycopy(buckets, at + 1, buckets, at, size - at);
            System.arraycopy(counts, at + 1, counts, at, size - at);
        }
    }

    public void add(Histogram other) {
        other.forEach(this::addAt);
    }

    public void forEach(Visit visit) {
        for (int i = 0; i < size; i++) {
            visit.bucket(buckets[i], counts[i]);
        }
    }

    /** How many buckets hold something. */
    public int size() {
        return size;
    }

    public long count() {
        return Arrays.stream(counts, 0, size).sum();
    }

    /** The least value that no fewer than this share of all values reach, by nearest rank; empty without values. */
    public OptionalLong percentile(int perMille) {
        long total = count();
        long rank = Math.max(1, Math.ceilDiv(total * perMille, 1_000L));
        long seen = 0;
        for (int i = 0; i < size; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return OptionalLong.of(middle(buckets[i]));
            }
        }
        return OptionalLong.empty();
    }

    private void insert(int at, int bucket, long times) {
        if (times == 0) {
            return;
        }
        if (size == buckets.length) {
            buckets = Arrays.copyOf(buckets, 2 * size);
            counts = Arrays.copyOf(counts, 2 * size);
        }
        System.arraycopy(buckets, at, buckets, at + 1, size - at);
        System.arraycopy(counts, at, counts, at + 1, size - at);
        buckets[at] = bucket;
        counts[at] = times;
        size++;
    }

    private static int bucketOf(long value) {
        int shift = Math.max(0, 63 - Long.numberOfLeadingZeros(value | 1) - SUB_BITS);
        return shift * SUBS + (int) (value >>> shift);
    }

    private static long middle(int bucket) {
        int shift = Math.max(0, bucket / SUBS - 1);
        return ((long) (bucket - shift * SUBS) << shift) + ((1L << shift) >> 1);
    }
}
