package dev.penstock.store.replies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.cache.CacheKey;
import dev.penstock.cache.Near;
import dev.penstock.cache.Purge;
import dev.penstock.cache.StoredPrint;
import dev.penstock.cache.StoredReply;
import dev.penstock.call.Scope;
import dev.penstock.testkit.SteppedClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every store of answers must do, wherever it keeps them. */
abstract class ReplyStoreContract {
    static final long PLENTY = 16L << 20;

    @TempDir
    Path folder;

    final SteppedClock clock = SteppedClock.at(Instant.ofEpochMilli(SampleReply.NOW));
    private Opened store;

    abstract Opened open(Path folder, SteppedClock clock);

    @BeforeEach
    void open() {
        store = open(folder, clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** Once while it may still wait to be written, once when it is. */
    private void twice(Runnable check) {
        check.run();
        store.settled();
        check.run();
    }

    @Test
    void finds_what_was_kept_whole_and_nothing_else() {
        StoredReply kept = SampleReply.of(1).custom("mine").tagged("{\"a\":1}").made();
        store.replies().keep(kept);
        twice(() -> {
            assertThat(store.find(1)).get().usingRecursiveComparison().isEqualTo(kept);
            assertThat(store.find(2)).isEmpty();
        });
    }

    @Test
    void keeps_what_has_no_cost_no_custom_key_and_an_empty_body() {
        SampleReply bare = SampleReply.of(1).saying("");
        bare.costNano = null;
        bare.pace = new byte[0];
        StoredReply kept = bare.made();
        store.replies().keep(kept);
        twice(() -> assertThat(store.find(1)).get().usingRecursiveComparison().isEqualTo(kept));
    }

    @Test
    void a_key_that_differs_in_its_last_bit_is_another() {
        store.keep(SampleReply.of(1));
        CacheKey key = SampleReply.key(1);
        CacheKey other = new CacheKey(key.a(), key.b(), key.c(), key.d() ^ 1);
        twice(() -> assertThat(store.find(other)).isEmpty());
    }

    @Test
    void finds_a_stale_answer_until_it_is_no_longer_kept() {
        SampleReply stale = SampleReply.of(1);
        stale.expiresAt = SampleReply.NOW + 1_000;
        stale.keptUntil = SampleReply.NOW + 5_000;
        store.keep(stale);
        store.settled();
        clock.advance(Duration.ofMillis(4_999));
        assertThat(store.find(1)).get().matches(reply -> !reply.isFresh(clock.millis()));
        clock.advance(Duration.ofMillis(1));
        assertThat(store.find(1)).isEmpty();
    }

    @Test
    void does_not_keep_what_is_over_already() {
        store.keep(SampleReply.of(1).at(SampleReply.NOW - 1_000, 1_000));
        assertThat(store.find(1)).isEmpty();
    }

    @Test
    void the_later_answer_takes_the_place_of_the_earlier() {
        store.keep(SampleReply.of(1).saying("one"), SampleReply.of(1).saying("two"));
        twice(() ->
                assertThat(store.find(1)).get().extracting(StoredReply::body).isEqualTo(new byte[] {'t', 'w', 'o'}));
        store.keep(SampleReply.of(1).saying("3"));
        twice(() ->
                assertThat(store.find(1)).get().extracting(StoredReply::body).isEqualTo(new byte[] {'3'}));
        assertThat(store.purge(all("acme"))).isEqualTo(1);
    }

    @Test
    void purges_by_each_condition_and_by_several() {
        assertPurged(all("acme"), 0, 1, 2, 3, 4, 5);
        assertPurged(of("acme", "prod"), 0, 1, 2, 3, 4);
        assertPurged(new Purge("acme", none(), Optional.of(SampleReply.key(2)), none(), none(), none(), tag(null)), 2);
        assertPurged(new Purge("acme", none(), Optional.of(SampleReply.key(6)), none(), none(), none(), tag(null)));
        assertPurged(new Purge("acme", none(), Optional.empty(), Optional.of("mine"), none(), none(), tag(null)), 1, 5);
        assertPurged(
                new Purge(
                        "acme", Optional.of("prod"), Optional.empty(), Optional.of("mine"), none(), none(), tag(null)),
                1);
        assertPurged(
                new Purge("acme", none(), Optional.empty(), none(), Optional.of("anthropic"), none(), tag(null)), 2, 3);
        assertPurged(
                new Purge(
                        "acme",
                        none(),
                        Optional.empty(),
                        none(),
                        Optional.of("anthropic"),
                        Optional.of("haiku"),
                        tag(null)),
                3);
        assertPurged(
                new Purge("acme", none(), Optional.empty(), none(), none(), Optional.of("gpt-4o"), tag(null)),
                0,
                1,
                4,
                5);
        assertPurged(new Purge("nobody", none(), Optional.empty(), none(), none(), none(), tag(null)));
    }

    @Test
    void purges_by_tags_exactly_by_name_and_value() {
        assertPurged(tagged("team", "red"), 0, 4);
        assertPurged(tagged("team", "re"));
        assertPurged(tagged("eam", "red"));
        assertPurged(tagged("n", "12"), 0);
        assertPurged(tagged("n", "12.50"), 4);
        assertPurged(tagged("flag", "true"), 5);
        assertPurged(tagged("gone", "null"));
        assertPurged(tagged("na\"me", "a\nb"), 5);
    }

    /** Fills the store with the same answers, purges, and says which of them must be gone and which not. */
    private void assertPurged(Purge purge, Integer... numbers) {
        assertPurged(purge, false, numbers);
        assertPurged(purge, true, numbers);
    }

    private void assertPurged(Purge purge, boolean written, Integer... numbers) {
        // Later than all purges before.
        long now = clock.advance(Duration.ofMillis(1)).millis();
        store.keep(
                SampleReply.of(0).at(now, 60_000).tagged("{\"team\":\"red\",\"n\":12}"),
                SampleReply.of(1).at(now, 60_000).custom("mine"),
                SampleReply.of(2).at(now, 60_000).from("anthropic", "sonnet", "/v1/messages"),
                SampleReply.of(3).at(now, 60_000).from("anthropic", "haiku", "/v1/messages"),
                SampleReply.of(4).at(now, 60_000).tagged("{\"n\":12.50,\"team\":\"red\",\"x\":\"team\"}"),
                SampleReply.of(5)
                        .at(now, 60_000)
                        .in("acme", "test")
                        .custom("mine")
                        .tagged("{\"flag\":true,\"gone\":null,\"na\\\"me\":\"a\\nb\"}"),
                SampleReply.of(6)
                        .at(now, 60_000)
                        .in("other", "prod")
                        .custom("mine")
                        .tagged("{\"team\":\"red\",\"n\":12,\"flag\":true}"));
        if (written) {
            store.settled();
        }
        assertThat(store.found(7)).containsExactly(0, 1, 2, 3, 4, 5, 6);
        assertThat(store.purge(purge)).as(purge.toString()).isEqualTo(numbers.length);
        List<Integer> left = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5, 6));
        left.removeAll(List.of(numbers));
        assertThat(store.found(7)).isEqualTo(left);
        store.settled();
        assertThat(store.found(7)).isEqualTo(left);
    }

