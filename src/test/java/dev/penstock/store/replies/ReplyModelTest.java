package dev.penstock.store.replies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.cache.CacheKey;
import dev.penstock.cache.Purge;
import dev.penstock.cache.StoredReply;
import dev.penstock.testkit.SteppedClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is done in whatever order, the store says what a map says. */
class ReplyModelTest {
    private static final int STEPS = 600;
    private static final int KEYS = 60;
    private static final long PLENTY = 16L << 20;

    @TempDir
    Path folder;

    private final SteppedClock clock = SteppedClock.at(Instant.ofEpochMilli(SampleReply.NOW));
    private final Map<CacheKey, StoredReply> model = new HashMap<>();

    @ParameterizedTest
    @CsvSource({"1, true, false", "2, true, true", "3, false, true", "4, true, true"})
    void the_store_says_what_a_map_says(long seed, boolean memory, boolean disk) {
        Random random = new Random(seed);
        Opened store = open(memory, disk);
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(16)) {
                case 0 -> clock.advance(Duration.ofMillis(random.nextInt(3_000)));
                case 1 -> store.settled();
                case 2 -> purge(store, random);
                case 3 -> {
                    if (disk && random.nextInt(8) == 0) {
                        store.close();
                        store = open(memory, disk);
                    }
                }
                case 4, 5, 6, 7 -> keep(store, random);
                default -> assertFound(store, SampleReply.key(random.nextInt(KEYS)), step);
            }
        }
        for (int number = 0; number < KEYS; number++) {
            assertFound(store, SampleReply.key(number), STEPS);
        }
        assertThat(store.replies().stats().failures()).isZero();
        store.close();
    }

    private Opened open(boolean memory, boolean disk) {
        return Opened.of(folder, memory ? PLENTY : 0, disk ? PLENTY : 0, clock);
    }

    private void keep(Opened store, Random random) {
        int number = random.nextInt(KEYS);
        SampleReply reply = SampleReply.of(number)
                .in("account-" + number % 2, "gateway-" + number % 3)
                .from("provider-" + number % 5, "model-" + number % 7, "/v1/" + number % 2)
                .custom(number % 4 == 0 ? "custom-" + number % 8 : null)
                .tagged(number % 3 == 0 ? "{\"team\":\"t" + number % 6 + "\",\"n\":" + number % 2 + "}" : null)
                .sized(random.nextInt(30) == 0 ? 200_000 : random.nextInt(3_000), random.nextLong())
                .at(clock.millis() + 1, 1 + random.nextInt(40_000));
        StoredReply made = reply.made();
        clock.advance(Duration.ofMillis(1));
        store.replies().keep(made);
        model.put(made.key(), made);
    }

    private void purge(Opened store, Random random) {
        Purge which = new Purge(
                "account-" + random.nextInt(2),
                maybe(random, "gateway-" + random.nextInt(3)),
                random.nextInt(4) == 0 ? Optional.of(SampleReply.key(random.nextInt(KEYS))) : Optional.empty(),
                maybe(random, "custom-" + 4 * random.nextInt(2)),
                maybe(random, "provider-" + random.nextInt(5)),
                maybe(random, "model-" + random.nextInt(7)),
                random.nextInt(3) == 0
                        ? Optional.of(new Purge.Tag("team", "t" + 3 * random.nextInt(2)))
                        : Optional.empty());
        long before = model.values().stream()
                .filter(reply -> reply.keptUntil() > clock.millis())
                .count();
        model.values().removeIf(reply -> reply.keptUntil() <= clock.millis());
        model.values().removeIf(reply -> named(which, reply));
        assertThat(store.purge(which)).as(which.toString()).isEqualTo(before - model.size());
    }

    private static Optional<String> maybe(Random random, String value) {
        return random.nextInt(3) == 0 ? Optional.of(value) : Optional.empty();
    }

    /** Written once more, and otherwise. */
    private static boolean named(Purge which, StoredReply reply) {
        String tag = which.tag()
                .map(one -> "\"" + one.name() + "\":\"" + one.value() + "\"")
                .orElse("");
        return reply.scope().account().equals(which.account())
                && which.gateway()
                        .orElse(reply.scope().gateway())
                        .equals(reply.scope().gateway())
                && which.key().orElse(reply.key()).equals(reply.key())
                && (which.customKey().isEmpty()
                        || Objects.equals(which.customKey().get(), reply.customKey()))
                && which.provider().orElse(reply.provider()).equals(reply.provider())
                && which.model().orElse(reply.model()).equals(reply.model())
                && (which.tag().isEmpty() || Objects.toString(reply.metadata()).contains(tag));
    }

    private void assertFound(Opened store, CacheKey key, int step) {
        Optional<StoredReply> expected =
                Optional.ofNullable(model.get(key)).filter(reply -> reply.keptUntil() > clock.millis());
        Optional<StoredReply> found = store.find(key);
        assertThat(found.map(StoredReply::callId)).as("step " + step).isEqualTo(expected.map(StoredReply::callId));
        expected.ifPresent(
                reply -> assertThat(found).get().usingRecursiveComparison().isEqualTo(reply));
    }
}
