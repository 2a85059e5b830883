package dev.penstock.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HistogramTest {
    @Test
    void percentiles_are_within_a_sixty_fourth_for_values_of_every_size() {
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 300; round++) {
            long[] values = new long[1 + random.nextInt(400)];
            Histogram histogram = new Histogram();
            int widest = 1 + random.nextInt(62);
            Arrays.setAll(values, i -> random.nextLong(1L << random.nextInt(1, widest + 1)));
            Arrays.stream(values).forEach(value -> histogram.add(value, 1));
            Arrays.sort(values);
            for (int perMille : new int[] {0, 1, 500, 950, 990, 1_000}) {
                long exact = values[Math.max(0, Math.ceilDiv(values.length * perMille, 1_000) - 1)];
                long told = histogram.percentile(perMille).orElseThrow();
                assertThat(Math.abs(told - exact)).isLessThanOrEqualTo(exact / 64);
            }
        }
    }

    @Test
    void adds_up_and_takes_back_without_a_trace() {
        SplittableRandom random = new SplittableRandom(8);
        Histogram all = new Histogram();
        Histogram half = new Histogram();
        for (int i = 0; i < 5_000; i++) {
            long value = random.nextLong(10_000_000);
            (i % 2 == 0 ? all : half).add(value, 1);
        }
        Histogram sum = new Histogram();
        sum.add(all);
        sum.add(half);
        assertThat(sum.count()).isEqualTo(5_000);
        all.forEach((bucket, count) -> sum.addAt(bucket, -count));
        assertThat(sum.percentile(950)).isEqualTo(half.percentile(950));
        half.forEach((bucket, count) -> sum.addAt(bucket, -count));
        assertThat(sum.size()).isZero();
        assertThat(sum.percentile(500)).isEmpty();
    }

    @Test
    void the_largest_number_has_a_bucket() {
        Histogram histogram = new Histogram();
        histogram.add(Long.MAX_VALUE, 3);
        histogram.add(-5, 1);
        assertThat(histogram.percentile(1_000).orElseThrow()).isGreaterThan(Long.MAX_VALUE / 64 * 63);
        assertThat(histogram.percentile(1).orElseThrow()).isZero();
    }
}
