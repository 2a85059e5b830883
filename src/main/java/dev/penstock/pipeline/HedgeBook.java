package dev.penstock.pipeline;

import dev.penstock.call.Scope;
import dev.penstock.route.Hedging;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How soon the hedged elements of routes answer, and how many of their calls were hedged. One belongs to one event loop:
 * each keeps to its share, and so they do together. Bounded; who is forgotten learns anew, and hedges nothing meanwhile.
 */
public final class HedgeBook {
    private static final int MOST = 1_000;

    private final Map<Key, Pace> records = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Pace> eldest) {
            return size() > MOST;
        }
    };

    private record Key(Scope scope, String route, String element) {}

    Pace of(Scope scope, String route, String element) {
        return records.computeIfAbsent(new Key(scope, route, element), key -> new Pace());
    }

    /** One element's. */
    static final class Pace {
        private static final int BUCKETS = 96;
        private static final int PER_DOUBLING = 4;
        private static final int ENOUGH = 20;
        private static final int FADES_AT = 1_000;
        private static final double MICROS = 1_000.0;

        /** How many answers began within times that grow by a fourth of a doubling each. */
        private final int[] began = new int[BUCKETS];

        private int seen;
        private long calls;
        private long hedged;

        /** A call of the element is made. */
        void called() {
            calls++;
        }

        /** After which time a call of the element is hedged. Empty while too little is known to say. */
        Optional<Duration> after(Hedging hedging) {
            return hedging.after().or(this::late);
        }

        /** Hears how long an answer took to begin. */
        void answered(long nanos) {
            double micros = Math.max(1, nanos / MICROS);
            int bucket = (int) (PER_DOUBLING * Math.log(micros) / Math.log(2));
            began[Math.min(BUCKETS - 1, bucket)]++;
            seen++;
            if (seen >= FADES_AT) {
                fade();
            }
        }

        /** Takes one of the share of calls that may be hedged. */
        boolean takes(Hedging hedging) {
            if ((hedged + 1) * 100 > calls * hedging.most()) {
                return false;
            }
            hedged++;
            return true;
        }

        void givesBack() {
            hedged--;
        }

        /** The time within which 95 of 100 answers began. */
        private Optional<Duration> late() {
            if (seen < ENOUGH) {
                return Optional.empty();
            }
            int behind = seen / 20;
            int bucket = BUCKETS - 1;
            for (int above = began[bucket]; above <= behind && bucket > 0; above += began[bucket]) {
                bucket--;
            }
            double micros = Math.pow(2, (bucket + 1.0) / PER_DOUBLING);
            return Optional.of(Duration.ofNanos((long) (micros * MICROS)));
        }

        private void fade() {
            seen = 0;
            for (int i = 0; i < BUCKETS; i++) {
                began[i] /= 2;
                seen += began[i];
            }
            // The share is of what happens now: long quiet days give nothing to spend at once.
            calls /= 2;
            hedged /= 2;
        }
    }
}
