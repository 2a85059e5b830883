package dev.penstock.admin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Bounds failed authentications: a bucket of so many for each address, filled again by one a second, and one for all
 * addresses together. Good tokens are never counted, so nobody can lock another out by failing.
 */
public final class FailedEntries {
    private static final int MOST_ADDRESSES = 10_000;
    private static final int EACH = 60;
    private static final int EACH_PER_SECOND = 1;
    private static final int ALL = 3_000;
    private static final int ALL_PER_SECOND = 100;
    private static final long SECOND = 1_000_000_000L;

    private final LongSupplier nanos;

    /** The address that failed longest ago goes first. Guarded by this. */
    private final Map<String, Bucket> addresses = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };

    private final Bucket all;

    /** @param nanos the monotonic clock */
    public FailedEntries(LongSupplier nanos) {
        this.nanos = nanos;
        this.all = new Bucket(ALL, ALL_PER_SECOND, nanos.getAsLong());
    }

    /** Counts one failure; false where this address, or all of them together, have failed too often. */
    synchronized boolean mayFail(String address) {
        long now = nanos.getAsLong();
        boolean each = addresses
                .computeIfAbsent(address, ignored -> new Bucket(EACH, EACH_PER_SECOND, now))
                .takes(now);
        return each && all.takes(now);
    }

    /** A token bucket in whole numbers: what is left, in billionths. */
    private static final class Bucket {
        private final long full;
        private final long perSecond;
        private long left;
        private long at;

        Bucket(int full, int perSecond, long now) {
            this.full = full * SECOND;
            this.perSecond = perSecond;
            this.left = this.full;
            this.at = now;
        }

        boolean takes(long now) {
            // After an hour any bucket is full; beyond that the product could overflow.
            long passed = Math.min(now - at, 3_600 * SECOND);
            left = Math.min(full, left + passed * perSecond);
            at = now;
            if (left < SECOND) {
                return false;
            }
            left -= SECOND;
            return true;
        }
    }
}
