package dev.penstock.store.replies;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PresenceTest {
    @Test
    void says_what_a_set_says_whatever_is_added_and_removed() {
        Random random = new Random(3);
        Presence presence = new Presence();
        Set<Long> naive = new HashSet<>();
        for (int step = 0; step < 300_000; step++) {
            // Few values, so that they come again; those that mark a slot among them.
            long hash = random.nextInt(20_000) * (random.nextBoolean() ? 1L : 0x1_0000_0001L);
            if (random.nextInt(5) < (step < 150_000 ? 3 : 1)) {
                presence.add(hash);
                naive.add(hash < 2 ? hash + 2 : hash);
            } else {
                presence.remove(hash);
                naive.remove(hash < 2 ? hash + 2 : hash);
            }
            assertThat(presence.size()).isEqualTo(naive.size());
            long asked = random.nextInt(20_000);
            if (presence.mayHold(asked) != naive.contains(asked < 2 ? asked + 2 : asked)) {
                throw new AssertionError("step " + step + " " + asked);
            }
        }
    }

    @Test
    void what_stays_is_held_for_those_that_ask_during_changes() throws InterruptedException {
        Presence presence = new Presence();
        for (long hash = 1_000_000; hash < 1_000_500; hash++) {
            presence.add(hash);
        }
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong missed = new AtomicLong();
        Thread asking = Thread.ofPlatform().start(() -> {
            while (!over.get()) {
                for (long hash = 1_000_000; hash < 1_000_500; hash++) {
                    missed.addAndGet(presence.mayHold(hash) ? 0 : 1);
                }
            }
        });
        Random random = new Random(4);
        for (int i = 0; i < 1_000_000; i++) {
            long hash = random.nextInt(900_000);
            if (i % 3 == 0) {
                presence.remove(hash);
            } else {
                presence.add(hash);
            }
        }
        over.set(true);
        asking.join();
        assertThat(missed.get()).isZero();
    }
}
