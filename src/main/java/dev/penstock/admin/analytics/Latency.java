package dev.penstock.admin.analytics;

import dev.penstock.json.JsonText;
import dev.penstock.record.Histogram;
import dev.penstock.record.Measure;
import dev.penstock.record.Measures;

/** How long something took, in milliseconds: the mean is exact, percentiles are within 1.6 %. */
record Latency(Histogram histogram, long sumMicros) {
    static Latency duration(Measures sums) {
        return new Latency(sums.duration(), sums.of(Measure.DURATION_MICROS));
    }

    static Latency firstByte(Measures sums) {
        return new Latency(sums.firstByte(), sums.of(Measure.FIRST_BYTE_MICROS));
    }

    JsonText mean() {
        return Numbers.meanMillis(sumMicros, histogram.count());
    }

    JsonText percentile(int perMille) {
        return Numbers.millis(histogram.percentile(perMille));
    }

    JsonText toJson() {
        return JsonText.object("mean", mean(), "p50", percentile(500), "p95", percentile(950), "p99", percentile(990));
    }
}
