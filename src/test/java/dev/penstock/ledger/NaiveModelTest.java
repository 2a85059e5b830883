package dev.penstock.ledger;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Counters in memory against a list of times and amounts. */
class NaiveModelTest {
    private static final long SEED = 20_261_122;

    @Test
    void agree_with_a_list_of_times_and_amounts() {
        run(300_000);
    }

    @Test
    @Tag("soak")
    void agree_with_a_list_of_times_and_amounts_ten_million_times() {
        run(10_000_000);
    }

    private static void run(int cases) {
        for (int i = 0; i < cases; i++) {
            new ModelCase(SEED + i).run();
        }
    }
}