    @Test
    void an_answer_asked_for_before_its_purge_is_not_kept() {
        clock.advance(Duration.ofSeconds(10));
        long purged = clock.millis();
        assertThat(store.purge(of("acme", "prod"))).isZero();
        store.keep(
                SampleReply.of(1).at(purged - 5_000, 60_000),
                SampleReply.of(2).at(purged, 60_000),
                SampleReply.of(3).at(purged + 1, 60_000),
                SampleReply.of(4).in("acme", "test").at(purged - 5_000, 60_000));
        twice(() -> assertThat(store.found(5)).containsExactly(3, 4));
    }

    @Test
    void after_very_many_purges_what_was_asked_for_before_them_is_not_kept_at_all() {
        for (int i = 0; i < 300; i++) {
            store.replies().purge(of("acme", "gateway-" + i));
            clock.advance(Duration.ofMillis(1));
        }
        store.keep(
                SampleReply.of(1).in("acme", "gateway-0").at(SampleReply.NOW, 60_000),
                SampleReply.of(2).in("acme", "gateway-299").at(SampleReply.NOW + 298, 60_000),
                SampleReply.of(3).in("acme", "gateway-0").at(SampleReply.NOW + 298, 60_000));
        assertThat(store.found(4)).containsExactly(3);
    }

    @Test
    void fingerprints_are_those_of_one_endpoint_latest_first() {
        for (int i = 0; i < 20; i++) {
            store.keep(SampleReply.of(i).at(SampleReply.NOW + i, 600_000));
        }
        store.keep(
                SampleReply.of(20).in("other", "prod").at(SampleReply.NOW + 50, 60_000),
                SampleReply.of(21).in("acme", "test").at(SampleReply.NOW + 50, 60_000),
                SampleReply.of(22)
                        .from("azure", "gpt-4o", "/v1/chat/completions")
                        .at(SampleReply.NOW + 50, 60_000),
                SampleReply.of(23).from("openai", "gpt-4o", "/v1/responses").at(SampleReply.NOW + 50, 60_000));
        Near near = new Near(new Scope("acme", "prod"), "openai", "/v1/chat/completions");
        twice(() -> {
            List<StoredPrint> prints = Opened.result(store.replies().near(near, 5));
            assertThat(prints)
                    .extracting(StoredPrint::key)
                    .containsExactly(
                            SampleReply.key(19),
                            SampleReply.key(18),
                            SampleReply.key(17),
                            SampleReply.key(16),
                            SampleReply.key(15));
            assertThat(prints.getFirst().fingerprint())
                    .isEqualTo(SampleReply.of(19).made().fingerprint());
            assertThat(Opened.result(store.replies().near(near, 100))).hasSize(20);
        });
        clock.advance(Duration.ofMinutes(11));
        assertThat(Opened.result(store.replies().near(near, 100))).isEmpty();
    }

    @Test
    void a_closed_store_fails_nothing() {
        store.keep(SampleReply.of(1));
        store.close();
        store.keep(SampleReply.of(2));
        assertThat(store.find(2)).isEmpty();
        assertThat(store.replies().stats()).isNotNull();
    }

    private static Purge all(String account) {
        return new Purge(account, none(), Optional.empty(), none(), none(), none(), tag(null));
    }

    private static Purge of(String account, String gateway) {
        return new Purge(account, Optional.of(gateway), Optional.empty(), none(), none(), none(), tag(null));
    }

    private static Purge tagged(String name, String value) {
        return new Purge("acme", none(), Optional.empty(), none(), none(), none(), tag(new Purge.Tag(name, value)));
    }

    private static Optional<String> none() {
        return Optional.empty();
    }

    private static Optional<Purge.Tag> tag(Purge.@org.jspecify.annotations.Nullable Tag tag) {
        return Optional.ofNullable(tag);
    }
}
